import type { ConditionVerdict, JudgeCondition } from './board.ts';

/** A condition is asked once of an output: it is code, and may cost something or change its mind. */
export function askedOnce(judge: JudgeCondition): JudgeCondition {
  const answers = new Map<string, { readonly output: string; readonly verdict: ConditionVerdict }>();
  return (stepKey, index, output) => {
    const key = `${stepKey}#${index}`;
    const known = answers.get(key);
    if (known?.output === output) return known.verdict;
    const verdict = judge(stepKey, index, output);
    answers.set(key, { output, verdict });
    return verdict;
  };
}

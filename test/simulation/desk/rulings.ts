import { itemKeyOf, mappedKey } from '../../../src/control/plan/mapped-key.ts';
import type { Value } from '../jobs.ts';
import { verdictOn } from '../model.ts';
import type { Must } from './inputs.ts';
import type { CheckedRun, CheckedStep } from './runs-checker.ts';

/**
 * The reference: what the rules say of each step of a run that is over, from the ends of those before it alone. A run
 * may be killed and taken up as often as it likes, it must come to the same.
 */
export function checkRulings(run: CheckedRun, must: Must): void {
  for (const [key, step] of run.steps) {
    const wasStopped = run.criticalFailure !== null || step.skip?.because === 'not_selected';
    if (Object.hasOwn(run.created.reused, key) || run.created.taken !== undefined) continue;
    const said = rulingOf(run, key, step);
    const isSkipped = step.state === 'skipped';
    if (said === 'skip') must(isSkipped, `I8 ${key} is ${step.state}, the rules skip it`);
    else if (said === 'throw')
      must(step.state === 'failed' || wasStopped, `I8 ${key} is ${step.state}, it should fail`);
    else must(!isSkipped || wasStopped, `I11 ${key} is skipped, the rules let it start`);
  }
}

function rulingOf(run: CheckedRun, key: string, { plan }: CheckedStep): 'start' | 'throw' | 'skip' {
  const item = itemKeyOf(key);
  const { map } = plan;
  const at = (name: string): CheckedStep =>
    run.steps.get(item !== null && map?.members.includes(name) ? mappedKey(name, item) : name)!;
  if (item === null) {
    for (const { on, optional } of plan.conditions) {
      const source = at(on);
      const isNull = optional && isLeftOut(source);
      if (source.state !== 'succeeded' && !isNull) return 'skip';
      const verdict = verdictOn(isNull || source.output === null ? null : (JSON.parse(source.output) as Value));
      if (verdict === 'fails') return 'skip';
      if (verdict === 'throws') return 'throw';
    }
  }
  const before = item === null && map !== undefined ? map.waits : plan.after;
  const inner = item === null ? before : before.filter((name) => map?.members.includes(name) === true);
  return inner.some((name) => isBad(at(name), plan, name)) ? 'skip' : 'start';
}

function isBad(step: CheckedStep, plan: CheckedStep['plan'], name: string): boolean {
  if (step.state === 'succeeded') return false;
  const isRequired = Object.values(plan.inputs).some(({ from, optional }) => from === name && !optional);
  return !isLeftOut(step) || isRequired;
}

const isLeftOut = ({ skip }: CheckedStep): boolean => skip?.because === 'condition' || skip?.because === 'not_selected';

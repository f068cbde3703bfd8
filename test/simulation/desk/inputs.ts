import { itemKeyOf, mappedKey } from '../../../src/control/plan/mapped-key.ts';
import type { PlannedInput } from '../../../src/control/plan/plan.ts';
import type { Call } from './deeds.ts';
import type { CheckedRun } from './runs-checker.ts';

export type Must = (holds: boolean, violation: string) => void;

/** I8: what an op got is what the log holds of those before it. */
export function checkInputs(run: CheckedRun, call: Call, must: Must): void {
  const { plan } = run.steps.get(call.stepKey)!;
  const item = itemKeyOf(call.stepKey);
  for (const [name, input] of Object.entries(plan.inputs)) {
    const expected = inputOf(run, input, item, plan.map?.members ?? []);
    const got = JSON.stringify(call.inputs[name] ?? null);
    must(got === expected, `I8 ${call.stepKey} got ${got} as ${name}, the log has ${expected}`);
  }
}

function inputOf(
  run: CheckedRun,
  { from, part }: PlannedInput,
  item: string | null,
  members: readonly string[],
): string {
  if (part === 'item') return JSON.stringify(item);
  if (item !== null && members.includes(from)) return run.steps.get(mappedKey(from, item))!.output ?? 'null';
  const items = run.items.get(from);
  if (items === undefined) return run.steps.get(from)!.output ?? 'null';
  const outputs = items.map((each) => run.steps.get(mappedKey(from, each))!);
  return `[${outputs.flatMap(({ state, output }) => (state === 'succeeded' ? [output] : [])).join(',')}]`;
}

import { TapelineError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest.ts';
import type { Condition } from './pipeline.ts';
import { invalidPipeline, type Ref } from './ref.ts';

/** What may run, by name. */
export type Branches<Builder> = Readonly<Record<string, (p: Builder) => Ref<unknown>>>;

/** What whichever branch ran has returned. */
export type ChosenBranch<B> = {
  readonly [N in keyof B]: B[N] extends (p: never) => Ref<infer O> ? O : never;
}[keyof B];

/** A condition for each branch; a name that is none of them is an error of the choice, not a branch that does not run. */
export function branchConditions<T>(
  pipeline: string,
  ref: Ref<T>,
  choose: (output: T) => string,
  branches: Readonly<Record<string, unknown>>,
): readonly { readonly name: string; readonly condition: Condition }[] {
  const names = Object.keys(branches);
  if (names.length === 0) throw invalidPipeline(pipeline, 'branch() has no branches', 'Name at least two.');
  if (ref.part !== undefined || ref.oneOf !== undefined) {
    const wayOut = 'Let an op take it, and look at the output of that.';
    throw invalidPipeline(pipeline, 'branch() looks at failures, an item, or what branch() returned', wayOut);
  }
  const { stepKey: on, isOptional } = ref;
  const conditionOf = (name: string): Condition => {
    const holds = (output: never): boolean => chosen(on, choose(output), names) === name;
    // What it depends on is code that the definition's hash has to see.
    holds.toString = () => `${name}: ${choose.toString()}`;
    return { on, isOptional, label: `${on}: ${name}`, holds };
  };
  return names.map((name) => ({ name, condition: conditionOf(name) }));
}

/** @throws definition.invalid for a name that no branch has. */
function chosen(on: string, name: string, names: readonly string[]): string {
  if (names.includes(name)) return name;
  const nearest = nearestName(String(name), names);
  const hint = nearest === null ? '' : `, did you mean "${nearest}"`;
  const problem = `it chose "${name}", which is no branch${hint}`;
  const wayOut = `Choose one of ${names.join(', ')}.`;
  throw new TapelineError('definition.invalid', { facts: { where: `branch() on "${on}"`, problem, wayOut } });
}

/** A reference to whichever of several ends there is. An end that is itself a choice counts with all of its own. */
export function branchRef(ends: readonly Ref<unknown>[]): Ref<unknown> {
  const oneOf = ends.flatMap((end) => end.oneOf ?? [end.stepKey]);
  const { pipeline, scope = null } = ends[0]!;
  return { stepKey: oneOf[0]!, isOptional: true, pipeline, scope, oneOf: [...new Set(oneOf)] };
}

import { TapelineError } from '../../core/errors.ts';

/** A step's output to come. `T` is its type; the value exists only while a run runs. */
export type Ref<T> = {
  readonly stepKey: string;
  /** The step may be skipped by its condition; whoever takes it then gets null. */
  readonly isOptional: boolean;
  readonly pipeline: symbol;
  /** The map inside of which it stands; absent or null outside of any. */
  readonly scope?: symbol | null | undefined;
  /** Of a list one item, or of a map the items without an output. The whole output otherwise. */
  readonly part?: 'item' | 'failures' | undefined;
  /** Ends of branches, of which one runs. */
  readonly oneOf?: readonly string[] | undefined;
  /** Never present: carries the type for the compiler. */
  readonly __value?: readonly [T] | undefined;
};

/** The outputs of a map, in the order of its list, and the items that have none. */
export type MapRef<O> = Ref<readonly O[]> & {
  /** Items that failed or were skipped for a failure; empty unless the map says `onItemFailure: 'skip'`. */
  readonly failures: Ref<readonly ItemFailure[]>;
};

/** An item of a map without an output. */
export type ItemFailure = {
  readonly key: string;
  /** The position in the list. */
  readonly index: number;
  readonly state: 'failed' | 'skipped';
  readonly code: string | null;
  readonly message: string | null;
};

/** What `add` wants for an op's inputs: a reference of the right type for each. */
export type Wired<I> = { readonly [K in keyof I]: Ref<I[K]> };

/** Where a reference may be used: in its pipeline, and in its map or whatever stands in the same one. */
export type RefPlace = { readonly name: string; readonly identity: symbol; readonly scope: symbol | null };

/** @throws definition.invalid saying what of the pipeline `what` is, and why it cannot be. */
export function checkRef(place: RefPlace, what: string, ref: Ref<unknown> | undefined): void {
  const problem = problemOf(place, ref);
  if (problem === null) return;
  const wayOut = problem.includes('of a map')
    ? 'Take what p.mapEach() returned, which is the list of all items.'
    : 'Pass what p.add() returned in this same pipeline.';
  throw invalidPipeline(place.name, `${what} ${problem}`, wayOut);
}

function problemOf({ identity, scope }: RefPlace, ref: Ref<unknown> | undefined): string | null {
  if (ref === undefined || ref === null || typeof ref.stepKey !== 'string') return 'is not a reference';
  if (ref.pipeline !== identity) return `is a step of another pipeline ("${ref.stepKey}")`;
  const isInside = ref.scope === null || ref.scope === undefined || ref.scope === scope;
  return isInside ? null : `is one item's step of a map ("${ref.stepKey}"), used outside of it`;
}

export function invalidPipeline(name: string, problem: string, wayOut: string): TapelineError {
  return new TapelineError('definition.invalid', { facts: { where: `Pipeline "${name}"`, problem, wayOut } });
}

import { checkName } from '../../core/ids.ts';
import { MAP_ITEMS_MAX } from '../plan/mapped-key.ts';
import { type Branches, branchConditions, branchRef, type ChosenBranch } from './branch.ts';
import { type Branded, brand } from './brand.ts';
import type { Op } from './op.ts';
import { checkRef, invalidPipeline, type MapRef, type Ref, type Wired } from './ref.ts';

export type { ItemFailure, MapRef, Ref, Wired } from './ref.ts';

export type StepOptions = {
  /** The step's key; by default the op's name. Needed when an op stands twice in a pipeline. */
  readonly as?: string;
  /** Steps to wait for without taking their output. */
  readonly after?: readonly Ref<unknown>[];
  /** Higher starts first among those that are ready. */
  readonly priority?: number;
  readonly critical?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
};

export type MapOptions<T> = {
  /** The item's name in its steps' keys; by default the item itself where all are plain texts, else its position. */
  readonly key?: (item: T, index: number) => string;
  /** Steps of this map that may work at once; by default as many as the run allows. */
  readonly concurrency?: number;
  /**
   * `fail` (default): the map fails once all of its items are over. `skip`: the list lacks those items, and the map
   * fails only if no item of it has an output.
   */
  readonly onItemFailure?: 'fail' | 'skip';
  /** A longer list fails the map. Default 100 000, which is also the most there can be. */
  readonly itemsMax?: number;
};

/** What `map` goes over: the one input that gets the items, with the list they come from. */
export type MapOver<I, K extends keyof I> = { readonly [P in K]: Ref<readonly I[P][]> };

export type MapSpec<I, K extends keyof I> = MapOptions<I[K]> &
  StepOptions & { readonly over: MapOver<I, K> } & (keyof Omit<I, K> extends never
    ? { readonly inputs?: Record<string, never> }
    : { readonly inputs: Wired<Omit<I, K>> });

// biome-ignore lint/suspicious/noExplicitAny: the list of steps holds ops of any inputs; `add` has checked each.
export type AnyOp = Op<any, any>;

export type PipelineStep = {
  readonly key: string;
  readonly op: AnyOp;
  readonly inputs: Readonly<Record<string, Ref<unknown>>>;
  readonly conditions: readonly Condition[];
  readonly options: StepOptions;
  /** The map whose items it is done for; null for a step that is done once. */
  readonly map: PipelineMap | null;
};

/** Steps that are done once for every item of a list. */
export type PipelineMap = {
  readonly over: Ref<unknown>;
  readonly keyOf: ((item: never, index: number) => unknown) | null;
  readonly concurrency: number | null;
  readonly onItemFailure: 'fail' | 'skip';
  readonly itemsMax: number;
};

export type Condition = {
  readonly on: string;
  /** The step it looks at may be skipped by a condition itself; it then looks at null. */
  readonly isOptional: boolean;
  readonly label: string;
  readonly part?: 'item';
  readonly holds: (output: never) => boolean;
};

/** Whether to go on, with words for people. */
export type LabelledCondition<T> = { readonly label: string; readonly holds: (output: T) => boolean };

/** Ops and their wiring; not runnable. A job makes it so. */
export type Pipeline = Branded<'pipeline'> & { readonly name: string; readonly steps: readonly PipelineStep[] };

type InputArguments<I> = keyof I extends never
  ? [inputs?: Record<string, never>, options?: StepOptions]
  : [inputs: Wired<I>, options?: StepOptions];

/** What can stand inside of a map: all but another map. */
export type ItemBuilder = {
  /** Adds a step. Leaving an input out, or passing a reference of another type, does not compile. */
  add<I, O>(op: Op<I, O>, ...rest: InputArguments<NoInfer<I>>): Ref<O>;
  /**
   * Adds steps that run only if `holds` says so of an earlier output. What the builder returns may be null for
   * whoever takes it.
   */
  when<T, O>(
    ref: Ref<T>,
    holds: ((output: T) => boolean) | LabelledCondition<T>,
    build: (p: ItemBuilder) => Ref<O>,
  ): Ref<O | null>;
};

export type PipelineBuilder = Pick<ItemBuilder, 'add'> & {
  /** As inside of a map; what the builder gets can do everything else too. */
  when<T, O>(
    ref: Ref<T>,
    holds: ((output: T) => boolean) | LabelledCondition<T>,
    build: (p: PipelineBuilder) => Ref<O>,
  ): Ref<O | null>;
  /** Adds several branches, of which exactly one runs: that of the name `choose` gives. The output is that one's. */
  branch<T, B extends Branches<PipelineBuilder>>(
    ref: Ref<T>,
    choose: (output: T) => keyof B & string,
    branches: B,
  ): Ref<ChosenBranch<B>>;
  /** Does an op once for every item of a list that is known when the run runs. The output is the list of theirs. */
  map<I, O, K extends keyof I>(op: Op<I, O>, spec: MapSpec<NoInfer<I>, K>): MapRef<O>;
  /** The same for several steps: each item goes through all of them, on its own. */
  mapEach<T, O>(
    list: Ref<readonly T[]>,
    build: (item: Ref<T>, p: ItemBuilder) => Ref<O>,
    options?: MapOptions<T>,
  ): MapRef<O>;
};

/** @throws definition.invalid for duplicate steps, or references of another pipeline. */
export function pipeline(name: string, build: (p: PipelineBuilder) => unknown): Pipeline {
  const place: Place = {
    name: checkName('pipeline', name),
    identity: Symbol(name),
    steps: [],
    keys: new Set(),
    conditions: [],
    map: null,
    scope: null,
  };
  build(builderOf(place));
  if (place.steps.length === 0) throw invalidPipeline(name, 'it has no steps', 'Add at least one op.');
  return brand('pipeline', { name, steps: Object.freeze(place.steps) });
}

/** Where a builder stands: the pipeline being built, and the conditions and the map that it is inside of. */
type Place = {
  readonly name: string;
  readonly identity: symbol;
  readonly steps: PipelineStep[];
  readonly keys: Set<string>;
  readonly conditions: readonly Condition[];
  readonly map: PipelineMap | null;
  readonly scope: symbol | null;
};

function builderOf(place: Place): PipelineBuilder {
  const add = (op: AnyOp, inputs: object = {}, options: StepOptions = {}): Ref<never> =>
    addStep(place, op, inputs, options);
  return {
    add: add as PipelineBuilder['add'],
    when<T, O>(ref: Ref<T>, holds: ((output: T) => boolean) | LabelledCondition<T>, build: Build<O>): Ref<O | null> {
      const condition = conditionOf(place, ref, holds);
      const result = build(builderOf({ ...place, conditions: [...place.conditions, condition] }));
      checkRef(place, 'what the builder of when() returns', result);
      return { ...result, isOptional: true };
    },
    branch<T, B extends Branches<PipelineBuilder>>(ref: Ref<T>, choose: (output: T) => string, branches: B) {
      checkRef(place, 'what branch() looks at', ref);
      const ends = branchConditions(place.name, ref, choose, branches).map(({ name, condition }) => {
        const end = branches[name]!(builderOf({ ...place, conditions: [...place.conditions, condition] }));
        checkRef(place, `what branch "${name}" returns`, end);
        return end;
      });
      return branchRef(ends) as Ref<ChosenBranch<B>>;
    },
    map<I, O, K extends keyof I>(op: Op<I, O>, spec: MapSpec<I, K>): MapRef<O> {
      const given: MapOptions<I[K]> & StepOptions & { readonly over: MapOver<I, K>; readonly inputs?: object } = spec;
      const { over, inputs = {}, key, concurrency, onItemFailure, itemsMax, ...options } = given;
      const [input, ...others] = Object.keys(over ?? {}) as (K & string)[];
      if (input === undefined || others.length > 0) {
        const problem = `map of op "${op.name}" goes over ${Object.keys(over ?? {}).length} inputs`;
        throw invalidPipeline(
          place.name,
          problem,
          'Name the one input that gets the items: over: { symbol: symbols }.',
        );
      }
      const list = (over as Record<string, Ref<readonly I[K][]>>)[input]!;
      const build = (item: Ref<unknown>, p: ItemBuilder): Ref<O> =>
        p.add(op as AnyOp, { ...inputs, [input]: item }, options);
      return mapOf(place, list, build as never, definedOptions({ key, concurrency, onItemFailure, itemsMax }));
    },
    mapEach: (list, build, options = {}) => mapOf(place, list, build as never, options),
  };
}

type Build<O> = (p: PipelineBuilder) => Ref<O>;

function addStep(place: Place, op: AnyOp, inputs: object, options: StepOptions): Ref<never> {
  const { name, identity, scope, keys, conditions, map } = place;
  const key = checkName('step', options.as ?? op.name);
  if (keys.has(key))
    throw invalidPipeline(name, `step "${key}" stands twice`, 'Give one of them another key with { as: "…" }.');
  const refs = { ...inputs } as Record<string, Ref<unknown>>;
  for (const [input, ref] of Object.entries(refs)) checkRef(place, `input "${input}" of step "${key}"`, ref);
  for (const ref of options.after ?? []) checkRef(place, `what step "${key}" waits for`, ref);
  keys.add(key);
  place.steps.push({ key, op, inputs: refs, conditions, options, map });
  return { stepKey: key, isOptional: false, pipeline: identity, scope };
}

function conditionOf<T>(place: Place, ref: Ref<T>, said: ((output: T) => boolean) | LabelledCondition<T>): Condition {
  checkRef(place, 'what when() looks at', ref);
  if (ref.part === 'failures' || ref.oneOf !== undefined) {
    const wayOut = 'Let an op take it, and look at the output of that.';
    throw invalidPipeline(place.name, 'when() looks at failures, or at what branch() returned', wayOut);
  }
  const holds = typeof said === 'function' ? said : said.holds;
  const label = typeof said === 'function' ? `${ref.stepKey}: ${holds.toString().slice(0, 120)}` : said.label;
  const { stepKey: on, isOptional } = ref;
  const part = ref.part === 'item' ? { part: 'item' as const } : {};
  return { on, isOptional, label, ...part, holds: holds as (output: never) => boolean };
}

function mapOf<T, O>(
  place: Place,
  list: Ref<readonly T[]>,
  build: (item: Ref<T>, p: ItemBuilder) => Ref<O>,
  options: MapOptions<T>,
): MapRef<O> {
  checkRef(place, 'what a map goes over', list);
  const { name, identity } = place;
  if (place.map !== null)
    throw invalidPipeline(name, 'a map stands inside of a map', 'Go over one list, of pairs if need be.');
  if (list.oneOf !== undefined || list.part !== undefined)
    throw invalidPipeline(
      name,
      'a map goes over failures, or over what branch() returned',
      'Let an op return the list.',
    );
  const scope = Symbol('map');
  const inner: Place = { ...place, scope, map: checkedMap(name, list, options) };
  const item: Ref<T> = { stepKey: list.stepKey, isOptional: false, pipeline: identity, scope, part: 'item' };
  const before = place.steps.length;
  const end = build(item, builderOf(inner));
  checkRef(inner, 'what the builder of mapEach() returns', end);
  const isOwn = place.steps.slice(before).some((step) => step.key === end.stepKey && end.part !== 'item');
  if (!isOwn) throw invalidPipeline(name, 'a map has no step of its own', 'Add one inside of it and return it.');
  // In the list, what a condition left out is null; the list itself is always there.
  const whole = { stepKey: end.stepKey, isOptional: false, pipeline: identity, scope: place.scope };
  return { ...whole, failures: { ...whole, part: 'failures' } };
}

function checkedMap<T>(name: string, over: Ref<readonly T[]>, options: MapOptions<T>): PipelineMap {
  const { key = null, concurrency = null, onItemFailure = 'fail', itemsMax = MAP_ITEMS_MAX } = options;
  const where = `the map over "${over.stepKey}"`;
  if (concurrency !== null && !(Number.isInteger(concurrency) && concurrency >= 1))
    throw invalidPipeline(name, `${where} has concurrency ${concurrency}`, 'Write a whole number of 1 or more.');
  if (!(Number.isInteger(itemsMax) && itemsMax >= 1 && itemsMax <= MAP_ITEMS_MAX))
    throw invalidPipeline(name, `${where} has itemsMax ${itemsMax}`, `Write a number from 1 to ${MAP_ITEMS_MAX}.`);
  if (onItemFailure !== 'fail' && onItemFailure !== 'skip')
    throw invalidPipeline(name, `${where} has onItemFailure "${onItemFailure}"`, 'Write "fail" or "skip".');
  return { over, keyOf: key, concurrency, onItemFailure, itemsMax };
}

/** An option left out and one given as undefined are the same. */
function definedOptions<T extends object>(options: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
}

import { TapelineError } from '../../core/errors.ts';
import { checkName } from '../../core/ids.ts';
import { type Branded, brand } from './brand.ts';
import type { Op } from './op.ts';

/** A step's output to come. `T` is its type; the value exists only while a run runs. */
export type Ref<T> = {
  readonly stepKey: string;
  /** The step may be skipped by its condition; whoever takes it then gets null. */
  readonly isOptional: boolean;
  readonly pipeline: symbol;
  /** Never present: carries the type for the compiler. */
  readonly __value?: readonly [T] | undefined;
};

/** What `add` wants for an op's inputs: a reference of the right type for each. */
export type Wired<I> = { readonly [K in keyof I]: Ref<I[K]> };

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

// biome-ignore lint/suspicious/noExplicitAny: the list of steps holds ops of any inputs; `add` has checked each.
export type AnyOp = Op<any, any>;

export type PipelineStep = {
  readonly key: string;
  readonly op: AnyOp;
  readonly inputs: Readonly<Record<string, Ref<unknown>>>;
  readonly conditions: readonly Condition[];
  readonly options: StepOptions;
};

export type Condition = {
  readonly on: string;
  /** The step it looks at may be skipped by a condition itself; it then looks at null. */
  readonly isOptional: boolean;
  readonly label: string;
  readonly holds: (output: never) => boolean;
};

/** Ops and their wiring; not runnable. A job makes it so. */
export type Pipeline = Branded<'pipeline'> & { readonly name: string; readonly steps: readonly PipelineStep[] };

type InputArguments<I> = keyof I extends never
  ? [inputs?: Record<string, never>, options?: StepOptions]
  : [inputs: Wired<I>, options?: StepOptions];

export type PipelineBuilder = {
  /** Adds a step. Leaving an input out, or passing a reference of another type, does not compile. */
  add<I, O>(op: Op<I, O>, ...rest: InputArguments<NoInfer<I>>): Ref<O>;
  /**
   * Adds steps that run only if `holds` says so of an earlier output. What the builder returns may be null for
   * whoever takes it.
   */
  when<T, O>(ref: Ref<T>, holds: (output: T) => boolean, build: (p: PipelineBuilder) => Ref<O>): Ref<O | null>;
};

/** @throws definition.invalid for duplicate steps, or references of another pipeline. */
export function pipeline(name: string, build: (p: PipelineBuilder) => unknown): Pipeline {
  const identity = Symbol(name);
  const steps: PipelineStep[] = [];
  build(builderOf(checkName('pipeline', name), identity, steps, []));
  if (steps.length === 0) throw invalid(name, 'it has no steps', 'Add at least one op.');
  return brand('pipeline', { name, steps: Object.freeze(steps) });
}

function builderOf(
  name: string,
  identity: symbol,
  steps: PipelineStep[],
  conditions: readonly Condition[],
): PipelineBuilder {
  return {
    add<I, O>(op: Op<I, O>, inputs: object = {}, options: StepOptions = {}): Ref<O> {
      const key = checkName('step', options.as ?? op.name);
      if (steps.some((step) => step.key === key)) {
        throw invalid(name, `step "${key}" stands twice`, 'Give one of them another key with { as: "…" }.');
      }
      const refs = { ...inputs } as Record<string, Ref<unknown>>;
      for (const [input, ref] of Object.entries(refs))
        checkRef(name, identity, `input "${input}" of step "${key}"`, ref);
      for (const ref of options.after ?? []) checkRef(name, identity, `what step "${key}" waits for`, ref);
      steps.push({ key, op, inputs: refs, conditions, options });
      return { stepKey: key, isOptional: false, pipeline: identity };
    },
    when<T, O>(ref: Ref<T>, holds: (output: T) => boolean, build: (p: PipelineBuilder) => Ref<O>): Ref<O | null> {
      checkRef(name, identity, 'what when() looks at', ref);
      const label = `${ref.stepKey}: ${holds.toString().slice(0, 120)}`;
      const { stepKey: on, isOptional } = ref;
      const condition: Condition = { on, isOptional, label, holds: holds as (output: never) => boolean };
      const result = build(builderOf(name, identity, steps, [...conditions, condition]));
      checkRef(name, identity, 'what the builder of when() returns', result);
      return { ...result, isOptional: true };
    },
  };
}

function checkRef(name: string, identity: symbol, what: string, ref: Ref<unknown> | undefined): void {
  if (ref !== undefined && ref !== null && ref.pipeline === identity) return;
  const problem =
    ref === undefined || ref === null || typeof ref.stepKey !== 'string'
      ? `${what} is not a reference`
      : `${what} is a step of another pipeline ("${ref.stepKey}")`;
  throw invalid(name, problem, 'Pass what p.add() returned in this same pipeline.');
}

function invalid(name: string, problem: string, wayOut: string): TapelineError {
  return new TapelineError('definition.invalid', { facts: { where: `Pipeline "${name}"`, problem, wayOut } });
}

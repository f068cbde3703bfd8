import {
  defineIndicator,
  type Group,
  type Indicator,
  type InputName,
  integerOption,
  type OptionSpec,
  realOutput,
} from '../kernel/definition.ts';
import { firstValueBar, leaveEmpty, takeBars } from '../kernel/segment.ts';

/**
 * Computes bars `first .. end-1` of one part of a formula from its sources, whose values begin at `from <= first`.
 * `state[at ..]` is its own; a part that keeps state also sees the bars from `from` on.
 */
export type PartKernel = (
  sources: readonly Float64Array[],
  span: { readonly from: number; readonly first: number; readonly end: number },
  output: Float64Array,
  state: Float64Array,
  at: number,
) => void;

/** A part of a formula: a column, or something computed from other parts. Made by the functions of `parts.ts`. */
export type Part = {
  readonly sources: readonly Part[];
  /** Which input column it is; -1 for what is computed. */
  readonly input: number;
  /** Bars before its first value. */
  readonly lookback: number;
  readonly history: number;
  readonly slots: number;
  readonly run: PartKernel;
};

export type Formula = {
  readonly name: string;
  readonly group: Group;
  readonly title: string;
  readonly inputs: readonly InputName[];
  readonly options?: readonly OptionSpec[];
  /** Names of the outputs, in upper case, as in the terminal. */
  readonly outputs: readonly string[];
  /** A value may be NaN beyond the lookback: a condition that has not been true yet. */
  readonly isPartial?: boolean;
  readonly parts: (columns: readonly Part[], options: readonly number[]) => readonly Part[];
};

type Step = {
  readonly part: Part;
  /** Where its sources are: the column of a step, or below 0 an input, -1 the first. */
  readonly sources: readonly number[];
  /** Bars before the first value of all its sources. */
  readonly before: number;
  /** Where its state begins, behind the count of bars. */
  readonly place: number;
};

type Plan = {
  /** What is computed, sources first. */
  readonly steps: readonly Step[];
  /** Where each output comes from, as a step's sources. */
  readonly outputs: readonly number[];
  readonly lookback: number;
  readonly history: number;
  readonly slots: number;
};

/**
 * An indicator of a formula: batch, stream, panel and the abstract interface follow. All its outputs begin where the last
 * of them does.
 */
export function formula(given: Formula): Indicator {
  const options = given.options ?? [];
  const planOf = plans(given);
  const stem = `tdx_${given.name.toLowerCase()}`;
  return defineIndicator({
    name: `tdx.${given.name}`,
    group: given.group,
    title: given.title,
    inputs: given.inputs,
    options,
    outputs: given.outputs.map((name) =>
      realOutput(given.outputs.length === 1 ? stem : `${stem}_${name.toLowerCase()}`, name),
    ),
    lookback: (values) => planOf(values).lookback,
    history: (values) => planOf(values).history,
    slots: (values) => planOf(values).slots,
    temps: planOf(options.map((option) => option.default)).steps.length,
    isPartial: given.isPartial ?? false,
    run: ({ inputs, outputs, temps }, begin, end, values, state, at) =>
      runPlan(planOf(values), inputs, temps, outputs, begin, end, state, at),
  });
}

/** A whole number among a formula's parameters. */
export function count(name: string, byDefault: number, min = 1): OptionSpec {
  return integerOption(name, name.toLowerCase(), byDefault, min);
}

/** Plans are made once per array of options, which a stream or a panel hands on with every bar. */
function plans(given: Formula): (options: readonly number[]) => Plan {
  const known = new WeakMap<readonly number[], Plan>();
  return (options) => {
    const plan = known.get(options) ?? makePlan(given, options);
    known.set(options, plan);
    return plan;
  };
}

function makePlan(given: Formula, options: readonly number[]): Plan {
  const outputs = given.parts(given.inputs.map(columnPart), options);
  const order: Part[] = [];
  for (const part of outputs) collect(part, order);
  const placeOf = (part: Part) => (part.input === -1 ? order.indexOf(part) : -1 - part.input);
  let slots = 1;
  const steps = order.map((part): Step => {
    const place = slots;
    slots += part.slots;
    const before = Math.max(0, ...part.sources.map((source) => source.lookback));
    return { part, sources: part.sources.map(placeOf), before, place };
  });
  const lookback = Math.max(...outputs.map((part) => part.lookback));
  const history = Math.max(0, ...order.map((part) => part.history));
  return { steps, outputs: outputs.map(placeOf), lookback, history, slots };
}

function collect(part: Part, order: Part[]): void {
  if (part.input !== -1 || order.includes(part)) return;
  for (const source of part.sources) collect(source, order);
  order.push(part);
}

function columnPart(_: InputName, input: number): Part {
  return { sources: [], input, lookback: 0, history: 0, slots: 0, run: () => undefined };
}

function runPlan(
  plan: Plan,
  inputs: readonly Float64Array[],
  temps: readonly Float64Array[],
  outputs: readonly Float64Array[],
  begin: number,
  end: number,
  state: Float64Array,
  at: number,
): void {
  const seen = takeBars(state, at, begin, end);
  const columnAt = (place: number) => (place < 0 ? inputs[-1 - place]! : temps[place]!);
  for (let index = 0; index < plan.steps.length; index += 1) {
    const { part, sources, before, place } = plan.steps[index]!;
    const first = firstValueBar(begin, end, seen, part.lookback);
    const span = { from: firstValueBar(begin, end, seen, before), first, end };
    leaveEmpty(temps[index]!, begin, first);
    part.run(sources.map(columnAt), span, temps[index]!, state, at + place);
  }
  const first = firstValueBar(begin, end, seen, plan.lookback);
  for (let index = 0; index < outputs.length; index += 1) {
    const [output, values] = [outputs[index]!, columnAt(plan.outputs[index]!)];
    leaveEmpty(output, begin, first);
    for (let bar = first; bar < end; bar += 1) output[bar] = values[bar]!;
  }
}

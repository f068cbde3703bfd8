import type { Columns, Indicator } from './definition.ts';
import { isGap } from './gaps.ts';
import { checkOptions, inputError } from './options.ts';
import { writeMissing } from './run.ts';
import { type StreamStateText, stateOf, withText } from './stream-state.ts';

/** An indicator that remembers: one bar in, its values out, bit for bit what the batch form gives at that bar. */
export type Stream = {
  readonly indicator: Indicator;
  readonly options: readonly number[];
  /** Bars taken so far. */
  readonly bars: () => number;
  /** Takes the next bar (one number per input, in the definition's order); returns one number per output. */
  readonly update: (bar: readonly number[]) => readonly number[];
  /** What `update` would return, without taking the bar: for one that is still forming. */
  readonly peek: (bar: readonly number[]) => readonly number[];
  readonly clone: () => Stream;
  readonly save: () => StreamState;
};

/**
 * Everything a stream knows, as plain numbers: store it, resume it elsewhere, after `structuredClone`, `packState` or
 * JSON alike.
 */
export type StreamState = {
  readonly indicator: string;
  readonly options: readonly number[];
  readonly bars: number;
  readonly state: Float64Array;
  /** The last bars of what the kernel looks back at (inputs, temps), oldest first. */
  readonly window: readonly Float64Array[];
};

/** @throws quant.parameter */
export function openStream(indicator: Indicator, given: readonly (number | undefined)[] = []): Stream {
  return streamOf(indicator, emptyMemory(indicator, checkOptions(indicator, given)));
}

/** A stream that goes on where `given` was taken. @throws quant.parameter, quant.input when it is not this indicator's */
export function resumeStream(indicator: Indicator, given: StreamState | StreamStateText): Stream {
  const saved = stateOf(given);
  assertOf(indicator, saved);
  const memory = emptyMemory(indicator, checkOptions(indicator, saved.options));
  const columns = pastColumns(memory.columns);
  const window = saved.window[0]?.length ?? 0;
  const isWhole =
    saved.state.length === memory.state.length &&
    saved.window.length === columns.length &&
    window === Math.min(saved.bars, memory.history);
  if (!isWhole) throw inputError(indicator.name, 'state', 'a state of another size', 'Pass what save returned, whole.');
  memory.state.set(saved.state);
  columns.forEach((column, index) => {
    column.set(saved.window[index]!);
  });
  memory.next = window;
  memory.bars = saved.bars;
  return streamOf(indicator, memory);
}

function assertOf(indicator: Indicator, saved: StreamState): void {
  if (saved.indicator === indicator.name) return;
  throw inputError(indicator.name, 'state', `a state of ${saved.indicator}`, 'Resume it with the indicator it is of.');
}

type Memory = {
  readonly options: readonly number[];
  readonly history: number;
  readonly columns: Columns;
  readonly state: Float64Array;
  readonly scratch: Float64Array;
  /** Where the next bar goes in the columns. */
  next: number;
  bars: number;
};

/** Spare room behind the window, so that moving it back costs little per bar. */
const SPARE_BARS_MIN = 32;

function emptyMemory(indicator: Indicator, options: readonly number[]): Memory {
  const history = indicator.history(options);
  const column = () => new Float64Array(history + Math.max(history, SPARE_BARS_MIN));
  const columns: Columns = {
    inputs: indicator.inputs.map(column),
    outputs: indicator.outputs.map(column),
    temps: Array.from({ length: indicator.temps }, column),
    origin: 0,
  };
  const slots = indicator.slots(options);
  const [state, scratch] = [new Float64Array(slots), new Float64Array(slots)];
  return { options, history, columns, state, scratch, next: 0, bars: 0 };
}

function streamOf(indicator: Indicator, memory: Memory): Stream {
  return {
    indicator,
    options: memory.options,
    bars: () => memory.bars,
    update: (bar) => {
      const values = compute(indicator, memory, bar, memory.state);
      memory.next += 1;
      memory.bars += 1;
      return values;
    },
    peek: (bar) => {
      memory.scratch.set(memory.state);
      return compute(indicator, memory, bar, memory.scratch);
    },
    clone: () => resumeStream(indicator, save(indicator, memory)),
    save: () => save(indicator, memory),
  };
}

function compute(indicator: Indicator, memory: Memory, bar: readonly number[], state: Float64Array): readonly number[] {
  const { columns } = memory;
  makeRoom(memory);
  const at = memory.next;
  for (let index = 0; index < columns.inputs.length; index += 1) columns.inputs[index]![at] = bar[index] ?? Number.NaN;
  columns.origin = memory.bars - at;
  if (indicator.gaps !== 'elementwise' && isGap(columns.inputs, at)) {
    state.fill(0);
    writeMissing(indicator, columns.outputs, at);
  } else {
    indicator.run(columns, at, at + 1, memory.options, state, 0);
  }
  return columns.outputs.map((output) => output[at]!);
}

function makeRoom(memory: Memory): void {
  const { history, next } = memory;
  if (next < memory.columns.outputs[0]!.length) return;
  for (const column of pastColumns(memory.columns)) column.copyWithin(0, next - history, next);
  memory.next = history;
}

function save(indicator: Indicator, memory: Memory): StreamState {
  const from = Math.max(0, memory.next - memory.history);
  return withText({
    indicator: indicator.name,
    options: memory.options,
    bars: memory.bars,
    state: memory.state.slice(),
    window: pastColumns(memory.columns).map((column) => column.slice(from, memory.next)),
  });
}

function pastColumns({ inputs, temps }: Columns): readonly Float64Array[] {
  return [...inputs, ...temps];
}

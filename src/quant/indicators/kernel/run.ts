import type { Columns, Indicator } from './definition.ts';
import { firstGap, isGap } from './gaps.ts';
import { checkOptions, inputError } from './options.ts';

/** The batch form with parameters as a caller gives them: what every indicator function is. @throws quant.parameter, quant.input */
export function evaluate(
  indicator: Indicator,
  inputs: readonly Float64Array[],
  given: readonly (number | undefined)[] = [],
): readonly Float64Array[] {
  return runBatch(indicator, inputs, checkOptions(indicator, given));
}

/** All outputs of an indicator over whole columns, in the order the definition lists them. */
export function runBatch(
  indicator: Indicator,
  inputs: readonly Float64Array[],
  options: readonly number[],
): readonly Float64Array[] {
  const bars = checkInputs(indicator, inputs);
  const columns: Columns = {
    inputs,
    outputs: indicator.outputs.map(() => new Float64Array(bars)),
    temps: Array.from({ length: indicator.temps }, () => new Float64Array(bars)),
    origin: 0,
  };
  runRange(indicator, columns, 0, bars, options, new Float64Array(indicator.slots(options)));
  return columns.outputs;
}

/** Bars per call of a kernel: what several passes over them read and write stays in the first-level cache. */
const BLOCK_BARS = 1024;

/** One instrument's bars `begin .. end-1`, restarting after each gap. The state is scratch; it is cleared first. */
export function runRange(
  indicator: Indicator,
  columns: Columns,
  begin: number,
  end: number,
  options: readonly number[],
  state: Float64Array,
): void {
  if (indicator.gaps !== 'scan') {
    runWhole(indicator, columns, begin, end, options, state);
    if (indicator.gaps === 'elementwise' || !isPoisoned(state)) return;
  }
  state.fill(0);
  for (let from = begin; from < end; ) {
    const to = Math.min(from + BLOCK_BARS, end);
    const gap = firstGap(columns.inputs, from, to);
    if (gap > from) indicator.run(columns, from, gap, options, state, 0);
    if (gap < to) state.fill(0);
    from = gap < to ? skipGap(indicator, columns, gap, end) : to;
  }
}

/** Bars without a gap, or whose gaps do not matter. The state is scratch; it is cleared first. */
export function runWhole(
  indicator: Indicator,
  columns: Columns,
  begin: number,
  end: number,
  options: readonly number[],
  state: Float64Array,
): void {
  state.fill(0);
  for (let from = begin; from < end; from += BLOCK_BARS) {
    indicator.run(columns, from, Math.min(from + BLOCK_BARS, end), options, state, 0);
  }
}

function isPoisoned(state: Float64Array): boolean {
  for (let slot = 0; slot < state.length; slot += 1) if (!Number.isFinite(state[slot]!)) return true;
  return false;
}

function skipGap(indicator: Indicator, columns: Columns, begin: number, end: number): number {
  let bar = begin;
  for (; bar < end && isGap(columns.inputs, bar); bar += 1) writeMissing(indicator, columns.outputs, bar);
  return bar;
}

/** What a bar without a value holds. */
export function writeMissing(indicator: Indicator, outputs: readonly Float64Array[], bar: number): void {
  for (let index = 0; index < outputs.length; index += 1) outputs[index]![bar] = indicator.outputs[index]!.missing;
}

function checkInputs(indicator: Indicator, inputs: readonly Float64Array[]): number {
  const bars = inputs[0]?.length ?? 0;
  for (let index = 0; index < indicator.inputs.length; index += 1) {
    const column = inputs[index];
    const name = indicator.inputs[index]!;
    if (!(column instanceof Float64Array)) {
      throw inputError(indicator.name, name, column === undefined ? 'nothing' : typeof column, 'Pass a Float64Array.');
    }
    if (column.length !== bars) {
      const wayOut = 'All input columns must have one length.';
      throw inputError(
        indicator.name,
        name,
        `${column.length} bars beside ${bars} of "${indicator.inputs[0]}"`,
        wayOut,
      );
    }
  }
  return bars;
}

import { TapelineError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest.ts';
import { doublesOf } from '../input.ts';
import { type Convention, indicatorNamed, indicatorsOf } from './conventions.ts';
import { GROUP_TITLES, type Indicator, type InputName, type OptionSpec } from './kernel/definition.ts';
import { checkOptions, inputError, parameterError } from './kernel/options.ts';
import { runBatch } from './kernel/run.ts';
import { openStream, resumeStream, type Stream, type StreamState } from './kernel/stream.ts';
import { type StreamStateText, stateOf } from './kernel/stream-state.ts';
import { toMaType } from './overlap/ma-type.ts';

/** What a program can know about a function: TA-Lib's names, with our shorter key beside each option. */
export type AbstractFunction = {
  readonly name: string;
  readonly group: string;
  readonly hint: string;
  readonly inputs: readonly InputName[];
  readonly options: readonly OptionSpec[];
  readonly outputs: readonly { readonly name: string; readonly kind: 'real' | 'integer' }[];
  /** Bars before the first value, with default options. */
  readonly lookback: number;
};

/** By TA-Lib's name (`optInTimePeriod`) or ours (`period`); types of moving average by number or name. */
export type AbstractOptions = Readonly<Record<string, number | string>>;

/** Columns by name; those a function does not need are ignored. `real` is `close` unless given. Null is missing, as NaN. */
export type AbstractColumns = { readonly [Name in InputName]?: ArrayLike<number | null> };

/** One bar by column name. */
export type AbstractBar = { readonly [Name in InputName]?: number };

/** Every function that a bare name calls, or every one of a convention. */
export function functions(convention?: Convention): readonly AbstractFunction[] {
  return indicatorsOf(convention).map(describe);
}

/** One function. @throws usage.unknown_name with the nearest */
export function describeFunction(name: string): AbstractFunction {
  return describe(indicatorNamed(name));
}

/** Bars before the first value, with these options. @throws usage.unknown_name, quant.parameter */
export function lookback(name: string, options: AbstractOptions = {}): number {
  const indicator = indicatorNamed(name);
  return indicator.lookback(optionValues(indicator, options));
}

/**
 * Calls a function by name.
 *
 * in      name     any case; `tdx.KDJ` for another convention
 *         columns  open, high, low, close, volume, real, real0, real1, periods, as the function needs; one length
 *         options  absent ones take their default
 * out     its outputs by TA-Lib's names, in TA-Lib's order: full length, NaN in the lookback (0 for candles)
 * throws  usage.unknown_name, quant.parameter, quant.input
 */
export function call(
  name: string,
  columns: AbstractColumns,
  options: AbstractOptions = {},
): Record<string, Float64Array> {
  const indicator = indicatorNamed(name);
  const inputs = indicator.inputs.map((input) => toColumn(indicator, input, pick(columns, input)));
  return named(indicator, runBatch(indicator, inputs, optionValues(indicator, options)));
}

/** A stream that takes and gives values by name: the bits of `call`, a bar at a time. */
export type AbstractStream = {
  readonly update: (bar: AbstractBar) => Record<string, number>;
  /** What `update` would return, without taking the bar. */
  readonly peek: (bar: AbstractBar) => Record<string, number>;
  readonly bars: () => number;
  readonly clone: () => AbstractStream;
  readonly save: () => StreamState;
};

/** @throws usage.unknown_name, quant.parameter */
export function open(name: string, options: AbstractOptions = {}): AbstractStream {
  const indicator = indicatorNamed(name);
  return abstractStream(openStream(indicator, optionValues(indicator, options)));
}

/** @throws usage.unknown_name, quant.parameter, quant.input */
export function resume(saved: StreamState | StreamStateText): AbstractStream {
  const state = stateOf(saved);
  return abstractStream(resumeStream(indicatorNamed(state.indicator), state));
}

function abstractStream(stream: Stream): AbstractStream {
  const { indicator } = stream;
  const row = (bar: AbstractBar) => indicator.inputs.map((input) => toNumber(indicator, input, pick(bar, input)));
  return {
    update: (bar) => named(indicator, stream.update(row(bar))),
    peek: (bar) => named(indicator, stream.peek(row(bar))),
    bars: stream.bars,
    clone: () => abstractStream(stream.clone()),
    save: stream.save,
  };
}

function describe(indicator: Indicator): AbstractFunction {
  return {
    name: indicator.name,
    group: GROUP_TITLES[indicator.group],
    hint: indicator.title,
    inputs: indicator.inputs,
    options: indicator.options,
    outputs: indicator.outputs.map(({ name, kind }) => ({ name, kind })),
    lookback: indicator.lookback(indicator.options.map((option) => option.default)),
  };
}

function named<Value>(indicator: Indicator, values: readonly Value[]): Record<string, Value> {
  return Object.fromEntries(indicator.outputs.map((output, index) => [output.name, values[index]!]));
}

function pick<Value>(values: { readonly [Name in InputName]?: Value }, input: InputName): Value | undefined {
  return values[input] ?? (input === 'real' ? values.close : undefined);
}

function optionValues(indicator: Indicator, given: AbstractOptions): readonly number[] {
  for (const key of Object.keys(given)) assertOption(indicator, key);
  return checkOptions(
    indicator,
    indicator.options.map((option) => {
      const value = given[option.name] ?? given[option.key];
      return typeof value === 'string' ? numberOf(indicator, option, value) : value;
    }),
  );
}

/** Text, as configuration files have it: a number, or the name of a type of moving average. */
function numberOf(indicator: Indicator, option: OptionSpec, text: string): number | undefined {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isNaN(number)) return number;
  if (option.kind === 'maType') return toMaType(indicator.name, text);
  throw parameterError(indicator.name, option.key, text, `Give a number; the default is ${option.default}.`);
}

function assertOption(indicator: Indicator, key: string): void {
  const known = indicator.options.flatMap((option) => [option.name, option.key]);
  if (known.includes(key)) return;
  throw new TapelineError('usage.unknown_name', {
    facts: { kind: `option of ${indicator.name}`, name: key, nearest: nearestName(key, known), known },
  });
}

function toColumn(indicator: Indicator, input: InputName, column: AbstractColumns[InputName] | null): Float64Array {
  if (column instanceof Float64Array) return column;
  if (column != null) return doublesOf(indicator.name, input, column);
  throw inputError(indicator.name, input, 'nothing', `It needs ${indicator.inputs.join(', ')}.`);
}

function toNumber(indicator: Indicator, input: InputName, value: number | undefined): number {
  if (typeof value === 'number') return value;
  throw inputError(indicator.name, input, 'nothing', 'Give every input of the bar; NaN for one without a value.');
}

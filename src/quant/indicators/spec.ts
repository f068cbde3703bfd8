import { indicatorNamed } from './conventions.ts';
import type { Indicator, InputName, OptionSpec } from './kernel/definition.ts';
import { checkOptions, parameterError } from './kernel/options.ts';
import { MA_TYPES, toMaType } from './overlap/ma-type.ts';

/** An indicator with its parameters fixed, its input columns chosen and its output columns named. */
export type IndicatorSpec = {
  readonly text: string;
  readonly indicator: Indicator;
  readonly options: readonly number[];
  /** The columns it reads, in the order of the definition's inputs: `real` replaced where the text names a column. */
  readonly inputs: readonly InputName[];
  /** One name per output of the indicator, fit for a column: `macd_signal_12_26_9`. */
  readonly columns: readonly string[];
};

/** Columns that may stand for `real`. */
const SERIES: readonly InputName[] = ['open', 'high', 'low', 'close', 'volume', 'real', 'real0', 'real1'];

/**
 * `RSI(14)`, `MACD(12,26,9)`, `SMA` (defaults), `BBANDS(20,2,2,ema)`, `SMA(volume,20)` as a spec. Columns stand for the
 * inputs `real`, `real0`, `real1`, first come first served; parameters follow in the order of the definition. The
 * convention stands before the name: `tdx.KDJ(9,3,3)`.
 *
 * @throws usage.unknown_name for an indicator nobody knows; quant.parameter for anything else that is wrong
 */
export function parseIndicator(text: string): IndicatorSpec {
  const match = /^\s*([A-Za-z0-9_.-]+)\s*(?:\(([^()]*)\))?\s*$/.exec(text);
  if (match === null) {
    throw parameterError('parseIndicator', 'spec', text, 'Write a name and its parameters, as in "MACD(12,26,9)".');
  }
  const indicator = indicatorNamed(match[1]!);
  const parts = (match[2] ?? '').trim() === '' ? [] : match[2]!.split(',').map((part) => part.trim());
  const chosen = leadingColumns(parts);
  const values = parts.slice(chosen.length).map((part, index) => toNumber(text, part, indicator.options[index]));
  const options = checkOptions(indicator, values);
  const inputs = chooseInputs(text, indicator, chosen);
  return { text, indicator, options, inputs, columns: columnNames(indicator, chosen, options) };
}

function leadingColumns(parts: readonly string[]): readonly InputName[] {
  const first = parts.findIndex((part) => !SERIES.includes(part as InputName));
  return parts.slice(0, first === -1 ? parts.length : first) as InputName[];
}

function chooseInputs(text: string, indicator: Indicator, chosen: readonly InputName[]): readonly InputName[] {
  const free = indicator.inputs.filter((input) => input.startsWith('real'));
  if (chosen.length > free.length) {
    const wayOut = `${indicator.name} reads ${indicator.inputs.join(', ')}; ${free.length} of them can be chosen.`;
    throw parameterError('parseIndicator', text, chosen.join(', '), wayOut);
  }
  const queue = [...chosen];
  return indicator.inputs.map((input) => (input.startsWith('real') ? (queue.shift() ?? input) : input));
}

function toNumber(text: string, part: string, option: OptionSpec | undefined): number {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(part)) return Number(part);
  if (option?.kind === 'maType') return toMaType(text, part)!;
  throw parameterError('parseIndicator', text, part, 'Parameters are numbers, separated by commas.');
}

function columnNames(
  indicator: Indicator,
  chosen: readonly InputName[],
  options: readonly number[],
): readonly string[] {
  const parts = [...chosen, ...options.map((option, index) => optionText(option, indicator.options[index]!))];
  return indicator.outputs.map((output) => [output.stem, ...parts].join('_'));
}

/** A number as part of a column name: 2.5 is `2p5`, -1 is `m1`, a type of moving average its name. */
function optionText(value: number, option: OptionSpec): string {
  if (option.kind === 'maType') return MA_TYPES[value]!;
  return String(value).replace('-', 'm').replace('.', 'p').replace('+', '');
}

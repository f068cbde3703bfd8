import { TapelineError } from '../../../core/errors.ts';
import type { Indicator, OptionSpec } from './definition.ts';

/** The options in declared order, defaults filled in. @throws quant.parameter */
export function checkOptions(indicator: Indicator, given: readonly (number | undefined)[]): readonly number[] {
  if (given.length > indicator.options.length) {
    throw parameterError(
      indicator.name,
      'options',
      `${given.length} values`,
      `It takes ${indicator.options.length}: ${indicator.options.map((option) => option.key).join(', ') || 'none'}.`,
    );
  }
  const options = indicator.options.map((option, index) => checkOption(indicator.name, option, given[index]));
  const problem = indicator.problem?.(options) ?? null;
  if (problem !== null) throw parameterError(indicator.name, ...problem);
  return options;
}

function checkOption(indicatorName: string, option: OptionSpec, given: number | undefined): number {
  if (given === undefined || isDefaultType(option, given)) return option.default;
  const isWhole = option.kind === 'real' || Number.isInteger(given);
  if (isWhole && given >= option.min && given <= option.max) return given;
  throw parameterError(indicatorName, option.key, String(given), wayOutOf(option));
}

/** TA-Lib 0.8's number for 'whatever this function takes unless told otherwise'. */
const DEFAULT_TYPE = 11;

function isDefaultType({ kind, max }: OptionSpec, given: number): boolean {
  return kind === 'maType' && given === DEFAULT_TYPE && given <= max;
}

function wayOutOf(option: OptionSpec): string {
  const kind = option.kind === 'real' ? 'a number' : 'a whole number';
  return `Give ${kind} from ${option.min} to ${option.max}; the default is ${option.default}.`;
}

/** A parameter outside its range. */
export function parameterError(functionName: string, parameter: string, got: string, wayOut: string): TapelineError {
  return new TapelineError('quant.parameter', { facts: { function: functionName, parameter, got, wayOut } });
}

/** Columns that cannot be computed on. */
export function inputError(functionName: string, input: string, got: string, wayOut: string): TapelineError {
  return new TapelineError('quant.input', { facts: { function: functionName, input, got, wayOut } });
}

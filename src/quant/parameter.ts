import { parameterError } from './indicators/kernel/options.ts';

/** `value`, or quant.parameter when it is outside `min .. max` or not a number. */
export function inRange(functionName: string, parameter: string, value: number, min: number, max: number): number {
  if (value >= min && value <= max) return value;
  const range = max === Infinity ? `of at least ${min}` : `from ${min} to ${max}`;
  throw parameterError(functionName, parameter, String(value), `Give a number ${range}.`);
}

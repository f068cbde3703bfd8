import { TapelineError } from '../../../core/errors.ts';
import { nearestName } from '../../../core/nearest.ts';
import { parameterError } from '../../indicators/kernel/options.ts';
import type { ParameterName } from './definition.ts';
import type { Settings } from './terms.ts';

const PARAMETERS: Readonly<Record<ParameterName, true>> = {
  chaining: true,
  confidence: true,
  denominator: true,
  excess: true,
  fraction: true,
  method: true,
  order: true,
  referenceSharpe: true,
  scale: true,
};

const OTHERS: Readonly<Record<Exclude<keyof Settings, ParameterName>, true>> = {
  convention: true,
  periodsPerYear: true,
  riskFree: true,
  mar: true,
  benchmark: true,
  sessions: true,
  missing: true,
  pointsMin: true,
  pointsMax: true,
};

const KNOWN = [...Object.keys(OTHERS), ...Object.keys(PARAMETERS)];
const POINTS_LEAST = 2;

/** @throws usage.unknown_name for a setting that no metric has, quant.parameter for lengths that cannot be */
export function checkSettings(metricName: string, settings: Settings): void {
  for (const name in settings) {
    if (Object.hasOwn(OTHERS, name) || Object.hasOwn(PARAMETERS, name)) continue;
    const facts = { kind: 'metric setting', name, nearest: nearestName(name, KNOWN), known: KNOWN };
    throw new TapelineError('usage.unknown_name', { facts });
  }
  checkPoints(metricName, 'pointsMin', settings.pointsMin);
  checkPoints(metricName, 'pointsMax', settings.pointsMax);
}

function checkPoints(metricName: string, name: string, given: number | undefined): void {
  if (given === undefined || (Number.isInteger(given) && given >= POINTS_LEAST)) return;
  throw parameterError(metricName, name, String(given), `Give a whole number of at least ${POINTS_LEAST}.`);
}

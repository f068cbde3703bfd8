import { TapelineError } from '../../../core/errors.ts';
import { unstorableIn } from '../../../core/json.ts';
import type { SensorAnswer, SensorRequest } from '../../definition/sensor.ts';
import { type KeyedRequest, REQUESTS_MAX } from './look.ts';

const RUN_KEY_LENGTH_MAX = 256;
const NO_ORIGIN = { parentRunId: null, chain: [] } as const;

type Origin = { readonly parentRunId: string | null; readonly chain: readonly string[] };

/**
 * What a sensor answered, as requests that can be made; those without a key get the one of what was seen.
 *
 * @throws sensor.invalid_result, sensor.too_many_requests
 */
export function keyedRequests(
  sensor: string,
  answer: SensorAnswer | undefined,
  ownKey: string,
  origin: Origin = NO_ORIGIN,
): readonly KeyedRequest[] {
  const requests = answersOf(answer);
  checkCount(sensor, requests.length);
  const several = requests.length > 1;
  return requests.map((request, index) => {
    checkRequest(sensor, request);
    const { job, config = {}, tags = {} } = request;
    return { job, config, tags, runKey: request.runKey ?? (several ? `${ownKey}#${index + 1}` : ownKey), ...origin };
  });
}

/** @throws sensor.too_many_requests */
export function checkCount(sensor: string, got: number): void {
  if (got <= REQUESTS_MAX) return;
  throw new TapelineError('sensor.too_many_requests', { facts: { sensor, got, max: REQUESTS_MAX } });
}

export function invalidResult(sensor: string, problem: string, wayOut: string): TapelineError {
  return new TapelineError('sensor.invalid_result', { facts: { sensor, problem, wayOut } });
}

function answersOf(answer: SensorAnswer | undefined): readonly SensorRequest[] {
  if (answer === null || answer === undefined) return [];
  return Array.isArray(answer) ? answer : [answer as SensorRequest];
}

/** Definitions are written in JavaScript too: what is not a request is told, not run. */
function checkRequest(sensor: string, request: SensorRequest): void {
  const problem = problemOf(request);
  if (problem !== null) throw invalidResult(sensor, problem, 'Return runRequest(job, { runKey, config, tags }).');
}

function problemOf(request: SensorRequest): string | null {
  if (typeof request !== 'object' || request === null || typeof request.job !== 'string')
    return 'a request is not one that runRequest makes';
  const { runKey = null, config = {}, tags = {} } = request;
  if (runKey !== null && (typeof runKey !== 'string' || runKey === '' || runKey.length > RUN_KEY_LENGTH_MAX))
    return `a run key is not a text of 1 to ${RUN_KEY_LENGTH_MAX} letters`;
  const unstorable = unstorableIn(config);
  if (unstorable !== null) return `the config of a request for "${request.job}" has ${unstorable}`;
  const isText = Object.values(tags).every((value) => typeof value === 'string');
  return isText ? null : `a tag of a request for "${request.job}" is not a text`;
}

import { type Json, OUTPUT_BYTES_MAX, unstorableIn } from '../../../core/json.ts';
import type { SensorResult } from '../../definition/sensor.ts';
import type { Watch } from '../../definition/watch.ts';
import { checkCount, invalidResult, keyedRequests } from './answers.ts';
import { type KeyedRequest, type Look, nothingSeen, type Seen } from './look.ts';

type CustomWatch = Extract<Watch, { kind: 'custom' }>;

/** Runs code of the user's own. `tick` tells its requests apart when they have no key. */
export async function lookByCode(watch: CustomWatch, cursor: Json, look: Look, tick: number): Promise<Seen> {
  const { sensor, nowMs, state, signal, log } = look;
  const resources = await look.open(watch.resources);
  const result = await watch.evaluate({ ...resources, cursor, nowMs, state, signal, log });
  const { requests = [], cursor: left, skipReason } = checkedResult(sensor, result);
  checkCount(sensor, requests.length);
  const keyed: KeyedRequest[] = requests.flatMap((request, index) =>
    keyedRequests(sensor, request, `evaluation ${tick}#${index + 1}`),
  );
  const next = left === undefined ? cursor : checkedCursor(sensor, left);
  const why = keyed.length > 0 ? null : (skipReason ?? 'it asked for nothing');
  return { ...nothingSeen(next, why), requests: keyed, isIdle: false };
}

function checkedResult(sensor: string, result: SensorResult | undefined): SensorResult {
  const isObject = typeof result === 'object' && result !== null;
  const wayOut = 'Return { requests: [ … ], cursor, skipReason }, each of them optional.';
  if (!isObject) throw invalidResult(sensor, `evaluate gave ${result === null ? 'null' : typeof result}`, wayOut);
  if (result.requests !== undefined && !Array.isArray(result.requests))
    throw invalidResult(sensor, 'requests is not a list', wayOut);
  if (result.skipReason !== undefined && typeof result.skipReason !== 'string')
    throw invalidResult(sensor, 'skipReason is not a text', wayOut);
  return result;
}

function checkedCursor(sensor: string, cursor: Json): Json {
  const problem = unstorableIn(cursor);
  if (problem !== null) throw invalidResult(sensor, `its cursor has ${problem}`, 'Keep plain JSON in it.');
  const bytes = new TextEncoder().encode(JSON.stringify(cursor)).length;
  if (bytes <= OUTPUT_BYTES_MAX) return cursor;
  const text = `its cursor has ${bytes} bytes, the limit is ${OUTPUT_BYTES_MAX}`;
  throw invalidResult(sensor, text, 'Keep how far it has come, not what it has seen.');
}

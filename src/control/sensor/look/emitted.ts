import type { Json } from '../../../core/json.ts';
import type { EventWatch } from '../../definition/watch.ts';
import { readEmitted } from '../../state/sensor/read.ts';
import { keyedRequests } from './answers.ts';
import { type KeyedRequest, type Look, nothingSeen, REQUESTS_MAX, type Seen } from './look.ts';

const EVENTS_MAX = 200;

/** Decides about what was emitted, each event once, in order. */
export async function lookAtEmitted({ event, decide }: EventWatch, cursor: Json, look: Look): Promise<Seen> {
  const afterSeq = Number(cursor ?? 0);
  const events = await readEmitted(look.state, event, { afterSeq, limit: EVENTS_MAX });
  if (events.length === 0) return nothingSeen(cursor, 'nothing was emitted');
  const requests: KeyedRequest[] = [];
  let reached = afterSeq;
  for (const emitted of events) {
    const { by: _by, ...fact } = emitted;
    const asked = keyedRequests(look.sensor, await decide(fact), fact.key ?? `event ${fact.seq}`);
    if (requests.length + asked.length > REQUESTS_MAX) break;
    requests.push(...asked);
    reached = emitted.seq;
  }
  const skipReason = requests.length > 0 ? null : 'it asked for nothing';
  const hasMore = events.length === EVENTS_MAX || reached < events.at(-1)!.seq;
  return { ...nothingSeen(reached, skipReason), requests, hasMore, isIdle: false };
}

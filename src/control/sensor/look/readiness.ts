import { TapelineError, toErrorRecord } from '../../../core/errors.ts';
import type { Json } from '../../../core/json.ts';
import { instantText } from '../../../core/time.ts';
import type { DueTick } from '../../../core/trigger.ts';
import type { Readiness, ReadinessWatch, ReadyMoment } from '../../definition/watch.ts';
import { invalidResult, keyedRequests } from './answers.ts';
import { type KeyedRequest, type Look, nothingSeen, type Seen } from './look.ts';

const MOMENTS_MAX = 100;

/**
 * Asks, moment by moment, whether what the job needs is there. A moment ends with a run, or with an alarm when its time
 * is over; until then those after it wait. Of moments whose time was over while nobody looked only the last is asked for.
 */
export async function lookAtReadiness(watch: ReadinessWatch, cursor: Json, look: Look): Promise<Seen> {
  const source = look.ticksOf(watch.trigger);
  const range = { afterMs: Number(cursor ?? look.nowMs), untilMs: look.nowMs, limit: MOMENTS_MAX };
  const due = source.between(range);
  if (due.length === 0) return { ...nothingSeen(cursor, 'no moment has come'), alarm: 'as_before' };
  const context = { ...(await contextOf(watch, look)) };
  const requests: KeyedRequest[] = [];
  const givenUp: GivenUp[] = [];
  let settled: Json = cursor;
  let [passed, waiting]: (string | null)[] = [null, null];
  for (const tick of due) {
    const isOver = look.nowMs >= tick.atMs + watch.giveUpAfterMs;
    const isPast = isOver && tick !== due.at(-1);
    const readiness = isPast ? NOBODY_LOOKED : await ask(watch, tick, { context, look, isOver });
    const moment: ReadyMoment = { dueAtMs: tick.atMs, session: tick.session };
    if (readiness.ready) {
      requests.push(...keyedRequests(look.sensor, await watch.decide(moment), momentText(tick)));
    } else if ('never' in readiness) {
      passed = `${momentText(tick)}: ${readiness.because}`;
    } else if (isOver) {
      givenUp.push({ tick, because: readiness.because });
    } else {
      waiting = `${momentText(tick)}: ${readiness.because}`;
      break;
    }
    settled = tick.atMs;
  }
  const quiet = requests.length > 0 ? null : 'as_before';
  const alarm = givenUp.length === 0 ? quiet : alarmOf(look.sensor, givenUp);
  const skipReason = requests.length > 0 ? null : (waiting ?? passed ?? 'it asked for nothing');
  const hasMore = due.length === MOMENTS_MAX && waiting === null;
  return { requests, cursor: settled, skipReason, alarm, hasMore, isIdle: false };
}

type GivenUp = { readonly tick: DueTick; readonly because: string };

const NOBODY_LOOKED = { ready: false, because: 'its time was over while no engine looked' } as const;

async function contextOf({ resources }: ReadinessWatch, look: Look) {
  const { nowMs, state, signal, log } = look;
  return { ...(await look.open(resources)), nowMs, state, signal, log };
}

type Asking = {
  readonly context: Awaited<ReturnType<typeof contextOf>>;
  readonly look: Look;
  readonly isOver: boolean;
};

/** A question that fails is a failure of the sensor, and asked again; when the time is over it is an answer as well. */
async function ask(watch: ReadinessWatch, tick: DueTick, { context, look, isOver }: Asking): Promise<Readiness> {
  const { atMs, session } = tick;
  let readiness: Readiness;
  try {
    readiness = await watch.isReady({ ...context, dueAtMs: atMs, session });
  } catch (error) {
    if (!isOver) throw error;
    return { ready: false, because: toErrorRecord(error).message };
  }
  if (typeof readiness === 'object' && readiness !== null && typeof readiness.ready === 'boolean') return readiness;
  const wayOut = 'Return { ready: true }, or { ready: false, because: "…" }.';
  throw invalidResult(look.sensor, 'isReady gave neither yes nor no', wayOut);
}

const momentText = ({ atMs, session }: DueTick): string => session ?? instantText(atMs);

function alarmOf(sensor: string, givenUp: readonly GivenUp[]) {
  const moment = givenUp.map(({ tick }) => momentText(tick)).join(', ');
  const facts = { sensor, moment, because: givenUp.at(-1)!.because };
  return toErrorRecord(new TapelineError('sensor.gave_up', { facts }));
}

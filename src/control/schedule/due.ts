import { type ErrorRecord, isTapelineError, toErrorRecord } from '../../core/errors.ts';
import { derivedRunId } from '../../core/ids.ts';
import type { DueTick, TickSource } from '../../core/trigger.ts';
import type { Schedule } from '../definition/schedule.ts';
import type { ProposedTick, TickProposal } from '../state/schedule/port.ts';
import { jitterOf } from './decide.ts';
import { dueTicks } from './due-ticks.ts';

/** A schedule as the scheduler holds it. */
export type Watched = {
  readonly schedule: Schedule;
  readonly source: TickSource;
  /** Every tick up to here has its outcome. */
  cursorMs: number;
  /** When there is something to decide next; null when there never is. */
  dueMs: number | null;
};

/** The next tick; or the end of what the calendar knows, which is a decision too: nothing can be planned beyond it. */
export function nextDue({ source, cursorMs }: Watched): number | null {
  try {
    return source.next(cursorMs)?.atMs ?? null;
  } catch (error) {
    const { horizonMs } = source;
    if (!isTapelineError(error) || error.code !== 'calendar.beyond_horizon') throw error;
    return horizonMs !== null && horizonMs > cursorMs ? horizonMs : null;
  }
}

export type Moment = {
  readonly nowMs: number;
  readonly plan: TickProposal['plan'];
  readonly offsetMinutes: (atMs: number) => number;
};

/** What is to be decided up to now; null when nothing is due after all. */
export async function proposalOf(watched: Watched, moment: Moment): Promise<TickProposal | null> {
  const { schedule, source, cursorMs: afterMs } = watched;
  const { nowMs, plan, offsetMinutes } = moment;
  const { horizonMs } = source;
  const untilMs = Math.min(nowMs, horizonMs ?? nowMs);
  const { ticks, older } = dueTicks(source, { afterMs, untilMs, keepMax: schedule.policy.catchUpMax });
  const shared = { schedule: schedule.name, policy: schedule.policy, nowMs, version: source.version };
  if (ticks.length > 0) {
    const proposed = await Promise.all(ticks.map((tick) => proposedTick(schedule, tick, offsetMinutes)));
    const cut = older === null ? null : { ...older, offsetMinutes: offsetMinutes(older.lastMs) };
    return { ...shared, plan, cursorMs: ticks.at(-1)!.atMs, ticks: proposed, older: cut };
  }
  if (horizonMs === null || nowMs < horizonMs || afterMs >= horizonMs) return null;
  const end = await proposedTick(schedule, { atMs: horizonMs, session: null, note: null }, offsetMinutes);
  const error = beyondHorizon(source, horizonMs);
  return { ...shared, plan: { error }, cursorMs: horizonMs, ticks: [end], older: null };
}

async function proposedTick(
  { name, policy }: Schedule,
  { atMs, session }: DueTick,
  offsetMinutes: Moment['offsetMinutes'],
): Promise<ProposedTick> {
  const runId = await derivedRunId('tick', name, atMs);
  return { atMs, dueMs: atMs + jitterOf(runId, policy.jitterMs), session, offsetMinutes: offsetMinutes(atMs), runId };
}

function beyondHorizon(source: TickSource, horizonMs: number): ErrorRecord {
  try {
    source.next(horizonMs);
  } catch (error) {
    return toErrorRecord(error);
  }
  return toErrorRecord(new Error(`The calendar ends here: ${source.version}`));
}

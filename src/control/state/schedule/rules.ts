import { assert, TapelineError } from '../../../core/errors.ts';
import { nearestName } from '../../../core/nearest.ts';
import { DAY_MS } from '../../../core/time.ts';
import type { RunCreated } from '../../event/events.ts';
import type { DecidedTick } from '../../event/schedule-events.ts';
import { type Decision, decide } from '../../schedule/decide.ts';
import { cancelQueued } from '../admission/rules.ts';
import { answerRequest } from '../answer-request.ts';
import { ofRun, ofState } from '../event-heads.ts';
import type { OpenRun, StateTransaction } from '../transaction.ts';
import { createRun } from '../transitions.ts';
import { ALL_SCHEDULES } from './apply.ts';
import type { DecidedTicks, PauseChange, ProposedTick, RegisterSchedules, TickProposal } from './port.ts';
import { type ScheduleRow, scheduleRowOf } from './read.ts';

/** A schedule that comes back after longer than this starts anew. */
const CURSOR_KEPT_MS = 30 * DAY_MS;

export function registerSchedules(tx: StateTransaction, register: RegisterSchedules): readonly ScheduleRow[] {
  const { schedules, atMs } = register;
  const known = new Map(allSchedules(tx).map((row) => [row.name, row]));
  const evaluatedMs = (tx.row('evaluation', ALL_SCHEDULES)?.until_ms ?? 0) as number;
  for (const { startsPaused, ...defined } of schedules) {
    const row = known.get(defined.name);
    if (row === undefined || row.archivedAtMs !== null) {
      const cursorMs = row === undefined || atMs - row.archivedAtMs! > CURSOR_KEPT_MS ? atMs : row.cursorMs;
      const isPaused = row === undefined ? startsPaused : row.paused !== null;
      const data = { ...defined, cursorMs: Math.max(cursorMs, row?.cursorMs ?? 0), isPaused };
      tx.append(ofState(atMs, { kind: 'schedule_registered', data }));
    } else if (row.hash !== defined.hash || row.job !== defined.job) {
      tx.append(ofState(atMs, { kind: 'schedule_changed', data: defined }));
    }
    known.delete(defined.name);
  }
  for (const { name, cursorMs, archivedAtMs } of known.values()) {
    if (archivedAtMs !== null) continue;
    const data = { name, cursorMs: Math.max(cursorMs, evaluatedMs) };
    tx.append(ofState(atMs, { kind: 'schedule_archived', data }));
  }
  return allSchedules(tx).filter(({ archivedAtMs }) => archivedAtMs === null);
}

export function decideTicks(tx: StateTransaction, proposal: TickProposal): DecidedTicks {
  const { schedule: name, nowMs, cursorMs, version, plan } = proposal;
  const row = scheduleIn(tx, name);
  assert(cursorMs >= row.cursorMs, `the cursor of schedule "${name}" would go back`);
  for (const { atMs } of proposal.ticks) {
    const isNew = atMs > row.cursorMs && atMs <= cursorMs && tx.row('tick', name, atMs) === null;
    assert(isNew, `tick ${atMs} of schedule "${name}" is decided already, or beyond the cursor`);
  }
  const open = byAge(tx.openRuns(row.job));
  const decisions = decide({
    policy: proposal.policy,
    isPaused: row.paused !== null,
    nowMs,
    ticks: proposal.ticks,
    older: proposal.older,
    openRuns: open.map(({ runId }) => runId),
    planError: 'error' in plan ? plan.error : null,
  });
  const ticks = decisions.map((decision) => decidedTick(proposal, decision));
  tx.append(ofState(nowMs, { kind: 'ticks_decided', data: { schedule: name, cursorMs, version, ticks } }));
  const cancelled = cancelOthers(tx, open, ticks, { name, nowMs });
  for (const tick of ticks) if (tick.runId !== null) createTickRun(tx, proposal, tick);
  return { ticks, cancelled };
}

export function pauseSchedule(tx: StateTransaction, { name, by, requestId, atMs }: PauseChange): void {
  const row = scheduleIn(tx, name);
  if (requestId !== null) answerRequest(tx, requestId, { runId: null, error: null });
  if (row.paused === null) tx.append(ofState(atMs, { kind: 'schedule_paused', data: { name, by } }));
}

export function resumeSchedule(tx: StateTransaction, { name, by, requestId, atMs }: PauseChange): void {
  const row = scheduleIn(tx, name);
  if (requestId !== null) answerRequest(tx, requestId, { runId: null, error: null });
  if (row.paused === null) return;
  const data = { name, by, cursorMs: Math.max(row.cursorMs, atMs) };
  tx.append(ofState(atMs, { kind: 'schedule_resumed', data }));
}

export function recordEvaluated(tx: StateTransaction, untilMs: number): void {
  const before = (tx.row('evaluation', ALL_SCHEDULES)?.until_ms ?? 0) as number;
  if (untilMs > before) tx.append(ofState(untilMs, { kind: 'schedules_evaluated', data: { untilMs } }));
}

export function recordClockStep(tx: StateTransaction, { byMs, atMs }: { byMs: number; atMs: number }): void {
  tx.append(ofState(atMs, { kind: 'clock_stepped', data: { byMs } }));
}

function allSchedules(tx: StateTransaction): readonly ScheduleRow[] {
  return tx.range({ table: 'schedule', prefix: [] }).map(scheduleRowOf);
}

function scheduleIn(tx: StateTransaction, name: string): ScheduleRow {
  const cells = tx.row('schedule', name);
  if (cells !== null && cells.archived_at_ms === null) return scheduleRowOf(cells);
  const known = allSchedules(tx).flatMap((row) => (row.archivedAtMs === null ? [row.name] : []));
  const facts = { kind: 'schedule', name, nearest: nearestName(name, known), known };
  throw new TapelineError('usage.unknown_name', { facts });
}

function byAge(open: readonly OpenRun[]): readonly OpenRun[] {
  return open.toSorted((left, right) => left.createdAtMs - right.createdAtMs || (left.runId < right.runId ? -1 : 1));
}

function decidedTick({ ticks, older }: TickProposal, decision: Decision): DecidedTick {
  const tick = ticks.find(({ atMs }) => atMs === decision.atMs);
  const isRun = decision.outcome === 'fired' || decision.outcome === 'queued_overlap';
  const { session = null, offsetMinutes = older?.offsetMinutes ?? 0 } = tick ?? {};
  return { ...decision, session, offsetMinutes, runId: isRun ? tick!.runId : null };
}

/** Queued ones end here; those that work are asked to, and end when they have stopped. */
function cancelOthers(
  tx: StateTransaction,
  open: readonly OpenRun[],
  ticks: readonly DecidedTick[],
  { name, nowMs }: { name: string; nowMs: number },
): readonly string[] {
  const asked = new Set(ticks.flatMap((tick) => (tick.outcome === 'fired' ? tick.cancels : [])));
  const reason = `the next tick of "${name}" took its place`;
  const working: string[] = [];
  for (const { runId, state } of open) {
    if (!asked.has(runId)) continue;
    if (state === 'queued') {
      cancelQueued(tx, { runId, reason, requestId: null, atMs: nowMs });
    } else {
      tx.append(ofRun(runId, nowMs, { kind: 'run_cancel_requested', data: { reason } }));
      working.push(runId);
    }
  }
  return working;
}

function createTickRun(tx: StateTransaction, proposal: TickProposal, tick: DecidedTick): void {
  const { policy, plan, nowMs } = proposal;
  const runId = tick.runId!;
  // Whoever made it first made this very run: it is never made twice.
  if (tx.runState(runId) !== null || !('created' in plan)) return;
  const { atMs, session } = tick;
  const { dueMs, partitions } = proposal.ticks.find((each: ProposedTick) => each.atMs === atMs)!;
  const created: RunCreated = {
    ...plan.created,
    ...(partitions === undefined ? {} : { partitions }),
    trigger: { ...plan.created.trigger, tick: { schedule: proposal.schedule, atMs, session } },
    admission: {
      instancesMax: policy.instancesMax,
      priority: plan.created.admission?.priority ?? 0,
      notBeforeMs: dueMs,
      graceMs: policy.misfireGraceMs,
    },
  };
  createRun(tx, { runId, created, requestId: null, atMs: nowMs });
}

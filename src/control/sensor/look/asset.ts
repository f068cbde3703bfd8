import { TapelineError, toErrorRecord } from '../../../core/errors.ts';
import type { Json } from '../../../core/json.ts';
import { instantText } from '../../../core/time.ts';
import type { DueTick, TickSource } from '../../../core/trigger.ts';
import type { AssetUpdate, AssetWatch, FreshnessWatch, LateAsset } from '../../definition/watch.ts';
import type { Cells } from '../../state/cells.ts';
import { keyedRequests } from './answers.ts';
import { type KeyedRequest, type Look, nothingSeen, type Seen } from './look.ts';

const VERSIONS_MAX = 200;
const DEADLINES_MAX = 100;

/** Decides about versions that were published since the last look. */
export async function lookAtAsset(watch: AssetWatch, cursor: Json, look: Look): Promise<Seen> {
  const { asset, coalesce, decide } = watch;
  const found = await look.state.range({
    table: 'snapshot',
    prefix: [asset],
    after: Number(cursor ?? 0),
    ...(coalesce === 'latest' ? ({ order: 'descending', limit: 1 } as const) : { limit: VERSIONS_MAX }),
  });
  if (found.length === 0) return nothingSeen(cursor, 'no new version');
  const requests: KeyedRequest[] = [];
  let before = Number(cursor ?? 0);
  for (const update of found.map(updateOf)) {
    const changed = (await look.slices?.changed(asset, before, update.version)) ?? null;
    before = update.version;
    const answer = await decide(changed === null ? update : { ...update, changed });
    requests.push(...keyedRequests(look.sensor, answer, `v${update.version}`, await originOf(update, look)));
  }
  const reached = updateOf(found.at(-1)!).version;
  const skipReason = requests.length > 0 ? null : 'it asked for nothing';
  const hasMore = coalesce === 'none' && found.length === VERSIONS_MAX;
  return { ...nothingSeen(reached, skipReason), requests, hasMore, isIdle: false };
}

function updateOf(row: Cells): AssetUpdate {
  return {
    asset: row.asset as string,
    version: row.version as number,
    rows: row.rows as number,
    committedAtMs: row.committed_at_ms as number,
    runId: row.run_id as string | null,
    stepKey: row.step_key as string | null,
  };
}

async function originOf({ runId }: AssetUpdate, { state }: Look) {
  const run = runId === null ? null : await state.run(runId);
  return { parentRunId: runId, chain: runId === null ? [] : [...(run?.trigger.chain ?? []), runId] };
}

/** Judges an asset at the deadlines that have passed since the last look. */
export async function lookAtFreshness(watch: FreshnessWatch, cursor: Json, look: Look): Promise<Seen> {
  const source = look.ticksOf(watch.deadline);
  const range = { afterMs: Number(cursor ?? look.nowMs), untilMs: look.nowMs, limit: DEADLINES_MAX };
  const due = source.between(range);
  if (due.length === 0) return { ...nothingSeen(cursor, 'no deadline has passed'), alarm: 'as_before' };
  const requests: KeyedRequest[] = [];
  const late: LateAsset[] = [];
  for (const tick of due) {
    const found = await lateAt(watch, tick, source, look);
    if (found === null) continue;
    late.push(found);
    requests.push(...keyedRequests(look.sensor, await watch.decide(found), instantText(found.deadlineMs)));
  }
  const skipReason = requests.length > 0 ? null : late.length === 0 ? 'it is fresh' : 'it is late';
  const alarm = late.length === 0 ? null : alarmOf(look.sensor, late.at(-1)!);
  const hasMore = due.length === DEADLINES_MAX;
  return { requests, cursor: due.at(-1)!.atMs, skipReason, alarm, hasMore, isIdle: false };
}

/** Null when the newest version of then was young enough, or no slice is late: an old one that was made turns nothing green. */
async function lateAt(
  { asset, maxAgeMs }: FreshnessWatch,
  { atMs, session }: DueTick,
  source: TickSource,
  look: Look,
): Promise<LateAsset | null> {
  const late = (await look.slices?.late(asset, atMs)) ?? null;
  const newest = await newestAt(asset, atMs, look);
  const sinceMs = maxAgeMs === null ? previousTick(source, atMs) : atMs - maxAgeMs;
  const isFresh = newest !== null && newest.committedAtMs >= sinceMs;
  if (late === null ? isFresh : late.length === 0) return null;
  const { version, committedAtMs } = newest ?? { version: 0, committedAtMs: null };
  return { asset, deadlineMs: atMs, session, version, committedAtMs, ...(late === null ? {} : { late }) };
}

async function newestAt(asset: string, atMs: number, { state }: Look): Promise<AssetUpdate | null> {
  for (let before: number | undefined; ; ) {
    const page = await state.range({
      table: 'snapshot',
      prefix: [asset],
      order: 'descending',
      limit: VERSIONS_MAX,
      ...(before === undefined ? {} : { until: before - 1 }),
    });
    const found = page.map(updateOf).find((update) => update.committedAtMs <= atMs);
    if (found !== undefined || page.length < VERSIONS_MAX) return found ?? null;
    before = page.at(-1)!.version as number;
  }
}

const DAY = 86_400_000;
const WINDOWS_DAYS = [2, 12, 45, 400] as const;

/** The deadline before this one; the beginning of time when there was none for a year. */
function previousTick(source: TickSource, atMs: number): number {
  for (const days of WINDOWS_DAYS) {
    const last = source.between({ afterMs: atMs - days * DAY, untilMs: atMs - 1, limit: 100_000 }).at(-1);
    if (last !== undefined) return last.atMs;
  }
  return Number.NEGATIVE_INFINITY;
}

function alarmOf(sensor: string, { asset, deadlineMs, session, version, committedAtMs }: LateAsset) {
  const newest = committedAtMs === null ? null : `${asset}@${version}, ${instantText(committedAtMs)}`;
  const facts = { sensor, asset, deadline: session ?? instantText(deadlineMs), newest };
  return toErrorRecord(new TapelineError('sensor.asset_late', { facts }));
}

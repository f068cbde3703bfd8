import type { TableRows } from '../audit/audit-rows.ts';
import { FoldedLog } from '../audit/fold-log.ts';
import type { RunEvent } from '../event/events.ts';
import { apply } from '../state/apply.ts';
import { type Cells, columnsOf } from '../state/cells.ts';
import { RUN_STATES_OVER, type RunState } from '../state/rows.ts';
import type { Patch, StateTable } from '../state/tables.ts';

/** What a prune does: the log up to `untilSeq` becomes `rows`, and `gone` leaves the tables. */
export type PrunePlan = {
  readonly untilSeq: number;
  readonly rows: readonly Patch[];
  readonly gone: readonly Patch[];
  readonly runIds: readonly string[];
  readonly beforeMs: number;
};

/**
 * Plans the end of everything that was over before `beforeMs`. A run that is open keeps all of its events, whatever a
 * later event touches stays, and so does what a living sensor has not come to yet. The key of a request goes with its run,
 * unless it was asked for again since. Versions stay as long as their files do, named after runs that may be gone. Pure:
 * reads the log twice. Null when nothing is old enough.
 */
export async function planPrune(
  events: () => AsyncIterable<RunEvent>,
  stored: TableRows,
  beforeMs: number,
): Promise<PrunePlan | null> {
  const untilSeq = await lastOld(events(), openRuns(stored), beforeMs);
  if (untilSeq === 0) return null;
  const folded = new FoldedLog();
  const touched = new Set<string>();
  for await (const event of events()) {
    if (event.seq <= untilSeq) folded.take(event);
    else for (const { table, key } of [...apply(event), ...askedAgain(event)]) touched.add(keyText(table, key));
  }
  const old = folded.rows();
  const unseen = unseenBySensors(stored, beforeMs);
  const runIds = oldRuns(old, beforeMs, touched, unseen);
  const isGone = goneRows(old, new Set(runIds), beforeMs, unseen);
  const [rows, gone]: [Patch[], Patch[]] = [[], []];
  for (const table of Object.keys(old) as StateTable[]) {
    for (const row of old[table]) {
      const patch = patchOf(table, row);
      if (isGone(table, row) && !touched.has(keyText(table, patch.key))) gone.push({ ...patch, set: null });
      else rows.push(patch);
    }
  }
  return { untilSeq, rows, gone, runIds, beforeMs };
}

/** The end of the old part of the log: nothing in it is young, and nothing in it belongs to a run that is open now. */
async function lastOld(events: AsyncIterable<RunEvent>, open: ReadonlySet<string>, beforeMs: number): Promise<number> {
  let last = 0;
  for await (const { seq, atMs, runId } of events) {
    if (atMs >= beforeMs || (runId !== null && open.has(runId))) break;
    last = seq;
  }
  return last;
}

function openRuns({ run }: TableRows): ReadonlySet<string> {
  return new Set(run.filter(({ state }) => !isOver(state)).map(({ run_id }) => run_id as string));
}

const isOver = (state: unknown): boolean => RUN_STATES_OVER.includes(state as RunState);

/** A request with a known key changes no row, but the key is in use. */
function askedAgain(event: RunEvent): readonly Pick<Patch, 'table' | 'key'>[] {
  if (event.kind !== 'sensor_evaluated') return [];
  const { sensor, requests } = event.data;
  return requests.map(({ job, runKey }) => ({ table: 'run_key', key: { sensor, job, run_key: runKey } }));
}

/** Whether a living sensor has yet to come to the end of a run, or to an event from outside. */
type Unseen = { readonly runEnd: (seq: number) => boolean; readonly event: (name: string, seq: number) => boolean };

/** A sensor lives when it has looked since `beforeMs`; its cursor is a place in the log where it watches runs or events. */
function unseenBySensors({ sensor }: TableRows, beforeMs: number): Unseen {
  const living = sensor.filter(
    ({ evaluated_at_ms }) => evaluated_at_ms !== null && (evaluated_at_ms as number) >= beforeMs,
  );
  const seenBy = (isOf: (watches: string) => boolean): number =>
    Math.min(
      ...living
        .filter(({ watches }) => isOf(watches as string))
        .map(({ cursor }) => Number(JSON.parse((cursor as string | null) ?? '0'))),
    );
  const ends = seenBy((watches) => watches.startsWith('run '));
  return {
    runEnd: (seq) => seq > ends,
    event: (name, seq) => seq > seenBy((watches) => watches === `event ${name}`),
  };
}

function oldRuns(
  { run, run_end }: TableRows,
  beforeMs: number,
  touched: ReadonlySet<string>,
  unseen: Unseen,
): readonly string[] {
  const awaited = new Set(run_end.filter(({ seq }) => unseen.runEnd(seq as number)).map(({ run_id }) => run_id));
  return run
    .filter(({ run_id, state, ended_at_ms }) => {
      const isOld = isOver(state) && (ended_at_ms as number) < beforeMs;
      return isOld && !awaited.has(run_id!) && !touched.has(keyText('run', { run_id: run_id as string }));
    })
    .map(({ run_id }) => run_id as string);
}

/** Tables whose rows belong to a run and go with it. */
const OF_RUNS: readonly StateTable[] = ['run', 'step', 'run_end', 'hook_failure'];

function goneRows(
  { run, lake_file, emitted_event }: TableRows,
  runs: ReadonlySet<string>,
  beforeMs: number,
  unseen: Unseen,
): (table: StateTable, row: Cells) => boolean {
  const isUnder = (row: Cells, stay: Cells): boolean =>
    stay.asset === row.asset &&
    (stay.added_in as number) <= (row.version as number) &&
    stay.removed_in !== null &&
    (stay.removed_in as number) > (row.version as number);
  const pruned = lake_file.filter((stay) => stay.pruned === 1);
  const isOld = ({ at_ms }: Cells): boolean => (at_ms as number) < beforeMs;
  const isOldEvent = (row: Cells): boolean => isOld(row) && !unseen.event(row.name as string, row.seq as number);
  const events = new Set(emitted_event.filter((row) => !isOldEvent(row)).map(({ seq }) => seq));
  const kept = new Set(run.map(({ run_id }) => run_id as string)).difference(runs);
  return (table, row) => {
    if (OF_RUNS.includes(table)) return runs.has(row.run_id as string);
    if (table === 'tick') return isOld(row) && (row.run_id === null || runs.has(row.run_id as string));
    if (table === 'clock_step') return isOld(row);
    if (table === 'emitted_event') return isOldEvent(row);
    if (table === 'emitted_key') return !events.has(row.seq!);
    if (table === 'run_key') return isOld(row) && !kept.has(row.run_id as string);
    if (table === 'lake_file') return row.pruned === 1;
    return table === 'snapshot' && pruned.some((stay) => isUnder(row, stay));
  };
}

function patchOf(table: StateTable, row: Cells): Patch {
  const { key, cells } = columnsOf(table);
  const pick = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
  return { table, key: pick(key) as Patch['key'], set: pick(cells) };
}

const keyText = (table: StateTable, key: Patch['key']): string => JSON.stringify([table, ...Object.values(key)]);

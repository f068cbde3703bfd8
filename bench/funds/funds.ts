/**
 * The fund desk on a whole market: 20 000 funds with 756 values each. The full set of metrics, from the lake's files to
 * the lake's files, in two processes side by side as the engine runs them; then one more evening: validated, merged.
 * Every phase is a process of its own, so that its peak memory is its own.
 *
 *     node bench/funds/funds.ts [funds] [points]
 */
import { fork, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLake } from '../../src/adapters/duckdb/lake.ts';
import { calendarOf } from '../../src/calendar/index.ts';
import { type Frame, textColumn } from '../../src/core/frame.ts';
import { emptySnapshot, filesAfter, type LakeFile } from '../../src/core/snapshot.ts';
import { dayOfSession, type Session, sessionOfDay } from '../../src/core/time.ts';
import { type FundShard, measureFunds } from '../../src/data/derived/fund-metrics.ts';
import { shardsOf } from '../../src/data/derived/shards.ts';
import { type Draft, draftOf } from '../../src/data/lake/draft.ts';
import { splitByDay, yearPartition } from '../../src/data/lake/partitions.ts';
import { writePartition } from '../../src/data/lake/upsert.ts';
import { mergeNavs } from '../../src/data/path/merge-navs.ts';
import { scoreFunds } from '../../src/data/scored/score-funds.ts';
import { FUND_ASSETS, FUND_METRICS } from '../../src/data/stored/fund-assets.ts';

const [phase, folder, fundsText, pointsText, ...rest] = process.argv[2]?.startsWith('--')
  ? [process.argv[2].slice(2), ...process.argv.slice(3)]
  : ['all', '', ...process.argv.slice(2)];
const FUNDS = Number(fundsText ?? 20_000);
const POINTS = Number(pointsText ?? 756);
const PROCESSES = 2;
const SHARDS = 24;

const calendar = calendarOf('XSHG');
const LAST = '2025-12-30' as Session;
const EVENING = '2025-12-31' as Session;
const eveningMs = Date.parse(`${EVENING}T12:00:00Z`);
const author = { runId: 'bench', stepKey: 'bench', codeVersion: '0', providers: ['bench'], simulated: true };
const codeOf = (fund: number) => String(fund).padStart(6, '0');

type Snapshots = Record<string, LakeFile[]>;
const snapshotsAt = () => join(folder!, 'snapshots.json');

async function withDraft(work: (draft: Draft) => Promise<void>): Promise<void> {
  await using lake = await openLake({ folder: folder! });
  const files = JSON.parse(await readFile(snapshotsAt(), 'utf8').catch(() => '{}')) as Snapshots;
  const snapshot = (asset: string) => ({ ...emptySnapshot(asset), files: files[asset] ?? [] });
  const draft = draftOf(lake, snapshot);
  await work(draft);
  if (process.send !== undefined) process.send(draft.changes());
  else {
    for (const change of draft.changes()) files[change.asset] = [...filesAfter(snapshot(change.asset), change)];
    await writeFile(snapshotsAt(), JSON.stringify(files));
  }
}

/** A random walk of 4 decimals, the same for the same fund. */
function walk(fund: number, points: number): Float64Array {
  let state = fund * 2_654_435_761 + 1;
  let value = 1;
  return Float64Array.from({ length: points }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    value *= 1.0002 + (state / 2 ** 32 - 0.5) * 0.02;
    return Math.round(value * 1e4) / 1e4;
  });
}

function navFrame(sessions: Int32Array, cells: (fund: number) => Float64Array): Frame {
  const rows = FUNDS * sessions.length;
  const unit = new Float64Array(rows);
  for (let fund = 0; fund < FUNDS; fund += 1) unit.set(cells(fund), fund * sessions.length);
  const returns = unit.map((value, row) => (row % sessions.length === 0 ? Number.NaN : value / unit[row - 1]! - 1));
  const missing = { type: 'double', values: new Float64Array(rows).fill(Number.NaN) } as const;
  const words = { type: 'text', codes: new Int32Array(rows), dictionary: ['开放'] } as const;
  const at = { type: 'instant', values: new Float64Array(rows).fill(eveningMs) } as const;
  const columns = {
    instrument: {
      type: 'text',
      codes: Int32Array.from({ length: rows }, (_, row) => Math.floor(row / sessions.length)),
      dictionary: Array.from({ length: FUNDS }, (_, fund) => codeOf(fund)),
    } as const,
    nav_date: {
      type: 'day',
      values: Int32Array.from({ length: rows }, (_, row) => sessions[row % sessions.length]!),
    } as const,
    unit_nav: { type: 'double', values: unit } as const,
    accumulated_nav: { type: 'double', values: unit.slice() } as const,
    daily_return: { type: 'double', values: returns.map((value) => Math.round(value * 1e4) / 1e4) } as const,
    income_per_10k: missing,
    yield_7d: missing,
    adjusted_nav: missing,
    subscription: words,
    redemption: words,
    announced: { type: 'day', values: new Int32Array(rows).fill(-2_147_483_648) } as const,
    known_at: at,
    provider: { ...words, dictionary: ['bench'] },
    ingested_at: at,
    revision: { type: 'int', values: new Int32Array(rows).fill(1) } as const,
  };
  return { rows, columns };
}

function sessionsUpTo(last: Session): Int32Array {
  return calendar.sessionDays(calendar.previous(last, POINTS - 1), last);
}

const provenance = { asset: 'bench', ...author, inputs: [] };

async function seed(draft: Draft): Promise<void> {
  const sessions = sessionsUpTo(LAST);
  const table = navFrame(sessions, (fund) => walk(fund, sessions.length));
  for (const [partition, rows] of splitByDay(table, 'nav_date', yearPartition)) {
    await writePartition(draft, { asset: FUND_ASSETS.fund_nav, partition, rows, provenance });
  }
  const funds = Array.from({ length: FUNDS }, (_, fund) => codeOf(fund));
  const none = textColumn(funds.map(() => null));
  const noDay = { type: 'day', values: new Int32Array(FUNDS).fill(-2_147_483_648) } as const;
  const columns = {
    instrument: textColumn(funds),
    name: textColumn(funds.map((code) => `模拟${code}`)),
    fund_type: textColumn(funds.map(() => '混合型-偏股')),
    company: none,
    founded: noDay,
    ended: noDay,
    fund_class: textColumn(funds.map(() => 'equity')),
    provider: textColumn(funds.map(() => 'bench')),
    ingested_at: { type: 'instant', values: new Float64Array(FUNDS) } as const,
  };
  await writePartition(draft, {
    asset: FUND_ASSETS.fund_info,
    partition: 'all',
    rows: { rows: FUNDS, columns },
    provenance,
  });
}

/** The evening before: so that a status is there, as on every evening but the first. */
async function settle(draft: Draft): Promise<void> {
  await merge(draft);
}

/** One evening of every fund, as collected. */
async function stageEvening(draft: Draft): Promise<void> {
  const day = Int32Array.of(dayOfSession(EVENING));
  const sessions = sessionsUpTo(LAST).length;
  const value = navFrame(day, (fund) => walk(fund, sessions + 1).subarray(sessions));
  const { known_at: _known, revision: _revision, ...columns } = value.columns;
  const before = Float64Array.from({ length: FUNDS }, (_, fund) => walk(fund, sessions).at(-1)!);
  const unit = (columns.unit_nav as { readonly values: Float64Array }).values;
  const daily = unit.map((own, fund) => Math.round((own / before[fund]! - 1) * 1e4) / 1e4);
  const rows = {
    rows: value.rows,
    columns: {
      ...columns,
      daily_return: { type: 'double', values: daily } as const,
      run_id: { type: 'text', codes: new Int32Array(FUNDS), dictionary: ['run'] } as const,
      simulated: { type: 'flag', values: new Uint8Array(FUNDS).fill(1) } as const,
      raw_sha256: { type: 'text', codes: new Int32Array(FUNDS), dictionary: ['body'] } as const,
      raw_line: { type: 'int', values: Int32Array.from({ length: FUNDS }, (_, fund) => fund + 1) } as const,
    },
  };
  await writePartition(draft, {
    asset: FUND_ASSETS.fund_nav_staging,
    partition: 'run=run,part=0000',
    rows,
    provenance,
  });
}

const options = { pointsMin: 60, pointsMax: POINTS, riskFree: 0.015, asOfMs: eveningMs + 86_400_000, author };

async function measure(draft: Draft): Promise<void> {
  for (const shard of JSON.parse(rest[0]!) as readonly FundShard[]) await measureFunds(draft, shard, options);
}

async function merge(draft: Draft): Promise<void> {
  const path = {
    draft,
    author,
    calendar,
    asOfMs: eveningMs,
    nowMs: () => eveningMs,
    signal: new AbortController().signal,
  };
  const strictness = { severities: {}, rejectedShareMax: 0.1 };
  const merged = await mergeNavs({ ...path, strictness }, { coverageSessions: 20 });
  process.stdout.write(`  ${merged.counts.inserted} values merged, ${merged.quarantined} set aside\n`);
}

async function score(draft: Draft): Promise<void> {
  await scoreFunds(draft, { topCount: 10, author });
}

const PHASES: Readonly<Record<string, (draft: Draft) => Promise<void>>> = {
  seed,
  settle,
  stageEvening,
  measure,
  merge,
  score,
};

/** Two processes, each with every other shard. */
async function measureInTwo(at: string): Promise<void> {
  const funds = Array.from({ length: FUNDS }, (_, fund) => ({ instrument: codeOf(fund), rows: POINTS }));
  const shards = shardsOf(funds, SHARDS);
  const files = JSON.parse(await readFile(join(at, 'snapshots.json'), 'utf8')) as Snapshots;
  const ends = Array.from({ length: PROCESSES }, (_, k) => {
    const own = JSON.stringify(shards.filter((_shard, place) => place % PROCESSES === k));
    const child = fork(import.meta.filename, ['--measure', at, String(FUNDS), String(POINTS), own]);
    return new Promise<readonly { asset: string; removed: string[]; added: LakeFile[] }[]>((resolve, reject) => {
      child.once('message', (changes) => resolve(changes as never));
      child.once('exit', (code) => (code === 0 ? undefined : reject(new Error(`a process ended with ${code}`))));
    });
  });
  for (const changes of await Promise.all(ends)) {
    for (const { asset, added } of changes) files[asset] = [...(files[asset] ?? []), ...added];
  }
  await writeFile(join(at, 'snapshots.json'), JSON.stringify(files));
}

function runPhase(name: string, at: string): void {
  const { status } = spawnSync(
    process.execPath,
    [import.meta.filename, `--${name}`, at, String(FUNDS), String(POINTS)],
    {
      stdio: 'inherit',
    },
  );
  if (status !== 0) throw new Error(`phase ${name} ended with ${status}`);
}

async function timed(what: string, work: () => Promise<void> | void): Promise<void> {
  const beganMs = performance.now();
  await work();
  process.stdout.write(`${what}: ${((performance.now() - beganMs) / 1000).toFixed(1)} s\n`);
}

if (phase === 'all') {
  const at = await mkdtemp(join(tmpdir(), 'tapeline-bench-funds-'));
  process.stdout.write(
    `${FUNDS} funds x ${POINTS} values to ${sessionOfDay(dayOfSession(LAST))}, ${Object.keys(FUND_METRICS).length} metrics, Node ${process.version}\n`,
  );
  try {
    await timed('seed', () => runPhase('seed', at));
    await timed(`metrics of every fund, ${PROCESSES} processes, starts included`, () => measureInTwo(at));
    await timed('scores', () => runPhase('score', at));
    await timed('the evening before', () => runPhase('settle', at));
    await timed('stage one evening', () => runPhase('stageEvening', at));
    await timed('validate and merge one evening, start included', () => runPhase('merge', at));
  } finally {
    await rm(at, { recursive: true, force: true });
  }
} else {
  await withDraft(PHASES[phase!]!);
  const { maxRSS } = process.resourceUsage();
  const { user, system } = process.cpuUsage();
  process.stdout.write(
    `  ${phase}: ${((user + system) / 1e6).toFixed(1)} s of processor, ${Math.round(maxRSS / 1024)} MB\n`,
  );
}

/**
 * How fast the lake writes and reads daily bars, and what it needs: 5 000 instruments × 2 430 sessions in ten year
 * files by default. Run by hand; each phase is a process of its own, so that its peak memory is its own.
 *
 *     node bench/lake/lake.ts [instruments] [sessions]
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeRows } from '../../src/adapters/duckdb/frame-sort.ts';
import { openLake, type ParquetLake } from '../../src/adapters/duckdb/lake.ts';
import { type Frame, frame, type Schema } from '../../src/core/frame.ts';
import type { LakeFile } from '../../src/core/snapshot.ts';

const SESSIONS_PER_YEAR = 243;
const SHARD_INSTRUMENTS = 250;
const BARS: Schema = {
  instrument: 'text',
  session: 'day',
  open: 'double',
  high: 'double',
  low: 'double',
  close: 'double',
  volume: 'double',
  turnover: 'double',
};

const [phase, folder, instruments, sessions] = phaseArguments();

type Row = {
  readonly what: string;
  readonly rows: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
  readonly note: string;
};

async function runAllPhases(): Promise<void> {
  const lakeFolder = await mkdtemp(join(tmpdir(), 'tapeline-bench-lake-'));
  try {
    for (const name of Object.keys(PHASES)) {
      const counts = [String(instruments), String(sessions)];
      spawnSync(process.execPath, [import.meta.filename, `--phase=${name}`, lakeFolder, ...counts], {
        stdio: 'inherit',
      });
    }
  } finally {
    await rm(lakeFolder, { recursive: true, force: true });
  }
}

async function runPhase(): Promise<void> {
  await using lake = await openLake({ folder });
  const phaseOf = PHASES[phase!]!;
  const { rows, note = '', seconds, cpuSeconds } = await phaseOf(lake);
  const peakMb = process.resourceUsage().maxRSS / 1024;
  print({ what: phase!, rows, seconds, cpuSeconds, peakMb, note });
}

type Cost = { readonly seconds: number; readonly cpuSeconds: number };

/** Wall time swings with what else the machine does; processor time, of all threads, does not. */
async function costOf<T>(work: () => Promise<T>): Promise<Cost & { readonly result: T }> {
  const [begin, cpu] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const used = process.cpuUsage(cpu);
  return { result, seconds: (performance.now() - begin) / 1000, cpuSeconds: (used.user + used.system) / 1e6 };
}

type Figures = { readonly rows: number; readonly note?: string } & Cost;

const PHASES: Readonly<Record<string, (lake: ParquetLake) => Promise<Figures>>> = {
  write: writeYears,
  'write shuffled year': writeShuffledYear,
  instruments: (lake) => timed(async (files) => (await lake.instruments(files)).length),
  'read all, 8 columns': (lake) =>
    timed(async (files) => (await lake.read(files, { columns: BARS, orderBy: ['instrument', 'session'] })).rows),
  'read all, 3 columns': (lake) =>
    timed(
      async (files) =>
        (await lake.read(files, { columns: { high: 'double', low: 'double', close: 'double' }, orderBy: [] })).rows,
    ),
  'read 1 shard, sorted': (lake) => timed((files) => readShard(lake, files, 7)),
  'read 20 shards, sorted': (lake) =>
    timed(async (files) => {
      let rows = 0;
      for (let shard = 0; shard < 20; shard += 1) rows += await readShard(lake, files, shard);
      return rows;
    }),
  'read one instrument': (lake) =>
    timed(
      async (files) =>
        (await lake.read(files, { columns: BARS, orderBy: ['session'], instruments: [nameOf(1234)] })).rows,
    ),
};

async function writeYears(lake: ParquetLake): Promise<Figures> {
  const files: LakeFile[] = [];
  let [seconds, cpuSeconds] = [0, 0];
  for (let first = 0; first < sessions; first += SESSIONS_PER_YEAR) {
    const rows = barsOf(first, Math.min(SESSIONS_PER_YEAR, sessions - first));
    const written = await costOf(() => writeBars(lake, `y=${2015 + first / SESSIONS_PER_YEAR}`, rows));
    files.push(written.result);
    seconds += written.seconds;
    cpuSeconds += written.cpuSeconds;
  }
  await writeFile(join(lake.folder, 'files.json'), JSON.stringify(files));
  const megabytes = files.reduce((sum, file) => sum + file.bytes, 0) / 1e6;
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  return { rows, seconds, cpuSeconds, note: `${files.length} files, ${megabytes.toFixed(0)} MB` };
}

async function writeShuffledYear(lake: ParquetLake): Promise<Figures> {
  const rows = bySession(barsOf(0, SESSIONS_PER_YEAR));
  const { result: file, ...cost } = await costOf(() => writeBars(lake, 'y=2015', rows));
  const [first] = await filesOf(lake);
  const note = file.sha256 === first?.sha256 ? 'same bytes as sorted' : 'OTHER BYTES than sorted';
  return { rows: rows.rows, ...cost, note };
}

function writeBars(lake: ParquetLake, partition: string, rows: Frame): Promise<LakeFile> {
  const provenance = {
    asset: 'bars',
    providers: ['bench'],
    simulated: true,
    runId: 'r',
    stepKey: 's',
    codeVersion: '0',
    inputs: [],
  };
  return lake.write({ asset: 'bars', partition, rows, schema: BARS, key: ['instrument', 'session'], provenance });
}

async function readShard(lake: ParquetLake, files: readonly LakeFile[], shard: number): Promise<number> {
  const first = shard * SHARD_INSTRUMENTS;
  const instrumentRange = { from: nameOf(first), to: nameOf(first + SHARD_INSTRUMENTS - 1) };
  const query = { columns: BARS, orderBy: ['instrument', 'session'], instruments: instrumentRange };
  return (await lake.read(files, query)).rows;
}

async function timed(work: (files: readonly LakeFile[]) => Promise<number>): Promise<Figures> {
  const files = await filesOf({ folder });
  const { result: rows, ...cost } = await costOf(() => work(files));
  return { rows, ...cost };
}

async function filesOf({ folder }: { readonly folder: string }): Promise<readonly LakeFile[]> {
  return JSON.parse(await readFile(join(folder, 'files.json'), 'utf8'));
}

function nameOf(instrument: number): string {
  return `${String(instrument).padStart(6, '0')}.XSHE`;
}

/** Deterministic random walks, one per instrument, sorted by instrument and session. */
function barsOf(firstSession: number, count: number): Frame {
  const rows = instruments * count;
  const column = () => new Float64Array(rows);
  const [open, high, low, close, volume, turnover] = [
    column(),
    column(),
    column(),
    column(),
    column(),
    column(),
  ] as const;
  const codes = new Int32Array(rows);
  const session = new Int32Array(rows);
  let state = firstSession + 1;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
  for (let instrument = 0, row = 0; instrument < instruments; instrument += 1) {
    let price = 5 + next() * 100;
    for (let day = 0; day < count; day += 1, row += 1) {
      codes[row] = instrument;
      session[row] = 16_436 + Math.floor(((firstSession + day) * 365) / SESSIONS_PER_YEAR);
      open[row] = cents(price);
      price *= 0.97 + next() * 0.06;
      close[row] = cents(price);
      high[row] = cents(Math.max(open[row]!, close[row]!) * (1 + next() * 0.01));
      low[row] = cents(Math.min(open[row]!, close[row]!) * (1 - next() * 0.01));
      volume[row] = Math.round(next() * 1e7);
      turnover[row] = cents(volume[row]! * close[row]!);
    }
  }
  const number = (values: Float64Array) => ({ type: 'double', values }) as const;
  return frame({
    instrument: { type: 'text', codes, dictionary: Array.from({ length: instruments }, (_, index) => nameOf(index)) },
    session: { type: 'day', values: session },
    open: number(open),
    high: number(high),
    low: number(low),
    close: number(close),
    volume: number(volume),
    turnover: number(turnover),
  });
}

function cents(value: number): number {
  return Math.round(value * 100) / 100;
}

/** The same rows, day by day. */
function bySession(rows: Frame): Frame {
  const count = rows.rows / instruments;
  const order = Uint32Array.from(
    { length: rows.rows },
    (_, at) => (at % instruments) * count + Math.floor(at / instruments),
  );
  return takeRows(rows, order);
}

function print({ what, rows, seconds, cpuSeconds, peakMb, note }: Row): void {
  const speed = `${(rows / seconds / 1e6).toFixed(2)} M rows/s`;
  const cells = [
    what.padEnd(24),
    `${rows}`.padStart(9),
    `${seconds.toFixed(2)} s`.padStart(8),
    `${cpuSeconds.toFixed(2)} cpu-s`.padStart(11),
    speed.padStart(15),
  ];
  process.stdout.write(`${cells.join('  ')}  peak ${peakMb.toFixed(0).padStart(5)} MB  ${note}\n`);
}

function phaseArguments(): [string | null, string, number, number] {
  const given = process.argv.slice(2);
  const phaseGiven = given[0]?.startsWith('--phase=') ? given.shift()!.slice('--phase='.length) : null;
  const folderGiven = phaseGiven === null ? '' : given.shift()!;
  return [phaseGiven, folderGiven, Number(given[0] ?? 5000), Number(given[1] ?? 2430)];
}

if (phase === null) await runAllPhases();
else await runPhase();

/**
 * Parquet -> ten indicators -> Parquet, beside polars doing the same on the same file: 5,000 instruments x 2,430 bars.
 * Both use two cores and zstd at level 3. Polars writes one file at once; ours reads, computes and writes shards through
 * the lake, two at a time, and the lake also hashes, checks and syncs what it writes. The outputs are compared. Each run
 * is a process of its own. The first run installs polars, with python3.
 *
 *     node bench/quant/parquet.ts [instruments] [bars] [rounds]
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLake } from '../../src/adapters/duckdb/lake.ts';
import { doubles, type Frame, frame, type Schema, text } from '../../src/core/frame.ts';
import type { LakeFile } from '../../src/core/snapshot.ts';
import { runsOf } from '../../src/data/rows.ts';
import { parseIndicator, runPanel } from '../../src/quant/index.ts';
import { pythonWith } from './peers.ts';

const SPECS = [
  ...['SMA(5)', 'SMA(20)', 'SMA(60)', 'tdx.EMA(12)', 'tdx.EMA(26)'],
  ...['MOM(10)', 'ROC(10)', 'MAX(20)', 'MIN(20)', 'BBANDS(20,2,2)'],
];
const SHARDS = 10;
const THREADS = 2;
const POLARS = 'polars==2.1.0';
const KEY_COLUMNS = { instrument: 'text', session: 'day' } as const;
const BARS: Schema = { ...KEY_COLUMNS, close: 'double' };
const KEY = ['instrument', 'session'];
const PROVENANCE = {
  asset: 'bars',
  providers: ['bench'],
  simulated: true,
  runId: 'r',
  stepKey: 's',
  codeVersion: '0',
  inputs: [],
};

const [instruments, bars, rounds] = [5000, 2430, 3].map((byDefault, k) => Number(process.argv[2 + k] ?? byDefault)) as [
  number,
  number,
  number,
];
type Line = {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
  readonly writtenMb: number;
  readonly difference?: number;
};

if (process.argv[5] === undefined) await contest();
else console.log(JSON.stringify(await measureOurs(process.argv[5], JSON.parse(process.argv[6]!))));

async function contest(): Promise<void> {
  const python = pythonWith('polars', [POLARS]);
  const folder = await mkdtemp(join(tmpdir(), 'tapeline-bench-parquet-'));
  try {
    const source = await writeBars(join(folder, 'bars'));
    const counts = [instruments, bars, rounds].map(String);
    const peer = join(import.meta.dirname, 'polars_peer.py');
    console.log(
      `${instruments} instruments x ${bars} bars, ten indicators, ${SHARDS} shards, ${POLARS}, ${THREADS} threads`,
    );
    for (let round = 0; round < rounds; round += 1) {
      const results = join(folder, `results-${round}`);
      const argv = [import.meta.filename, ...counts, results, JSON.stringify({ folder: join(folder, 'bars'), source })];
      print('tapeline', run(process.execPath, argv));
      const files = [join(folder, 'bars', source.path), join(results, '**', '*.parquet'), join(folder, 'own.parquet')];
      print('polars', run(python, [peer, ...files]));
      await rm(results, { recursive: true });
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

function run(command: string, argv: readonly string[]): Line {
  const env = { ...process.env, POLARS_MAX_THREADS: String(THREADS) };
  const { stdout, stderr, status } = spawnSync(command, argv, { encoding: 'utf8', env });
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr.slice(-2000)}`);
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Line;
}

function print(who: string, { seconds, cpuSeconds, peakMb, writtenMb, difference }: Line): void {
  const agreement = difference === undefined ? '' : `, largest difference ${difference.toExponential(1)}`;
  const times = `${seconds.toFixed(2)} s, ${cpuSeconds.toFixed(2)} s of processor`;
  const sizes = `peak ${peakMb.toFixed(0)} MB, ${writtenMb.toFixed(0)} MB written`;
  console.log(`${who.padEnd(10)} ${times}, ${sizes}${agreement}`);
}

type Source = { readonly folder: string; readonly source: LakeFile };

async function measureOurs(folder: string, { folder: from, source }: Source): Promise<Line> {
  const cpu = process.cpuUsage();
  const began = performance.now();
  await using lake = await openLake({ folder: from });
  await using results = await openLake({ folder });
  const columns = SPECS.flatMap((spec) => parseIndicator(spec).columns);
  const schema: Schema = { ...KEY_COLUMNS, ...Object.fromEntries(columns.map((name) => [name, 'double' as const])) };
  const perShard = Math.ceil(instruments / SHARDS);
  const shards = Array.from({ length: SHARDS }).keys();
  let bytes = 0;
  const work = async (): Promise<void> => {
    for (const shard of shards) {
      const range = { from: nameOf(shard * perShard), to: nameOf((shard + 1) * perShard - 1) };
      const rows = computed(await lake.read([source], { columns: BARS, orderBy: KEY, instruments: range }));
      const partition = `shard=${String(shard).padStart(2, '0')}`;
      const file = await results.write({ asset: 'bars', partition, rows, schema, key: KEY, provenance: PROVENANCE });
      bytes += file.bytes;
    }
  };
  await Promise.all(Array.from({ length: THREADS }, work));
  const { user, system } = process.cpuUsage(cpu);
  const peakMb = process.resourceUsage().maxRSS / 1024;
  const seconds = (performance.now() - began) / 1000;
  return { seconds, cpuSeconds: (user + system) / 1e6, peakMb, writtenMb: bytes / 1e6 };
}

function computed(rows: Frame): Frame {
  const { offsets } = runsOf(text(rows, 'instrument'));
  const outputs = runPanel({ offsets, close: doubles(rows, 'close') }, SPECS);
  const columns = Object.entries(outputs).map(([name, values]) => [name, { type: 'double', values }] as const);
  const { instrument, session } = rows.columns;
  return { rows: rows.rows, columns: { instrument: instrument!, session: session!, ...Object.fromEntries(columns) } };
}

async function writeBars(folder: string): Promise<LakeFile> {
  await using lake = await openLake({ folder });
  const length = instruments * bars;
  const codes = Int32Array.from({ length }, (_, row) => Math.floor(row / bars));
  const rows = frame({
    instrument: { type: 'text', codes, dictionary: Array.from({ length: instruments }, (_, k) => nameOf(k)) },
    session: { type: 'day', values: Int32Array.from({ length }, (_, row) => 16_436 + (row % bars)) },
    close: { type: 'double', values: walk(length) },
  });
  return await lake.write({ asset: 'bars', partition: 'all', rows, schema: BARS, key: KEY, provenance: PROVENANCE });
}

function nameOf(instrument: number): string {
  return `${String(instrument).padStart(6, '0')}.XSHE`;
}

function walk(length: number): Float64Array {
  let seed = 20_261_121;
  let last = 100;
  return Float64Array.from({ length }, () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    last = Math.max(5, last * (1 + (seed / 2 ** 32 - 0.5) * 0.04) + (100 - last) * 0.001);
    return Math.round(last * 100) / 100;
  });
}

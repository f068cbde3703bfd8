/**
 * Ten indicators of 5,000 instruments with 2,430 bars each: on one core, and in threads; then a day's bar for each of them
 * by streaming state, all 161 functions, with what saving and loading that state costs. Best of some rounds; each part is a
 * process of its own, so that its peak memory is its own.
 *
 *     node bench/quant/panel.ts [instruments] [bars] [threads]
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { INDICATORS, openPanelStream, type PanelBars, preparePanel, resumePanelStream } from '../../src/quant/index.ts';
import { openPanelThreads, sharedColumn } from '../../src/runtime/panel-threads.ts';

const SPECS = [
  ...['SMA(5)', 'SMA(20)', 'SMA(60)', 'EMA(12)', 'EMA(26)'],
  ...['RSI(14)', 'MACD(12,26,9)', 'BBANDS(20,2,2)', 'ATR(14)', 'OBV'],
];
const PARTS = ['one core', 'threads', 'daily update'] as const;
const ROUNDS = 5;
/** Bars each stream takes before it is timed: the longest lookback, and then some. */
const WARM_UP_BARS = 80;
const UPDATES = 10;

const [instruments, bars, threads] = [5000, 2430, 2].map((byDefault, k) =>
  Number(process.argv[2 + k] ?? byDefault),
) as [number, number, number];
const part = process.argv[5];

if (part === undefined) {
  console.log(`${instruments} instruments x ${bars} bars, Node ${process.version}`);
  for (const name of PARTS) {
    const argv = [import.meta.filename, instruments, bars, threads, name].map(String);
    spawnSync(process.execPath, argv, { stdio: 'inherit' });
  }
} else if (part === 'one core') runOnOneCore();
else if (part === 'threads') await runInThreads();
else await updateDaily();

function runOnOneCore(): void {
  const panel = makePanel((length) => new Float64Array(length));
  const job = preparePanel(panel, SPECS);
  const began = process.cpuUsage();
  const times = Array.from({ length: ROUNDS }, () => secondsOf(() => job.run(0, instruments)));
  const { user, system } = process.cpuUsage(began);
  tell('ten indicators, one core: kernels', times);
  console.log(`  ${((user + system) / 1e6 / ROUNDS).toFixed(3)} s of processor a round, that of the compiler among it`);
}

async function runInThreads(): Promise<void> {
  const panel = makePanel(sharedColumn);
  await using pool = openPanelThreads(threads);
  const job = pool.prepare(panel, SPECS);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    await job.run();
    times.push((performance.now() - began) / 1000);
  }
  tell(`ten indicators, ${threads} threads: kernels`, times);
}

async function updateDaily(): Promise<void> {
  const specs = INDICATORS.map(({ name }) => name);
  const days = WARM_UP_BARS + UPDATES;
  const made = Array.from({ length: days }, (_, day) => dayBars(day));
  let stream = openPanelStream(instruments, specs);
  for (let day = 0; day < WARM_UP_BARS; day += 1) stream.update(made[day]!);
  const began = process.cpuUsage();
  const times = made.slice(WARM_UP_BARS).map((day) => secondsOf(() => stream.update(day)));
  const { user, system } = process.cpuUsage(began);
  tell(`daily update, ${specs.length} functions`, times);
  console.log(`  ${((user + system) / 1e6 / UPDATES).toFixed(3)} s of processor an update`);
  const folder = await mkdtemp(join(tmpdir(), 'tapeline-bench-panel-'));
  try {
    const path = join(folder, 'state');
    let bytes = new Uint8Array();
    tell('  its state to bytes', [secondsOf(() => (bytes = serialize(stream.save())))]);
    const opened = performance.now();
    await writeFile(path, bytes);
    const written = performance.now();
    const read = await readFile(path);
    tell(`  ${(bytes.length / 1e6).toFixed(0)} MB to a file`, [(written - opened) / 1000]);
    tell('  and from it', [(performance.now() - written) / 1000]);
    tell('  bytes to a stream', [secondsOf(() => (stream = resumePanelStream(deserialize(read))))]);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function secondsOf(run: () => unknown): number {
  const began = performance.now();
  run();
  return (performance.now() - began) / 1000;
}

function tell(what: string, seconds: readonly number[]): void {
  const best = Math.min(...seconds);
  const median = seconds.toSorted((a, b) => a - b)[seconds.length >> 1]!;
  const peak = (process.resourceUsage().maxRSS / 1024).toFixed(0);
  console.log(`${what.padEnd(66)} best ${best.toFixed(3)} s, median ${median.toFixed(3)} s, peak so far ${peak} MB`);
}

function makePanel(column: (length: number) => Float64Array) {
  const length = instruments * bars;
  const panel = {
    offsets: Int32Array.from({ length: instruments + 1 }, (_, k) => k * bars),
    open: column(length),
    high: column(length),
    low: column(length),
    close: column(length),
    volume: column(length),
  };
  const next = walk();
  for (let bar = 0; bar < length; bar += 1) {
    const { open, high, low, close, volume } = next();
    panel.open[bar] = open;
    panel.high[bar] = high;
    panel.low[bar] = low;
    panel.close[bar] = close;
    panel.volume[bar] = volume;
  }
  return panel;
}

/** One bar of each instrument; `periods` is for MAVP. */
function dayBars(day: number): PanelBars {
  const column = () => new Float64Array(instruments);
  const made = { open: column(), high: column(), low: column(), close: column(), volume: column(), periods: column() };
  const next = walk(day * 7919);
  for (let k = 0; k < instruments; k += 1) {
    const values = next();
    for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) made[name][k] = values[name];
    made.periods[k] = 2 + ((day + k) % 29);
  }
  const numbers = Int32Array.from({ length: instruments }, (_, k) => k);
  return { instruments: numbers, ...made, real: made.close, real0: made.close, real1: made.open };
}

function walk(start = 0) {
  let seed = 20_261_121 + start;
  let last = 100;
  const random = (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
  return () => {
    const open = last * (1 + (random() - 0.5) * 0.01);
    const close = open * (1 + (random() - 0.5) * 0.04);
    last = close + (100 - close) * 0.001;
    const high = Math.max(open, close) * (1 + random() * 0.01);
    return {
      open,
      high,
      low: Math.min(open, close) * (1 - random() * 0.01),
      close,
      volume: Math.round(random() * 1e6),
    };
  };
}

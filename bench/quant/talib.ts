/**
 * All 161 functions side by side with C TA-Lib (the library inside the Python package ta-lib), on the same bars, with the
 * same parameters, in turns: samples shorter than a time slice, and the best of them, which is what the machine can do when
 * nobody else wants it. `kernel` is the bare function on both sides, with outputs that stand ready, and the cost of
 * calling C from Python taken off; `call` is what a user calls (`evaluate` here, `talib.NAME` there): both allocate their
 * outputs. Prints the functions by falling ratio. The first run installs the peer, with python3.
 *
 *     node bench/quant/talib.ts [--bars 60000] [--rounds 15] [--version 0.7.1] [--only SMA,EMA]
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { INDICATORS } from '../../src/quant/index.ts';
import type { Columns, Indicator } from '../../src/quant/indicators/kernel/definition.ts';
import { evaluate, runRange } from '../../src/quant/indicators/kernel/run.ts';
import { pythonWith } from './peers.ts';

const { values: flags } = parseArgs({
  options: {
    bars: { type: 'string', default: '60000' },
    rounds: { type: 'string', default: '15' },
    version: { type: 'string', default: '0.7.1' },
    only: { type: 'string', default: '' },
  },
});
const BARS = Number(flags.bars);
const ROUNDS = Number(flags.rounds);
/** A sample lasts at least this long. */
const SAMPLE_NS = 300_000;
/** In processor time, so that a busy machine warms up as well; the engine needs a hundred calls for some. */
const WARM_UP_MICROSECONDS = 300_000;
const WARM_UP_CALLS = 100;
/** Sums of outputs that agree to this are the same function. */
const AGREEMENT = 1e-6;

const COLUMNS = ['open', 'high', 'low', 'close', 'volume', 'unit', 'periods'] as const;
type Bars = Readonly<Record<(typeof COLUMNS)[number], Float64Array>>;
type Row = {
  readonly name: string;
  readonly kernel: readonly [ours: number, theirs: number];
  readonly call: readonly [ours: number, theirs: number];
  readonly agrees: boolean;
};
type Peer = { readonly ask: (request: object) => Promise<Record<string, unknown>>; readonly close: () => void };

const bars = walk(BARS);
const folder = mkdtempSync(join(tmpdir(), 'tapeline-bench-talib-'));
try {
  const peer = startPeer(writeColumns());
  const rows: Row[] = [];
  for (const indicator of chosen()) rows.push(await compare(indicator, peer));
  report(rows, await peer.ask({ do: 'about' }));
  peer.close();
} finally {
  rmSync(folder, { recursive: true });
}

function chosen(): readonly Indicator[] {
  const only = flags.only.split(',').filter((name) => name !== '');
  return INDICATORS.filter(({ name }) => only.length === 0 || only.includes(name));
}

function writeColumns(): string {
  const path = join(folder, 'columns');
  writeFileSync(path, Buffer.concat(COLUMNS.map((name) => Buffer.from(bars[name].buffer))));
  return path;
}

function startPeer(columnsPath: string): Peer {
  const python = pythonWith(`talib-${flags.version}`, [`ta-lib==${flags.version}`, 'numpy']);
  const script = join(import.meta.dirname, 'talib_peer.py');
  const child: ChildProcessWithoutNullStreams = spawn(python, [script, columnsPath, String(BARS)]);
  child.stderr.pipe(process.stderr);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    ask: async (request) => {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`The peer ended at ${JSON.stringify(request)}`);
      return JSON.parse(value);
    },
    close: () => child.stdin.end(),
  };
}

async function compare(indicator: Indicator, peer: Peer): Promise<Row> {
  const { name } = indicator;
  const names = columnNamesOf(indicator);
  const inputs = names.map((column) => bars[column]);
  const options = indicator.options.map((option) => option.default);
  const columns = columnsOf(indicator, inputs);
  const state = new Float64Array(indicator.slots(options));
  const kernel = () => runRange(indicator, columns, 0, BARS, options, state);
  const call = () => evaluate(indicator, inputs, options);
  const theirs = await peer.ask({
    do: 'prepare',
    name,
    inputs: names,
    options: indicator.options.map((option) => [option.kind, option.default]),
    outputs: indicator.outputs.map(({ kind }) => (indicator.group === 'pattern' ? 'integer' : kind)),
  });
  return {
    name,
    kernel: await contest(name, 'kernel', kernel, peer),
    call: await contest(name, 'package', call, peer),
    agrees: agree(indicator, columns, theirs),
  };
}

async function contest(name: string, form: string, ours: () => unknown, peer: Peer): Promise<[number, number]> {
  const request = { do: 'run', name, form };
  warmUp(ours);
  const repeats = repeatsFor(timed(ours, 2));
  const peerRepeats = repeatsFor(Number((await peer.ask({ ...request, repeats: 2 }))['ns']));
  let [best, peerBest] = [Infinity, Infinity];
  for (let round = 0; round < ROUNDS; round += 1) {
    best = Math.min(best, timed(ours, repeats));
    peerBest = Math.min(peerBest, Number((await peer.ask({ ...request, repeats: peerRepeats }))['ns']));
  }
  return [best / BARS, peerBest / BARS];
}

function repeatsFor(ns: number): number {
  return Math.min(100, Math.ceil(SAMPLE_NS / ns));
}

function timed(run: () => unknown, repeats: number): number {
  const began = performance.now();
  for (let k = 0; k < repeats; k += 1) run();
  return ((performance.now() - began) * 1e6) / repeats;
}

function warmUp(run: () => unknown): void {
  const began = process.cpuUsage();
  for (let k = 0; k < WARM_UP_CALLS || process.cpuUsage(began).user < WARM_UP_MICROSECONDS; k += 1) run();
}

function columnsOf(indicator: Indicator, inputs: readonly Float64Array[]): Columns {
  const column = () => new Float64Array(BARS);
  const temps = Array.from({ length: indicator.temps }, column);
  return { inputs, outputs: indicator.outputs.map(column), temps, origin: 0 };
}

function columnNamesOf({ inputs, group }: Indicator): readonly (typeof COLUMNS)[number][] {
  return inputs.map((name) => {
    if (name === 'real') return group === 'transform' ? 'unit' : 'close';
    if (name === 'real0') return 'close';
    return name === 'real1' ? 'open' : name;
  });
}

/** The same first bar, and the same sum of every output. */
function agree(indicator: Indicator, { outputs }: Columns, theirs: Record<string, unknown>): boolean {
  const options = indicator.options.map((option) => option.default);
  if (indicator.group !== 'pattern' && indicator.lookback(options) !== theirs['begin']) return false;
  const sums = theirs['sums'] as readonly number[];
  return outputs.every((output, index) => {
    const sum = output.reduce((total, value) => (Number.isNaN(value) ? total : total + value), 0);
    return Math.abs(sum - sums[index]!) <= AGREEMENT * Math.max(1, Math.abs(sums[index]!));
  });
}

function report(rows: readonly Row[], about: Record<string, unknown>): void {
  const ratio = ([ours, theirs]: readonly [number, number]): number => ours / theirs;
  const sorted = rows.toSorted((a, b) => ratio(b.kernel) - ratio(a.kernel));
  const number = (value: number): string => value.toFixed(2).padStart(8);
  console.log(`${BARS} bars, Node ${process.version}, ta-lib ${about['package']} (C ${about['version']})`);
  console.log(
    `${''.padEnd(20)}${'kernel: ours, C, ratio'.padStart(26)}${'call: ours, Python, ratio'.padStart(29)}  ns per bar`,
  );
  for (const { name, kernel, call, agrees } of sorted) {
    const numbers = [...kernel, ratio(kernel), ...call, ratio(call)].map(number).join(' ');
    console.log(`${name.padEnd(20)}${numbers}${agrees ? '' : '  OTHER VALUES'}`);
  }
  for (const form of ['kernel', 'call'] as const) {
    const ratios = rows.map((row) => ratio(row[form]));
    const over = (limit: number): number => ratios.filter((each) => each > limit).length;
    const worst = Math.max(...ratios).toFixed(2);
    console.log(
      `${form}: median ${median(ratios).toFixed(3)} x C, worst ${worst}, above 1.1 x: ${over(1.1)}, above 2 x: ${over(2)}`,
    );
  }
  const peak = (process.resourceUsage().maxRSS / 1024).toFixed(0);
  console.log(`peak memory: ours ${peak} MB, theirs ${Number(about['peakMb']).toFixed(0)} MB`);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}

/** A random walk with bars of every shape, in cents. */
function walk(length: number): Bars {
  let seed = 20_261_121;
  const random = (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
  const cents = (value: number): number => Math.round(value * 100) / 100;
  const made = Object.fromEntries(COLUMNS.map((name) => [name, new Float64Array(length)])) as Bars;
  let last = 100;
  for (let bar = 0; bar < length; bar += 1) {
    const open = Math.max(5, cents(last * (1 + (random() - 0.5) * 0.01)));
    const close = Math.max(5, cents(open * (1 + (random() - 0.5) * 0.04)));
    made.open[bar] = open;
    made.close[bar] = close;
    made.high[bar] = cents(Math.max(open, close) * (1 + random() * random() * 0.02));
    made.low[bar] = cents(Math.min(open, close) * (1 - random() * random() * 0.02));
    made.volume[bar] = Math.round(1e5 + random() * 1e6);
    made.unit[bar] = random();
    made.periods[bar] = 2 + Math.floor(random() * 29);
    last = close + (100 - close) * 0.001;
  }
  return made;
}

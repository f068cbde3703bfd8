/** Our side of the bench: measures one workload and prints a line of JSON. Leaves prices and signals for the peers. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ENTRY, FIELD, openLog, STRIDE } from '../../src/backtest/book/log.ts';
import {
  backtest,
  type Market,
  oneAsset,
  prepareMarket,
  runPositions,
  smaCross,
  smaCrossPositions,
  usShares,
} from '../../src/backtest/index.ts';
import { dayOfSession, toSession } from '../../src/core/time.ts';

const RULES = usShares({ costs: { commission: { rate: 0.001 } } });
const CASH = 100_000;
/** Enough for the compiler to have seen everything; the short workload is repeated more often. */
const REPETITIONS = { sweep: 7, dense: 7, events: 60 };

type Outcome = { readonly orders: number; readonly worths: readonly number[] };
/** Gets everything ready, leaves it in a folder for the peers, and returns what is measured. */
type Workload = (folder: string) => () => Outcome;

export const OURS = { sweep, dense, events } satisfies Readonly<Record<string, Workload>>;

function sweep(folder: string): () => Outcome {
  const market = goog();
  const { open, close } = market.assets[0]!;
  const fast = Array.from({ length: 30 }, (_, index) => index + 2);
  const slow = Array.from({ length: 40 }, (_, index) => index + 40);
  const trials = fast.flatMap((quick) => slow.map((calm) => smaCrossPositions(close, { fast: quick, slow: calm })));
  leave(folder, { open, close, positions: joined(trials) });
  return runAll(market, trials, 'weight');
}

function dense(folder: string): () => Outcome {
  const bars = 1_000;
  const close = Float64Array.from({ length: bars }, (_, bar) => 100 + 0.01 * bar);
  const sessions = Int32Array.from({ length: bars }, (_, bar) => bar);
  const trials = Array.from({ length: 1_000 }, (_, trial) => close.map((_price, bar) => (bar + trial) % 2));
  leave(folder, { open: close, close, positions: joined(trials) });
  return runAll(oneAsset('RISING', { sessions, open: close, close }), trials, 'shares');
}

function runAll(market: Market, trials: readonly Float64Array[], unit: 'weight' | 'shares'): () => Outcome {
  const prepared = prepareMarket(market, { rules: RULES, moneyDecimals: null });
  const log = openLog();
  return () => {
    let orders = 0;
    const worths = trials.map((positions) => {
      const run = runPositions(prepared, { cash: CASH, positions: [positions], unit, log });
      for (let entry = 0; entry < log.length; entry += 1)
        if (log.values[entry * STRIDE + FIELD.kind] === ENTRY.fill) orders += 1;
      return run.equity.at(-1)!;
    });
    return { orders, worths };
  };
}

function events(folder: string): () => Outcome {
  const market = goog();
  const { open, high, low, close } = market.assets[0]!;
  leave(folder, { open, high: high!, low: low!, close });
  return () => {
    const strategy = smaCross({ fast: 10, slow: 20 });
    // The peer calls its strategy one bar after its averages are there.
    const settings = { market, rules: RULES, moneyDecimals: null, cash: CASH };
    const result = backtest({ ...settings, strategy: () => quietUntil(20, strategy()) });
    return { orders: result.ledger.length, worths: [result.equity.at(-1)!] };
  };
}

type Strategy = ReturnType<ReturnType<typeof smaCross>>;

function quietUntil(first: number, strategy: Strategy): Strategy {
  let held: ReturnType<Strategy> = null;
  return (view) => {
    const said = strategy(view);
    if (view.bar >= first) return said ?? (view.bar === first ? held : null);
    held = said ?? held;
    return null;
  };
}

function goog(): Market {
  const file = join(import.meta.dirname, '..', '..', 'demo', 'prices', 'us-stocks.csv.gz');
  const lines = gunzipSync(readFileSync(file)).toString().split('\n');
  const rows = lines.filter((line) => line.startsWith('GOOG,')).map((line) => line.split(','));
  const column = (index: number): Float64Array => Float64Array.from(rows, (row) => Number(row[index]));
  const sessions = Int32Array.from(rows, (row) => dayOfSession(toSession(row[1]!)));
  return oneAsset('GOOG', { sessions, open: column(2), high: column(3), low: column(4), close: column(5) });
}

function joined(columns: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(columns.length * (columns[0]?.length ?? 0));
  columns.forEach((column, index) => {
    all.set(column, index * column.length);
  });
  return all;
}

function leave(folder: string, columns: Readonly<Record<string, Float64Array>>): void {
  for (const [name, values] of Object.entries(columns)) writeFileSync(join(folder, `${name}.f64`), values);
}

function measure(name: keyof typeof OURS, folder: string): void {
  const work = OURS[name](folder);
  let best = { seconds: Infinity, cpuSeconds: Infinity };
  let outcome: Outcome = { orders: 0, worths: [] };
  for (let repetition = 0; repetition < REPETITIONS[name]; repetition += 1) {
    const [begin, cpu] = [performance.now(), process.cpuUsage()];
    outcome = work();
    const seconds = (performance.now() - begin) / 1000;
    const used = process.cpuUsage(cpu);
    const cpuSeconds = (used.user + used.system) / 1e6;
    best = { seconds: Math.min(best.seconds, seconds), cpuSeconds: Math.min(best.cpuSeconds, cpuSeconds) };
  }
  const peakMb = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ what: `tapeline: ${name}`, ...best, peakMb, ...outcome }));
}

if (import.meta.main) measure(process.argv[2] as keyof typeof OURS, process.argv[3]!);

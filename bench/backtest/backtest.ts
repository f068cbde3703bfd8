/**
 * Backtests side by side with vectorbt's numba engine and with `backtesting`, on the same prices under the same rules.
 * Run by hand; it installs the peers into a folder of its own under the temporary folder the first time, with python3.
 * Each line is a process of its own, so that its peak memory is its own.
 *
 *     node bench/backtest/backtest.ts
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OURS } from './ours.ts';

const PEERS = ['vectorbt==1.2.0', 'backtesting==0.6.6'];
const VENV = join(tmpdir(), 'tapeline-bench-backtest-peers');
const PYTHON = join(VENV, 'bin', 'python');

type Line = {
  readonly what: string;
  /** The best of some repetitions: what the machine can do when nobody else wants it. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
  readonly orders: number;
  /** Worth of every account at the end. */
  readonly worths: readonly number[];
};

type Contest = {
  readonly title: string;
  readonly ours: keyof typeof OURS;
  readonly peers: readonly (readonly [script: string, workload: string])[];
};

const CONTESTS: readonly Contest[] = [
  {
    title: 'Sweep: 1,200 SMA crosses on GOOG, 2,148 bars, all in, whole shares, 0.1 %',
    ours: 'sweep',
    peers: [
      ['vectorbt_peer.py', 'sweep, orders only'],
      ['vectorbt_peer.py', 'sweep, portfolio and its value'],
    ],
  },
  {
    title: 'An order in every bar: 1,000 accounts, 1,000 bars, 0.1 %',
    ours: 'dense',
    peers: [
      ['vectorbt_peer.py', 'dense, orders only'],
      ['vectorbt_peer.py', 'dense, portfolio and its value'],
    ],
  },
  {
    title: 'Bar by bar: SMA cross 10/20 on GOOG, 2,148 bars, whole result',
    ours: 'events',
    peers: [['backtesting_peer.py', 'events']],
  },
];

async function runAll(): Promise<void> {
  installPeers();
  const folder = await mkdtemp(join(tmpdir(), 'tapeline-bench-backtest-'));
  try {
    for (const contest of CONTESTS) runContest(contest, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function installPeers(): void {
  if (existsSync(join(VENV, 'installed'))) return;
  console.log(`Installing ${PEERS.join(', ')} into ${VENV} …`);
  must('python3', ['-m', 'venv', VENV]);
  must(PYTHON, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PEERS]);
  must(PYTHON, ['-c', `open(${JSON.stringify(join(VENV, 'installed'))}, 'w').close()`]);
}

function must(command: string, argv: readonly string[]): void {
  const { status } = spawnSync(command, argv, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${command} ${argv.join(' ')} ended with ${status}`);
}

function runContest({ title, ours, peers }: Contest, folder: string): void {
  console.log(`\n${title}`);
  const own = measured(process.execPath, [join(import.meta.dirname, 'ours.ts'), ours, folder]);
  print(own, own);
  for (const [script, workload] of peers) {
    print(measured(PYTHON, ['-W', 'ignore', join(import.meta.dirname, script), workload, folder]), own);
  }
}

function measured(command: string, argv: readonly string[]): Line {
  const { stdout, stderr, status } = spawnSync(command, argv, { encoding: 'utf8', maxBuffer: 1e8 });
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status}: ${stderr.slice(-2_000)}`);
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Line;
}

function print(line: Line, own: Line): void {
  const ms = (seconds: number): string => `${(seconds * 1000).toFixed(1)} ms`.padStart(11);
  const ratio = line === own ? '' : `${(line.seconds / own.seconds).toFixed(1)} x ours`.padStart(13);
  const ofCpu = line === own ? '' : `(${(line.cpuSeconds / own.cpuSeconds).toFixed(1)} x by processor time)`;
  const agreement = line === own ? '' : agreementOf(line, own);
  const memory = `${line.peakMb.toFixed(0)} MB`.padStart(8);
  const text = `${line.what.padEnd(44)}${ms(line.seconds)}, cpu${ms(line.cpuSeconds)}, peak${memory}`;
  console.log(`  ${text}, ${line.orders} orders ${ratio} ${ofCpu} ${agreement}`.trimEnd());
}

function agreementOf({ worths, orders }: Line, own: Line): string {
  const largest = worths.reduce((most, worth, index) => {
    return Math.max(most, Math.abs(worth - own.worths[index]!) / Math.abs(worth));
  }, 0);
  const isSame = orders === own.orders && worths.length === own.worths.length && largest < 1e-9;
  return isSame ? 'same results' : `OTHER RESULTS: orders ${orders} and ${own.orders}, worth differs by ${largest}`;
}

await runAll();

/**
 * The stock pipeline on 5 000 simulated symbols × 10 years, through the real program: Parquet in → indicators → scores →
 * Parquet out. Prints seconds, rows per second and the peak memory of each step's process.
 *
 *   npm run bench -- bench/stocks/universe.ts [symbols] [rounds]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [symbols = '5000', rounds = '1'] = process.argv.slice(2);
const BIN = fileURLToPath(new URL('../../bin/tapeline.js', import.meta.url));
const CONFIG = new URL('./universe.config.ts', import.meta.url).href;
const BYTES_MB = 1024 * 1024;

type Step = {
  stepKey: string;
  state: string;
  metrics: { durationMs: number; rows: number | null; cpuMs: number | null; peakRssBytes: number | null } | null;
};
type Report = { state: string; durationMs: number; steps: readonly Step[] };

const folder = mkdtempSync(join(tmpdir(), 'tapeline-universe-'));
try {
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'tapeline.config.ts'), `export { default } from '${CONFIG}';\n`);
  const seeded = run(['seed', '--set', `symbols=${symbols}`]);
  const rows = seeded.steps[0]!.metrics!.rows!;
  say(`${symbols} symbols, ${rows} rows of daily bars, seeded in ${seconds(seeded.durationMs)}`);
  for (let round = 0; round < Number(rounds); round += 1) {
    const jobs = [run(['calculation']), run(['scoring'])];
    const totalMs = jobs.reduce((sum, report) => sum + report.durationMs, 0);
    const peak = Math.max(...jobs.flatMap((report) => report.steps.map((step) => step.metrics?.peakRssBytes ?? 0)));
    for (const step of jobs.flatMap((report) => report.steps)) if (step.metrics !== null) say(line(step));
    say(
      `indicators and scores: ${seconds(totalMs)}, ${Math.round(rows / (totalMs / 1000))} rows/s, peak ${Math.round(peak / BYTES_MB)} MB in one process`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function run(args: readonly string[]): Report {
  const { stdout, stderr, status } = spawnSync(process.execPath, [BIN, 'run', ...args, '--json', '--quiet'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  if (status !== 0) throw new Error(`run ${args.join(' ')} ended with ${status}: ${stderr}${stdout}`);
  return JSON.parse(stdout) as Report;
}

function line({ stepKey, metrics }: Step): string {
  const { durationMs, rows, cpuMs, peakRssBytes } = metrics!;
  const memory = peakRssBytes === null ? '' : `${Math.round(peakRssBytes / BYTES_MB)} MB`;
  return `  ${stepKey.padEnd(34)} ${seconds(durationMs).padStart(9)} ${String(rows ?? '').padStart(10)} rows ${cpuMs === null ? '' : seconds(cpuMs).padStart(9)} cpu ${memory.padStart(8)}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/**
 * `npm run test:crash`: every counted action of a whole run, with each signal. Goes on where it was left with the same
 * code, and writes `results.json` beside this file when all points are done. Ends with 1 when any did harm.
 *
 *     npm run test:crash -- [--job full] [--signal SIGTERM …] [--minutes 20] [--progress FILE]
 */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { filesBelow, readText } from '../../scripts/source/files.ts';
import type { CrashSignal } from './program.ts';
import { type PointResult, sweep } from './sweep.ts';

const SIGNALS: readonly CrashSignal[] = ['SIGKILL', 'SIGTERM', 'SIGSTOP'];
const RESULTS = new URL('./results.json', import.meta.url);
const UNFINISHED = 2;

const { values } = parseArgs({
  options: {
    job: { type: 'string', default: 'full' },
    signal: { type: 'string', multiple: true, default: [...SIGNALS] },
    minutes: { type: 'string', default: 'Infinity' },
    progress: { type: 'string', default: join(tmpdir(), 'tapeline-crash-sweep.jsonl') },
  },
});

type Line = PointResult & { readonly job: string; readonly code: string };

const code = digestOfProgram();
const done = readDone(values.progress);
const actionsOf = new Map<CrashSignal, number>();
const endsAtMs = performance.now() + Number(values.minutes) * 60_000;

for (const signal of values.signal as CrashSignal[]) {
  const { actions } = await sweep({
    job: values.job,
    signal,
    choose: (count) => all(count).filter((n) => !done.some((each) => each.signal === signal && each.n === n)),
    onPoint: keep,
    isOver: () => performance.now() > endsAtMs,
  });
  actionsOf.set(signal, actions);
}
process.exitCode = report();

function all(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

function keep(result: PointResult): void {
  done.push(result);
  appendFileSync(values.progress, `${JSON.stringify({ job: values.job, code, ...result } satisfies Line)}\n`);
  for (const problem of result.problems) process.stderr.write(`${result.signal} at action ${result.n}: ${problem}\n`);
}

/** Points of this job that were done with this very code. */
function readDone(file: string): PointResult[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Line).filter((line) => line.code === code && line.job === values.job);
}

function digestOfProgram(): string {
  const hash = createHash('sha256');
  const isProgram = (path: string): boolean => !path.endsWith('.test.ts');
  for (const path of [...filesBelow('bin', isProgram), ...filesBelow('src', isProgram)])
    hash.update(`${path}\n${readText(path)}\n`);
  return hash.digest('hex').slice(0, 16);
}

function report(): number {
  const figures = [...actionsOf].map(([signal, actions]) => [signal, figuresOf(signal, actions)] as const);
  for (const [signal, each] of figures) process.stdout.write(`${signal}: ${JSON.stringify(each)}\n`);
  const isWhole = SIGNALS.every((signal) => figures.some(([name, each]) => name === signal && each.left === 0));
  const isFine = figures.every(([, each]) => each.recovered === each.points && each.points > 0);
  if (isWhole) {
    const load = loadavg()[0]!.toFixed(0);
    const machine = `${availableParallelism()} cores at load ${load}, Node ${process.version}, ${process.platform}`;
    const results = {
      date: new Date().toISOString().slice(0, 10),
      machine,
      code,
      ...Object.fromEntries(figures),
    };
    const others = existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, 'utf8')) as object) : {};
    writeFileSync(RESULTS, `${JSON.stringify({ ...others, [values.job]: results }, null, 2)}\n`);
  }
  if (!isFine) return 1;
  return figures.some(([, each]) => each.left > 0) ? UNFINISHED : 0;
}

function figuresOf(signal: CrashSignal, actions: number) {
  const points = done.filter((each) => each.signal === signal);
  const times = points
    .map(({ recoveryMs }) => recoveryMs)
    .filter((each) => each !== null)
    .sort((left, right) => left - right);
  const at = (share: number): number | null =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? null;
  return {
    actions,
    points: points.length,
    left: Math.max(0, actions - points.length),
    recovered: points.filter(({ problems }) => problems.length === 0).length,
    lost: points.reduce((sum, { lost }) => sum + lost, 0),
    doubled: points.reduce((sum, { doubled }) => sum + doubled, 0),
    recoveryMs: { p50: at(0.5), p99: at(0.99), max: times.at(-1) ?? null },
  };
}

/**
 * Signals the program at counted actions of a whole run, starts it again, and holds what strangers see against
 * a run that nobody killed. Run all points with: npm run test:crash
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStillReader } from '../../src/adapters/sqlite/state-store.ts';
import { auditState } from '../../src/control/audit/audit-state.ts';
import { writeFixture } from './fixture.ts';
import { inspect, runsOf, type Seen } from './inspect.ts';
import { type Crashed, type CrashSignal, countActions, crashAt, tapeline } from './program.ts';

const PROFILE = 'small';
const IDLE = ['run', 'idle', '--json', '--quiet'] as const;
const POINTS_AT_ONCE = 2;

/** What runs write about themselves differs from run to run; everything else has to be the same. */
const ABOUT_RUNS = [
  'run_metrics',
  'quality_verdicts',
  'quality_rules',
  'quality_samples',
  'dataset_metadata',
  'derivations',
  'gaps',
];

export type Point = { readonly n: number; readonly signal: CrashSignal };

export type PointResult = Point & {
  /** Rows or files that the run nobody killed has and this one lacks. */
  readonly lost: number;
  /** Rows beyond those, and steps that took effect twice. */
  readonly doubled: number;
  /** Everything that is not as it has to be, the lost and the doubled included. */
  readonly problems: readonly string[];
  /**
   * From the start of the next command, or from the wake of a stopped one, to the first thing it made durable. Null
   * when a stopped one had nothing left to do.
   */
  readonly recoveryMs: number | null;
};

export type Sweep = { readonly actions: number; readonly points: readonly PointResult[] };

export type SweepOptions = {
  /** The job whose run is the reference. */
  readonly job: string;
  readonly signal: CrashSignal;
  /** Chooses points from the number of counted actions. */
  readonly choose: (actions: number) => readonly number[];
  readonly onPoint?: (result: PointResult) => void;
  /** Asked before each point: no more are begun when it says so. */
  readonly isOver?: () => boolean;
};

/** @throws when the run that nobody kills does not succeed. */
export async function sweep({ job, signal, choose, onPoint, isOver = () => false }: SweepOptions): Promise<Sweep> {
  const root = mkdtempSync(join(tmpdir(), 'tapeline 崩溃 '));
  const run = ['run', job, '--json', '--quiet'];
  try {
    const reference = newProject(root, 'reference');
    const { actions, ended } = await countActions(reference, run);
    if (ended.code !== 0) throw new Error(`the run that nobody kills ended with ${ended.code}: ${ended.stderr}`);
    const expected = await inspect(reference, PROFILE);
    const queue = [...choose(actions)];
    const points: PointResult[] = [];
    const work = async (): Promise<void> => {
      for (let n = queue.shift(); n !== undefined && !isOver(); n = queue.shift()) {
        const result = await crashOnce({ root, run }, { n, signal }, expected);
        points.push(result);
        onPoint?.(result);
      }
    };
    await Promise.all(Array.from({ length: POINTS_AT_ONCE }, work));
    return { actions, points };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function newProject(root: string, name: string): string {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  writeFixture(folder);
  return folder;
}

type Around = { readonly root: string; readonly run: readonly string[] };

/** Exit codes after each signal: a stopped one goes on; one that is told to end may have been done already. */
const CODES: Readonly<Record<CrashSignal, readonly (number | null)[]>> = {
  SIGKILL: [null],
  SIGTERM: [143, 0],
  SIGSTOP: [0],
};

async function crashOnce(around: Around, point: Point, expected: Seen): Promise<PointResult> {
  const folder = newProject(around.root, `point ${point.n}`);
  const hit = await crashAt(folder, around.run, point);
  const startedAtMs = Date.now();
  const ended = endedBadly(point, hit) ?? (await goOn(folder, around.run, point));
  if (ended !== null) return { ...point, lost: 0, doubled: 0, problems: [ended], recoveryMs: null };
  const seen = await inspect(folder, PROFILE);
  const { lost, doubled, problems } = compare(seen, expected);
  const wrong = [...problems, ...runsWrong(point, seen), ...(await auditOf(folder))];
  if (wrong.length === 0) rmSync(folder, { recursive: true });
  const sinceMs = hit.wokenAtMs ?? startedAtMs;
  const firstAtMs = seen.eventsAtMs.find((atMs) => atMs >= sinceMs) ?? null;
  const recoveryMs = firstAtMs === null ? null : firstAtMs - sinceMs;
  return { ...point, lost, doubled, problems: wrong, recoveryMs };
}

/** One sentence when the program did not end as it has to; null when it did. */
function endedBadly({ signal }: Point, hit: Crashed): string | null {
  const isExpected = CODES[signal].includes(hit.code) && (signal !== 'SIGKILL' || hit.signal === 'SIGKILL');
  return isExpected ? null : `the program ended with ${hit.code} ${hit.signal}: ${hit.stderr.slice(-500)}`;
}

/**
 * What somebody does next: nothing after a stop, the same command after SIGTERM, and after a kill something else, so
 * that the killed run has to go on by itself. If there was none yet, the command is given again.
 */
async function goOn(folder: string, run: readonly string[], { signal }: Point): Promise<string | null> {
  if (signal === 'SIGSTOP') return null;
  let again = await tapeline(folder, signal === 'SIGKILL' ? IDLE : run);
  if (again.code === 0 && signal === 'SIGKILL' && runsOf(folder, PROFILE).length === 0)
    again = await tapeline(folder, run);
  return again.code === 0
    ? null
    : `the next command ended with ${again.code}: ${again.stderr}${again.stdout.slice(0, 2000)}`;
}

/** A killed run is the one that succeeds, a stopped one too; one that was told to end may be done again by another. */
function runsWrong({ signal }: Point, { runsByState }: Seen): readonly string[] {
  const { succeeded = 0, cancelled = 0, ...others } = runsByState;
  const isRight =
    Object.keys(others).length === 0 &&
    (signal === 'SIGTERM' ? succeeded >= 1 && succeeded + cancelled <= 2 : succeeded === 1 && cancelled === 0);
  return isRight ? [] : [`the runs ended as ${JSON.stringify(runsByState)}`];
}

/** The program's own audit of what is left. */
async function auditOf(folder: string): Promise<readonly string[]> {
  await using reader = await openStillReader({ folder: join(folder, '.tapeline', PROFILE) });
  const { violations } = await auditState(reader!);
  return violations.map(({ invariant, what }) => `the audit says ${invariant}: ${what}`);
}

type Compared = Pick<PointResult, 'lost' | 'doubled' | 'problems'>;

function compare(seen: Seen, expected: Seen): Compared {
  const problems: string[] = [];
  let [lost, doubled] = [0, seen.doubledSteps];
  if (seen.integrity !== 'ok') problems.push(`SQLite finds ${seen.integrity}`);
  if (seen.stuckSteps > 0) problems.push(`${seen.stuckSteps} steps run in runs that are over`);
  if (seen.doubledSteps > 0) problems.push(`${seen.doubledSteps} steps took effect twice`);
  if (seen.catalogBehind > 0) problems.push(`the catalog and the state differ by ${seen.catalogBehind} files`);
  for (const [asset, wanted] of Object.entries(expected.assets)) {
    const got = seen.assets[asset] ?? { claimedRows: 0, rows: 0, missingFiles: 0, content: '' };
    lost += got.missingFiles;
    if (got.missingFiles > 0) problems.push(`${asset} lists ${got.missingFiles} files that are not there`);
    else if (got.rows !== got.claimedRows) problems.push(`${asset} claims ${got.claimedRows} rows and has ${got.rows}`);
    if (ABOUT_RUNS.includes(asset)) continue;
    lost += Math.max(0, wanted.rows - got.rows);
    doubled += Math.max(0, got.rows - wanted.rows);
    if (got.content !== wanted.content) problems.push(`${asset} differs: ${got.rows} rows, expected ${wanted.rows}`);
  }
  return { lost, doubled, problems };
}

/**
 * Signals the program at counted actions of a whole run, starts it again, and holds what strangers see against
 * a run that nobody killed. Run all points with: npm run test:crash
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFixture } from './fixture.ts';
import { inspect, type Seen } from './inspect.ts';
import { type CrashSignal, countActions, crashAt, tapeline } from './program.ts';

const PROFILE = 'small';
const RUN = ['run', 'full', '--json', '--quiet'] as const;
const POINTS_AT_ONCE = 2;

/** What runs write about themselves differs from run to run; everything else has to be the same. */
const ABOUT_RUNS = ['run_metrics', 'quality_verdicts', 'dataset_metadata', 'derivations', 'gaps'];

export type Sweep = {
  readonly actions: number;
  readonly points: readonly number[];
  readonly problems: readonly string[];
};

/** Chooses points from the number of counted actions, and sends each the signal. */
export async function sweep(
  choose: (actions: number) => readonly number[],
  signal: CrashSignal = 'SIGKILL',
): Promise<Sweep> {
  const root = mkdtempSync(join(tmpdir(), 'tapeline 崩溃 '));
  try {
    const reference = newProject(root, 'reference');
    const { actions, ended } = await countActions(reference, RUN);
    if (ended.code !== 0)
      return { actions, points: [], problems: [`the run that nobody kills ended with ${ended.code}: ${ended.stderr}`] };
    const expected = inspect(reference, PROFILE);
    const points = choose(actions);
    const queue = [...points];
    const problems: string[] = [];
    const work = async (): Promise<void> => {
      for (let n = queue.shift(); n !== undefined; n = queue.shift())
        problems.push(...(await crashOnce(root, { n, signal }, expected)));
    };
    await Promise.all(Array.from({ length: POINTS_AT_ONCE }, work));
    return { actions, points, problems };
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

type Point = { readonly n: number; readonly signal: CrashSignal };

/** Exit codes after each signal: a stopped one goes on; one that is told to end may have been done already. */
const CODES: Readonly<Record<CrashSignal, readonly (number | null)[]>> = {
  SIGKILL: [null],
  SIGTERM: [143, 0],
  SIGSTOP: [0],
};

async function crashOnce(root: string, point: Point, expected: Seen): Promise<readonly string[]> {
  const { n, signal } = point;
  const folder = newProject(root, `point ${n}`);
  const at = `${signal} at action ${n}`;
  const hit = await crashAt(folder, RUN, point);
  const isExpected = signal === 'SIGKILL' ? hit.signal === 'SIGKILL' : CODES[signal].includes(hit.code);
  if (!isExpected) return [`${at}: the program ended with ${hit.code} ${hit.signal}: ${hit.stderr.slice(-500)}`];
  const again = await tapeline(folder, RUN);
  if (again.code !== 0)
    return [`${at}: the next run ended with ${again.code}: ${again.stderr}${again.stdout.slice(0, 2000)}`];
  const audit = await tapeline(folder, ['audit', '--deep']);
  if (audit.code !== 0) return [`${at}: the audit says ${audit.stdout.slice(-1000)}`];
  const problems = compare(inspect(folder, PROFILE), expected).map((problem) => `${at}: ${problem}`);
  if (problems.length === 0) rmSync(folder, { recursive: true });
  return problems;
}

function compare(seen: Seen, expected: Seen): readonly string[] {
  const problems: string[] = [];
  if (seen.integrity !== 'ok') problems.push(`SQLite finds ${seen.integrity}`);
  if (seen.stuckSteps > 0) problems.push(`${seen.stuckSteps} steps run in runs that are over`);
  if ((seen.runsByState.running ?? 0) > 0) problems.push('a run is left running');
  for (const [asset, wanted] of Object.entries(expected.assets)) {
    const got = seen.assets[asset];
    if (got === undefined) problems.push(`${asset} is missing`);
    else if (got.missingFiles > 0) problems.push(`${asset} lists ${got.missingFiles} files that are not there`);
    else if (got.rows !== got.claimedRows) problems.push(`${asset} claims ${got.claimedRows} rows and has ${got.rows}`);
    else if (!ABOUT_RUNS.includes(asset) && got.content !== wanted.content) {
      problems.push(`${asset} differs: ${got.rows} rows, expected ${wanted.rows}`);
    }
  }
  return problems;
}

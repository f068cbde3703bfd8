/** Steps that do not cooperate, and what has become of them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { ProcessHost, type ProcessHostOptions } from '../../src/adapters/system/process-host.ts';
import { processTable } from '../../src/adapters/system/process-table.ts';
import { membersOf, type Tree } from '../../src/adapters/system/process-tree.ts';
import type { StepLogLine, StepResult, StepTask } from '../../src/control/step/task.ts';
import { TapelineError } from '../../src/core/errors.ts';
import { taskFor } from '../fixtures/step-task.ts';

/** What each does, and the code of the error its attempt ends with. All but the last group have to be stopped. */
export const RUDE: Readonly<Record<string, string>> = {
  'endless loop': 'timeout.step',
  'regex bomb': 'timeout.step',
  'ignored SIGTERM': 'timeout.step',
  grandchildren: 'timeout.step',
  'setsid grandchild': 'timeout.step',
  'DuckDB cross join': 'timeout.step',
  'Atomics.wait': 'timeout.step',
  'SIGSTOP itself': 'timeout.step',
  'exit 0 midway': 'step.crashed',
  'throws no Error': 'step.threw',
  'unhandled rejection': 'step.crashed',
  'kill -9 itself': 'step.crashed',
};
export const HAS_TO_BE_STOPPED = 'timeout.step';

export function rudeHost(change: Partial<ProcessHostOptions> = {}): ProcessHost {
  return new ProcessHost({
    entry: fileURLToPath(new URL('../fixtures/rude-child.ts', import.meta.url)),
    args: [],
    env: { PATH: process.env.PATH ?? '', ...change.env },
    cwd: process.cwd(),
    size: 1,
    clock: systemClock,
    graceMs: 600,
    ...change,
  });
}

export type Provoked = {
  readonly result: StepResult;
  readonly lines: readonly StepLogLine[];
  /** From the word to stop (or from its readiness) to the answer. */
  readonly goneMs: number;
  /** What of it outlives the answer. */
  readonly survivors: readonly number[];
};

/** Runs a step, tells it to stop when it is about to misbehave, unless it ends by itself. */
export async function provoke(host: ProcessHost, does: string, change: Partial<StepTask> = {}): Promise<Provoked> {
  const abort = new AbortController();
  const lines: StepLogLine[] = [];
  let tree: (Tree & RudeTree) | null = null;
  let readyMs = performance.now();
  const onLog = (line: StepLogLine): void => {
    lines.push(line);
    if (line.message !== 'ready') return;
    tree = { ...(line.fields as RudeTree), seen: new Map() };
    readyMs = performance.now();
    if (RUDE[does] === HAS_TO_BE_STOPPED || does === 'double fork') setTimeout(() => abort.abort(timedOut()), 60);
  };
  const result = await host.run(taskFor(does, change), { onLog, onProgress() {} }, abort.signal);
  const goneMs = performance.now() - readyMs;
  const survivors = tree === null ? [] : await survivorsOf(tree, result);
  return { result, lines, goneMs, survivors };
}

/** What a child says of itself and of what it has started. */
type RudeTree = { readonly pid: number; readonly mark: string; readonly started: readonly number[] };

/** A signal was sent when the answer is here; on a busy machine the system takes a moment to act on it. */
const DYING_MAX_MS = 5000;
const LOOK_MS = 20;

async function survivorsOf(tree: Tree & RudeTree, result: StepResult): Promise<readonly number[]> {
  const untilMs = performance.now() + DYING_MAX_MS;
  for (;;) {
    const left = othersOf(tree, result);
    if (left.length === 0 || performance.now() > untilMs) return left;
    await sleep(LOOK_MS);
  }
}

/** A child that answered is warm for the next step; it is none of those that should be gone. */
function othersOf(tree: Tree & RudeTree, result: StepResult): readonly number[] {
  const table = processTable();
  const members = membersOf(tree, table).map(({ pid }) => pid);
  // Also those that nothing but their pid tells of any more.
  const started = table.filter(({ pid, isZombie }) => !isZombie && tree.started.includes(pid)).map(({ pid }) => pid);
  const mayLive = result.outcome === 'succeeded' || result.error.code === 'step.threw';
  return [...new Set([...members, ...started])].filter((pid) => !(mayLive && pid === tree.pid));
}

const timedOut = (): TapelineError =>
  new TapelineError('timeout.step', { facts: { step: 'step', timeoutMs: 60 }, retry: 'later' });

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LogFiles } from '../adapters/system/log.ts';
import { LoopSteps } from '../adapters/system/loop-steps.ts';
import { type BlockedRecord, type LoopStep, LoopWatchdog } from '../adapters/system/loop-watchdog.ts';
import type { LoopWatch } from '../control/step/local-host.ts';
import type { Workspace } from './workspace.ts';

export type EngineLoop = LoopWatch & AsyncDisposable;

export type EngineLoopOptions = {
  readonly workspace: Workspace;
  readonly logs: LogFiles;
  /** The process belongs to a program that only uses us: it is not ended, whatever happens in it. */
  readonly isGuest: boolean;
};

/** Guards the loop in which the engine and its steps take turns, and says what became of the loop before this one. */
export function guardLoop({ workspace, logs, isGuest }: EngineLoopOptions): EngineLoop {
  const recordPath = join(workspace.folders.state, 'blocked.json');
  tellOfEnd(recordPath, logs);
  const limitSeconds = Number(workspace.settings.get('TAPELINE_BLOCKED_SECONDS'));
  const mayEnd = !isGuest && !process.execArgv.some((flag) => flag.startsWith('--inspect'));
  const watchdog = new LoopWatchdog({
    limitMs: mayEnd ? limitSeconds * 1000 : 0,
    recordPath,
    onBlocked: (blockedMs, steps) => tellOfBlock(logs, blockedMs, steps),
  });
  const steps = new LoopSteps({
    onSteps: (working) => watchdog.steps(working),
    onStray: (error, failed, from) => {
      const message = strayText(failed, from);
      for (const runId of runsOf(failed.length > 0 || from === null ? failed : [from]))
        logs.write({ level: 'error', message, fields: {}, error }, runId);
    },
  });
  return {
    carry: (task, fail, work) => steps.carry(task, fail, work),
    async [Symbol.asyncDispose]() {
      steps[Symbol.dispose]();
      await watchdog[Symbol.asyncDispose]();
    },
  };
}

function tellOfBlock(logs: LogFiles, blockedMs: number, steps: readonly LoopStep[]): void {
  const who = steps.length === 0 ? 'nothing of a step' : steps.map(({ stepKey }) => stepKey).join(' or ');
  const message = `The engine's loop stood still for ${blockedMs} ms: ${who} worked in it`;
  const runs = runsOf(steps);
  for (const runId of runs.length === 0 ? [null] : runs)
    logs.write({ level: 'warn', message, fields: { blockedMs, steps: steps.map(({ stepKey }) => stepKey) } }, runId);
}

function strayText(failed: readonly LoopStep[], from: LoopStep | null): string {
  const what = 'An error was thrown where nobody catches it';
  if (failed.length === 0) return `${what}, by step ${from!.stepKey}, which was over`;
  const names = failed.map(({ stepKey }) => stepKey).join(', ');
  return from === null
    ? `${what}, nobody knows by whom; all steps at work fail: ${names}`
    : `${what}, by step ${names}`;
}

const runsOf = (steps: readonly LoopStep[]): readonly string[] => [...new Set(steps.map(({ runId }) => runId))];

/** Also makes sure that the word can be left next time. */
function tellOfEnd(path: string, logs: LogFiles): void {
  try {
    mkdirSync(join(path, '..'), { recursive: true });
    const { pid, blockedMs, steps } = JSON.parse(readFileSync(path, 'utf8')) as BlockedRecord;
    const message = `The engine before this one was ended by its watchdog: its loop stood still for ${blockedMs} ms`;
    logs.write({ level: 'error', message, fields: { pid, blockedMs, steps } }, null);
    rmSync(path, { force: true });
  } catch {
    // There was none, or it was cut by a crash.
  }
}

import { setPriority } from 'node:os';
import { systemClock } from '../adapters/system/clock.ts';
import type { FromChild, ToChild } from '../adapters/system/process-messages.ts';
import { systemRandom } from '../adapters/system/random.ts';
import type { AnyOp } from '../control/definition/pipeline.ts';
import { findJob } from '../control/definition/project.ts';
import { definitionHash } from '../control/plan/make-plan.ts';
import { opOfStep } from '../control/run/code-of-job.ts';
import { executeStep } from '../control/step/execute.ts';
import { NO_METRICS, type StepResult, type StepTask } from '../control/step/task.ts';
import { fromErrorRecord, TapelineError, toErrorRecord } from '../core/errors.ts';
import { SYSTEM_JOB, systemOps } from './system-ops.ts';
import { reopenWorkspace, type Workspace } from './workspace.ts';

/**
 * A child of the engine: finds the op of each task again in the definitions, refuses other definitions than the run
 * was planned with, and does one step at a time. It dies with its engine.
 */
const projectDir = process.argv[2] ?? process.cwd();
let working: AbortController | null = null;
let workspace: { readonly key: string; readonly value: Workspace } | null = null;

process.on('message', (message: ToChild) => {
  if (message.kind === 'abort') working?.abort(fromErrorRecord(message.error));
  else void work(message.task);
});
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole terminal; the engine decides what its children do about it.
process.on('SIGINT', () => {});
setPriority(5);

async function work(task: StepTask): Promise<void> {
  working = new AbortController();
  const before = process.resourceUsage();
  const result = await perform(task, working.signal);
  const after = process.resourceUsage();
  const cpuMs = (after.userCPUTime + after.systemCPUTime - before.userCPUTime - before.systemCPUTime) / 1000;
  const metrics = { ...result.metrics, cpuMs: Math.round(cpuMs), peakRssBytes: after.maxRSS * 1024 };
  say({ kind: 'result', result: { ...result, metrics } });
}

async function perform(task: StepTask, signal: AbortSignal): Promise<StepResult> {
  try {
    const here = await workspaceOf(task);
    const op = await opOf(here, task);
    const { providers, settings } = here;
    const around = { clock: systemClock, random: systemRandom, providers, projectDir, setting: settings.get };
    const listener = {
      onLog: (line: Extract<FromChild, { kind: 'log' }>['line']) => say({ kind: 'log', line }),
      onProgress: (progress: Extract<FromChild, { kind: 'progress' }>['progress']) =>
        say({ kind: 'progress', progress }),
    };
    return await executeStep(op, task, around, listener, signal);
  } catch (error) {
    return { outcome: 'failed', error: toErrorRecord(error), retryIf: null, metrics: NO_METRICS };
  }
}

async function workspaceOf(task: StepTask): Promise<Workspace> {
  const key = JSON.stringify([task.definition.url, task.profile, task.settings]);
  if (workspace?.key !== key) {
    const input = { env: process.env, profile: task.profile, flags: task.settings };
    workspace = { key, value: await reopenWorkspace(task.definition.url, projectDir, input) };
  }
  return workspace.value;
}

async function opOf(here: Workspace, task: StepTask): Promise<AnyOp> {
  if (task.job === SYSTEM_JOB) return systemOps(here)[task.stepKey]!;
  const job = findJob(here.project, task.job);
  const hash = await definitionHash(job);
  if (hash !== task.definition.hash) throw otherDefinitions(task, hash);
  return opOfStep(job, task.stepKey);
}

function otherDefinitions(task: StepTask, hash: string): TapelineError {
  const problem = `the run was planned with definitions ${task.definition.hash}, the files now hold ${hash}`;
  const wayOut = 'Start a new run, or restore the files.';
  return new TapelineError('definition.invalid', { facts: { where: `Job "${task.job}"`, problem, wayOut } });
}

function say(message: FromChild): void {
  if (process.connected) process.send!(message);
}

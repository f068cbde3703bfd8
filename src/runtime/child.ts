import { serveSteps } from '../adapters/system/child-side.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { systemRandom } from '../adapters/system/random.ts';
import type { AnyOp } from '../control/definition/pipeline.ts';
import { checksOf, findJob } from '../control/definition/project.ts';
import { definitionHash } from '../control/plan/make-plan.ts';
import { opOfStep } from '../control/run/code-of-job.ts';
import { executeStep } from '../control/step/execute.ts';
import { NO_METRICS, type StepListener, type StepResult, type StepTask } from '../control/step/task.ts';
import { TapelineError, toErrorRecord } from '../core/errors.ts';
import { SYSTEM_JOB, systemOps } from './system-ops.ts';
import { reopenWorkspace, type Workspace } from './workspace.ts';

/**
 * A child of the engine: finds the op of each task again in the definitions, refuses other definitions than the run
 * was planned with, and does one step at a time. It dies with its engine.
 */
const projectDir = process.argv[2] ?? process.cwd();
let workspace: { readonly key: string; readonly value: Workspace } | null = null;

serveSteps(perform);

async function perform(task: StepTask, listener: StepListener, signal: AbortSignal): Promise<StepResult> {
  try {
    const here = await workspaceOf(task);
    const op = await opOf(here, task);
    const { providers, settings, project } = here;
    const surroundings = { clock: systemClock, random: systemRandom, providers, projectDir, setting: settings.get };
    const around = { ...surroundings, checksOf: checksOf(project) };
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

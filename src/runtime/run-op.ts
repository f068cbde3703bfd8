import { systemClock } from '../adapters/system/clock.ts';
import { systemRandom } from '../adapters/system/random.ts';
import { resolveConfig } from '../control/definition/config.ts';
import type { Job } from '../control/definition/job.ts';
import { checksOf, opsOf } from '../control/definition/project.ts';
import { flagLayer } from '../control/run/prepare.ts';
import { executeStep } from '../control/step/execute.ts';
import type { StepListener, StepResult, StepTask } from '../control/step/task.ts';
import { TapelineError } from '../core/errors.ts';
import { newRunId } from '../core/ids.ts';
import { nearestName } from '../core/nearest.ts';
import { emptySnapshot, type Snapshot } from '../core/snapshot.ts';
import { startService } from './service.ts';
import { readState } from './state.ts';
import type { Workspace } from './workspace.ts';

export type RunOpRequest = {
  readonly op: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly settings: Readonly<Record<string, string>>;
  readonly asOfMs: number | null;
  readonly listener: StepListener;
  readonly signal: AbortSignal;
};

/**
 * Runs one op alone, in this process, over the current assets: for debugging. What it would publish is returned and
 * not committed, and no run is recorded.
 */
export async function runOp(workspace: Workspace, request: RunOpRequest): Promise<StepResult> {
  const { job, key } = jobWithOp(workspace, request.op);
  const step = job.pipeline.steps.find((each) => each.key === key)!;
  checkInputs(request, Object.keys(step.inputs));
  const { steps } = await resolveConfig(job, [...workspace.settings.configLayers, flagLayer(request)]);
  await using service = await startService(workspace);
  const settings = { ...workspace.flags, ...service.settings };
  const task: StepTask = {
    runId: newRunId(systemClock, systemRandom),
    stepKey: key,
    attempt: 1,
    token: 0,
    job: job.name,
    definition: { ...workspace.definition, hash: '' },
    profile: workspace.profileName,
    settings,
    config: steps[key],
    inputs: Object.fromEntries(Object.entries(request.inputs).map(([name, value]) => [name, JSON.stringify(value)])),
    snapshots: await snapshotsOf(workspace, [...step.op.reads, ...step.op.writes]),
    asOfMs: request.asOfMs ?? systemClock.nowMs(),
  };
  const around = {
    clock: systemClock,
    random: systemRandom,
    providers: workspace.providers,
    projectDir: workspace.projectDir,
    setting: (name: string) => settings[name] ?? workspace.settings.get(name),
    checksOf: checksOf(workspace.project),
  };
  return await executeStep(step.op, task, around, request.listener, request.signal);
}

/** Some inputs may be left out, all of them may not. @throws usage.invalid, usage.unknown_name */
function checkInputs({ op, inputs }: RunOpRequest, known: readonly string[]): void {
  const given = Object.keys(inputs);
  const unknown = given.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const facts = { kind: `input of op "${op}"`, name: unknown, nearest: nearestName(unknown, known), known };
    throw new TapelineError('usage.unknown_name', { facts });
  }
  if (given.length > 0 || known.length === 0) return;
  const example = known.map((name) => `--input ${name}=${name}.json`).join(' ');
  const wayOut = `Write ${example}; what tapeline op prints for the op before it is such a file.`;
  const what = `Op "${op}" takes ${known.map((name) => `"${name}"`).join(', ')}`;
  throw new TapelineError('usage.invalid', { facts: { what, got: 'no input', wayOut } });
}

function jobWithOp({ project }: Workspace, name: string): { readonly job: Job; readonly key: string } {
  for (const job of project.jobs) {
    const step = job.pipeline.steps.find((each) => each.op.name === name || each.key === name);
    if (step !== undefined) return { job, key: step.key };
  }
  const known = [...opsOf(project).keys()].sort();
  throw new TapelineError('usage.unknown_name', {
    facts: { kind: 'op', name, nearest: nearestName(name, known), known },
  });
}

async function snapshotsOf(workspace: Workspace, assets: readonly string[]): Promise<Record<string, Snapshot>> {
  await using reader = await readState(workspace);
  const snapshots = assets.map((asset) => (reader === null ? emptySnapshot(asset) : reader.snapshot(asset)));
  return Object.fromEntries((await Promise.all(snapshots)).map((snapshot) => [snapshot.asset, snapshot]));
}

import { TapelineError } from '../../core/errors.ts';
import { DAY_MS, dayOfSession, toSession } from '../../core/time.ts';
import { readState } from '../state.ts';
import type { Workspace } from '../workspace.ts';
import { diffTicks, type TickDiff } from './diff.ts';
import { observedDurations } from './observed.ts';
import { otherProject } from './other-project.ts';
import { type SimulationModel, simulate } from './simulate.ts';

export type SimulateAsked = {
  /** `YYYY-MM-DD`, UTC, both included. */
  readonly from: string;
  readonly to: string;
  readonly failRate?: number;
  readonly seed?: number;
  /** How long after its moment a readiness sensor finds what it waits for. */
  readonly readyAfterMs?: number;
  /** A config file or a git commit: the definitions before. */
  readonly diff?: string;
};

export type SimulateModel = SimulationModel & { readonly diff: readonly TickDiff[] | null };

const DAYS_MAX = 3700;

/** @throws usage.invalid */
export async function simulateWorkspace(workspace: Workspace, asked: SimulateAsked): Promise<SimulateModel> {
  const stretch = stretchOf(asked);
  const { project, projectDir, settings } = workspace;
  await using reader = await readState(workspace);
  const durationMs = await observedDurations(reader, project);
  const { failRate, seed, readyAfterMs } = asked;
  const before = asked.diff === undefined ? null : await otherProject(projectDir, asked.diff);
  const model = await simulate({
    project,
    ...stretch,
    layers: settings.configLayers,
    durationMs,
    ...(failRate === undefined ? {} : { failRate }),
    ...(seed === undefined ? {} : { seed }),
    ...(readyAfterMs === undefined ? {} : { readyAfterMs }),
  });
  return { ...model, diff: before === null ? null : diffTicks(before, project, stretch) };
}

function stretchOf({ from, to }: SimulateAsked): { readonly fromMs: number; readonly toMs: number } {
  const fromMs = dayOfSession(toSession(from)) * DAY_MS;
  const toMs = (dayOfSession(toSession(to)) + 1) * DAY_MS;
  const days = (toMs - fromMs) / DAY_MS;
  if (days >= 1 && days <= DAYS_MAX) return { fromMs, toMs };
  const what = 'A simulation goes from a day to a later one, ten years at most';
  throw new TapelineError('usage.invalid', {
    facts: { what, got: `${from} to ${to}`, wayOut: 'Correct --from or --to.' },
  });
}

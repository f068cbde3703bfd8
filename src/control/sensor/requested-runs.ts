import { TapelineError, toErrorRecord } from '../../core/errors.ts';
import { derivedRunId } from '../../core/ids.ts';
import { findJob, type Project } from '../definition/project.ts';
import type { RefusedRequest } from '../event/sensor-events.ts';
import { type PrepareContext, prepareRun } from '../run/prepare.ts';
import type { NewRequestedRun } from '../state/sensor/port.ts';
import { readRunKey } from '../state/sensor/read.ts';
import type { RunRequest, StateReader } from '../state/store.ts';
import type { KeyedRequest } from './look/look.ts';

/** Runs that set each other off, one the next: a longer chain is a circle that nobody declared. */
export const CHAIN_RUNS_MAX = 20;

export type PrepareSurroundings = {
  readonly project: Project;
  readonly state: Pick<StateReader, 'runs' | 'steps' | 'range'>;
  readonly context: PrepareContext;
};

/**
 * Requests as runs that can be created: plan and config are those of now. One that was made before is not prepared
 * again. What would go on without an end is refused, and does not hold up the others.
 *
 * @throws config.invalid
 */
export async function requestedRuns(
  sensor: string,
  requests: readonly KeyedRequest[],
  around: PrepareSurroundings,
): Promise<{ readonly requests: readonly NewRequestedRun[]; readonly refused: readonly RefusedRequest[] }> {
  const made: NewRequestedRun[] = [];
  const refused: RefusedRequest[] = [];
  for (const request of requests) {
    if (request.chain.length < CHAIN_RUNS_MAX) made.push(await requestedRun(sensor, request, around));
    else refused.push(tooLong(sensor, request));
  }
  return { requests: made, refused };
}

async function requestedRun(
  sensor: string,
  request: KeyedRequest,
  around: PrepareSurroundings,
): Promise<NewRequestedRun> {
  const { job, runKey, parentRunId, chain } = request;
  const before = await readRunKey(around.state, sensor, job, runKey);
  if (before !== null) return { job, runKey, runId: before, created: null };
  const by = `sensor ${sensor}`;
  const { created } = await prepareRun(
    findJob(around.project, job),
    askedRun(request, by),
    around.state,
    withConfig(around.context, request, by),
  );
  const trigger = { kind: 'sensor', by, parentRunId, ...(chain.length === 0 ? {} : { chain }) } as const;
  const runId = await derivedRunId('sensor', sensor, job, runKey);
  return { job, runKey, runId, created: { ...created, trigger } };
}

function askedRun({ job, tags }: KeyedRequest, by: string): RunRequest {
  const selection = { until: null, from: null, only: [] };
  return { job, settings: {}, selection, profile: null, concurrency: null, tags, by, asker: null };
}

/** What the request sets wins over files and the environment, as flags do. */
function withConfig(context: PrepareContext, { config }: KeyedRequest, where: string): PrepareContext {
  const layer = { origin: 'flag', where, values: config, isText: false, isStrict: true } as const;
  return { ...context, layers: [...context.layers, layer] };
}

function tooLong(sensor: string, { job, runKey, chain }: KeyedRequest): RefusedRequest {
  const facts = { sensor, job, runs: chain.length, last: chain.slice(-3) };
  return { job, runKey, error: toErrorRecord(new TapelineError('sensor.chain_too_long', { facts })) };
}

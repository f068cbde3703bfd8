import type { Json } from '../../../core/json.ts';
import type { EndedRun, RunMetrics, RunWatch } from '../../definition/watch.ts';
import type { RunHead, StepRow } from '../../state/rows.ts';
import { type RunEndRow, readRunEnds, readRunHead } from '../../state/sensor/read.ts';
import { keyedRequests } from './answers.ts';
import { type KeyedRequest, type Look, nothingSeen, REQUESTS_MAX, type Seen } from './look.ts';

/** Ends that one look takes. */
const RUN_ENDS_MAX = 200;

/**
 * Decides about the ends of runs in the order of the log. One that cannot be decided holds up those after it, not
 * those before: they are asked for, and the failure shows at the next look.
 */
export async function lookAtRunEnds(watch: RunWatch, cursor: Json, look: Look): Promise<Seen> {
  const ends = await readRunEnds(look.state, Number(cursor ?? 0), RUN_ENDS_MAX);
  const requests: KeyedRequest[] = [];
  let [reached, matching] = [Number(cursor ?? 0), 0];
  for (const end of ends) {
    const run = await readRunHead(look.state, end.runId);
    if (run !== null && matches(watch, run, end)) {
      const asked = await askedBy(watch, run, end, look).catch((error: unknown) => ({ error }));
      if ('error' in asked) {
        if (matching === 0) throw asked.error;
        return seen(requests, reached, { matching, hasMore: true });
      }
      if (requests.length + asked.length > REQUESTS_MAX) return seen(requests, reached, { matching, hasMore: true });
      requests.push(...asked);
      matching += 1;
    }
    reached = end.seq;
  }
  return seen(requests, reached, { matching, hasMore: ends.length === RUN_ENDS_MAX });
}

function seen(
  requests: readonly KeyedRequest[],
  reached: number,
  { matching, hasMore }: { readonly matching: number; readonly hasMore: boolean },
): Seen {
  const skipReason = requests.length > 0 ? null : matching > 0 ? 'it asked for nothing' : 'no such run has ended';
  return { ...nothingSeen(reached, skipReason), requests, hasMore, isIdle: matching === 0 };
}

function matches({ filter, outcome }: RunWatch, run: RunHead, end: RunEndRow): boolean {
  if (filter.job !== null && run.job !== filter.job) return false;
  if (!Object.entries(filter.tags).every(([key, value]) => run.tags[key] === value)) return false;
  if (outcome === 'any') return true;
  if (outcome === 'success') return end.outcome === 'succeeded';
  if (outcome === 'cancelled') return end.outcome === 'cancelled';
  return end.outcome === 'failed' || end.outcome === 'interrupted';
}

async function askedBy(
  watch: RunWatch,
  run: RunHead,
  end: RunEndRow,
  { sensor, state }: Look,
): Promise<readonly KeyedRequest[]> {
  const answer = await watch.decide(endedRun(run, end, await state.steps(run.runId)));
  const origin = { parentRunId: run.runId, chain: [...(run.trigger.chain ?? []), run.runId] };
  return keyedRequests(sensor, answer, run.runId, origin);
}

/** A run that is over, for people's functions. */
export function endedRun(
  run: RunHead,
  { outcome, atMs }: Pick<RunEndRow, 'outcome' | 'atMs'>,
  steps: readonly StepRow[],
): EndedRun {
  const outputs = new Map(steps.map(({ stepKey, state, output }) => [stepKey, state === 'succeeded' ? output : null]));
  const { runId, job, tags, trigger, createdAtMs, error } = run;
  return {
    runId,
    job,
    outcome,
    tags,
    trigger,
    createdAtMs,
    endedAtMs: atMs,
    error,
    metrics: metricsOf(steps),
    output(step) {
      const text = outputs.get(step) ?? null;
      return text === null ? undefined : JSON.parse(text);
    },
  };
}

function metricsOf(steps: readonly StepRow[]): RunMetrics {
  const counts: Record<string, number> = {};
  let [retries, rows, qualityScore]: [number, number | null, number | null] = [0, null, null];
  for (const { state, attempt, metrics } of steps) {
    counts[state] = (counts[state] ?? 0) + 1;
    retries += Math.max(attempt - 1, 0);
    const [stepRows, score] = [metrics?.rows ?? null, metrics?.qualityScore ?? null];
    if (stepRows !== null) rows = (rows ?? 0) + stepRows;
    if (score !== null) qualityScore = Math.min(qualityScore ?? score, score);
  }
  return { steps: counts, retries, rows, qualityScore };
}

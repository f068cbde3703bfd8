import type { EventBody, NewEvent } from '../event/events.ts';

/** Events of a run, of a step, and of neither. */
export const ofRun = (runId: string, atMs: number, body: EventBody): NewEvent => ({
  ...body,
  runId,
  stepKey: null,
  attempt: null,
  v: 1,
  atMs,
});

export const ofStep = (
  { runId, stepKey, attempt }: { runId: string; stepKey: string; attempt: number | null },
  atMs: number,
  body: EventBody,
): NewEvent => ({ ...body, runId, stepKey, attempt, v: 1, atMs });

export const ofState = (atMs: number, body: EventBody): NewEvent => ({
  ...body,
  runId: null,
  stepKey: null,
  attempt: null,
  v: 1,
  atMs,
});

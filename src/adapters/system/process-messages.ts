import type { StepLogLine, StepProgress, StepResult, StepTask } from '../../control/step/task.ts';
import type { ErrorRecord } from '../../core/errors.ts';

/** What the engine says to a child. `epoch` counts its attempts: what belongs to an earlier one is not heard. */
export type ToChild =
  | { readonly kind: 'task'; readonly epoch: number; readonly task: StepTask }
  | { readonly kind: 'abort'; readonly epoch: number; readonly error: ErrorRecord }
  /** The answer to `spend` number `id`; null: it has it. */
  | { readonly kind: 'spent'; readonly epoch: number; readonly id: number; readonly error: ErrorRecord | null };

/** What a child says of the attempt `epoch`. */
export type FromChild = { readonly epoch: number } & ChildWords;
export type ChildWords =
  | { readonly kind: 'log'; readonly line: StepLogLine }
  | { readonly kind: 'progress'; readonly progress: StepProgress }
  | { readonly kind: 'spend'; readonly id: number; readonly budget: string; readonly cost: number }
  | { readonly kind: 'result'; readonly result: StepResult };

/** A message of a child about an attempt, or null for one that is not ours: only an explicit, whole result is one. */
export function fromChild(message: unknown, epochNow: number): FromChild | null {
  if (!isRecord(message) || message.epoch !== epochNow) return null;
  const { kind, line, progress, result, id, budget, cost } = message;
  const isOurs =
    (kind === 'log' && isRecord(line) && typeof line.message === 'string' && isRecord(line.fields)) ||
    (kind === 'progress' && isRecord(progress)) ||
    (kind === 'spend' && Number.isSafeInteger(id) && typeof budget === 'string' && Number.isSafeInteger(cost)) ||
    (kind === 'result' && isRecord(result) && isResult(result));
  return isOurs ? (message as FromChild) : null;
}

function isResult({ outcome, output, changes, error, metrics }: Record<string, unknown>): boolean {
  if (!isRecord(metrics)) return false;
  if (outcome === 'succeeded') return typeof output === 'string' && Array.isArray(changes);
  return outcome === 'failed' && isRecord(error);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

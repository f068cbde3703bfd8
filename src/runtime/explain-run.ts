import type { RunCreated, RunEvent, SkipReason } from '../control/event/events.ts';
import type { MapCounts, StepsMapped } from '../control/event/mapped-events.ts';
import { itemKeyOf, planKeyOf } from '../control/plan/mapped-key.ts';
import type { PlannedStep } from '../control/plan/plan.ts';
import { newStep, waitsOf } from '../control/run/board.ts';
import { TapelineError } from '../core/errors.ts';
import { nearestName } from '../core/nearest.ts';

/** One thing that happened to a step, and why, as the log has it. */
export type Explanation = { readonly atMs: number } & (
  | { readonly what: 'reused'; readonly from: string | null }
  | { readonly what: 'started'; readonly attempt: number; readonly after: readonly string[]; readonly waitedMs: number }
  | { readonly what: 'retried'; readonly attempt: number; readonly waitedMs: number }
  | { readonly what: 'failed'; readonly attempt: number; readonly problem: string; readonly retryAtMs: number | null }
  | { readonly what: 'lost'; readonly attempt: number; readonly reason: string }
  | { readonly what: 'spent'; readonly budget: string; readonly cost: number; readonly spent: number }
  | { readonly what: 'succeeded'; readonly attempt: number }
  | { readonly what: 'cancelled'; readonly reason: string }
  | { readonly what: 'skipped'; readonly reason: SkipReason }
  | { readonly what: 'mapped'; readonly items: number; readonly reused: number }
  | { readonly what: 'joined'; readonly outcome: string; readonly counts: MapCounts; readonly problem: string | null }
);

export type StepExplanation = { readonly stepKey: string; readonly explanations: readonly Explanation[] };

/**
 * Per step why it ran, was left out, taken over, tried again, or waited: from the log alone. Items of maps are told with
 * `step`, which names one, or their map.
 *
 * @throws usage.unknown_name with the nearest step
 */
export function explainRun(events: readonly RunEvent[], step: string | null): readonly StepExplanation[] {
  const created = events.find((event) => event.kind === 'run_created');
  if (created === undefined) return [];
  const story = new Story(created.data, created.atMs);
  for (const event of events) story.tell(event);
  const told = story.steps().filter(({ stepKey }) => isWanted(stepKey, step));
  if (told.length > 0 || step === null) return told;
  const known = story.steps().map(({ stepKey }) => stepKey);
  const facts = {
    kind: 'step',
    name: step,
    nearest: nearestName(step, known.slice(0, 2000)),
    known: known.slice(0, 30),
  };
  throw new TapelineError('usage.unknown_name', { facts });
}

function isWanted(stepKey: string, step: string | null): boolean {
  if (step === null) return itemKeyOf(stepKey) === null;
  return stepKey === step || (itemKeyOf(step) === null && planKeyOf(stepKey) === step);
}

class Story {
  readonly #created: RunCreated;
  readonly #told = new Map<string, Explanation[]>();
  /** When a step was over, or its retry due: whoever waits for it could go on from then. */
  readonly #readyAtMs = new Map<string, number>();
  readonly #mappedAtMs = new Map<string, number>();
  readonly #plan: ReadonlyMap<string, PlannedStep>;
  readonly #beganMs: number;

  constructor(created: RunCreated, atMs: number) {
    this.#created = created;
    this.#beganMs = atMs;
    this.#plan = new Map(created.steps.map((step) => [step.key, step]));
    const from = created.trigger.parentRunId;
    for (const { key } of created.steps) this.#told.set(key, []);
    for (const key of Object.keys(created.reused)) this.#say(key, { atMs, what: 'reused', from });
  }

  steps(): readonly StepExplanation[] {
    return [...this.#told].map(([stepKey, explanations]) => ({ stepKey, explanations }));
  }

  tell(event: RunEvent): void {
    const { stepKey, atMs } = event;
    if (stepKey === null) return;
    if (event.kind === 'step_started') this.#started(stepKey, event.attempt ?? 1, atMs);
    if (event.kind === 'steps_mapped') this.#mapped(stepKey, event.data, atMs);
    const explanation = explanationOf(event);
    if (explanation === null) return;
    this.#say(stepKey, explanation);
    const retryAtMs = explanation.what === 'failed' ? explanation.retryAtMs : null;
    if (explanation.what !== 'spent') this.#readyAtMs.set(stepKey, retryAtMs ?? atMs);
  }

  #mapped(stepKey: string, { keys, reused }: StepsMapped, atMs: number): void {
    const from = this.#created.taken?.runId ?? null;
    for (const key of Object.keys(reused)) this.#say(`${stepKey}[${key}]`, { atMs, what: 'reused', from });
    this.#say(stepKey, { atMs, what: 'mapped', items: keys.length, reused: Object.keys(reused).length });
    this.#mappedAtMs.set(stepKey, atMs);
  }

  #started(stepKey: string, attempt: number, atMs: number): void {
    const plan = this.#plan.get(planKeyOf(stepKey))!;
    const item = itemKeyOf(stepKey);
    const after = waitsOf(newStep(plan, item === null ? null : { key: item, index: 0 }, null));
    const known = [this.#beganMs, ...after.map((key) => this.#readyAtMs.get(key) ?? this.#beganMs)];
    const mapped = this.#mappedAtMs.get(plan.key) ?? this.#beganMs;
    const readyAtMs = this.#readyAtMs.get(stepKey) ?? Math.max(...known, item === null ? this.#beganMs : mapped);
    const waitedMs = Math.max(0, atMs - readyAtMs);
    if (attempt > 1) this.#say(stepKey, { atMs, what: 'retried', attempt, waitedMs });
    else this.#say(stepKey, { atMs, what: 'started', attempt, after, waitedMs });
  }

  #say(stepKey: string, explanation: Explanation): void {
    const told = this.#told.get(stepKey);
    if (told === undefined) this.#told.set(stepKey, [explanation]);
    else told.push(explanation);
  }
}

/** What an event says of its step by itself. */
function explanationOf(event: RunEvent): Explanation | null {
  const { atMs } = event;
  const attempt = event.attempt ?? 0;
  switch (event.kind) {
    case 'step_succeeded': {
      const { unchanged } = event.data;
      if (unchanged !== undefined) return { atMs, what: 'skipped', reason: { because: 'unchanged', ...unchanged } };
      return { atMs, what: 'succeeded', attempt };
    }
    case 'step_failed':
      return { atMs, what: 'failed', attempt, problem: event.data.error.message, retryAtMs: event.data.retryAtMs };
    case 'step_lost':
      return { atMs, what: 'lost', attempt, reason: event.data.reason };
    case 'step_cancelled':
      return { atMs, what: 'cancelled', reason: event.data.reason };
    case 'step_skipped':
      return { atMs, what: 'skipped', reason: event.data };
    case 'budget_spent': {
      const { budget, cost, spent } = event.data;
      return { atMs, what: 'spent', budget, cost, spent };
    }
    case 'steps_joined': {
      const { outcome, counts, error } = event.data;
      return { atMs, what: 'joined', outcome, counts, problem: error?.message ?? null };
    }
    default:
      return null;
  }
}

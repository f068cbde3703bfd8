import type { ErrorRecord } from '../../core/errors.ts';

/** What sensors saw and asked for, what was told from outside, and hooks that broke. */
export type SensorEventBody =
  | { readonly kind: 'sensor_registered'; readonly data: SensorRegistered }
  | { readonly kind: 'sensor_evaluated'; readonly data: SensorEvaluated }
  | { readonly kind: 'sensor_looked'; readonly data: SensorLooked }
  | { readonly kind: 'sensor_failed'; readonly data: SensorFailed }
  | { readonly kind: 'sensor_paused'; readonly data: { readonly sensor: string; readonly reason: string } }
  | { readonly kind: 'sensor_resumed'; readonly data: { readonly sensor: string } }
  | { readonly kind: 'event_emitted'; readonly data: EventEmitted }
  /** Belongs to a run. */
  | { readonly kind: 'hook_failed'; readonly data: HookFailed };

export type SensorRegistered = {
  readonly sensor: string;
  /** What it watches, as text: another thing means another beginning. */
  readonly watches: string;
  /** JSON text: from where on it looks; null when nothing tells. */
  readonly cursor: string | null;
};

export type SensorEvaluated = {
  readonly sensor: string;
  /** Counts the recorded evaluations of the sensor from 1. */
  readonly tick: number;
  /** JSON text. */
  readonly cursor: string | null;
  readonly outcome: 'requested' | 'skipped';
  readonly requests: readonly CommittedRequest[];
  readonly refused: readonly RefusedRequest[];
  readonly skipReason: string | null;
  /** What people should know though the sensor itself works: it gave up, an asset is late. */
  readonly alarm: ErrorRecord | 'as_before' | null;
  readonly durationMs: number;
  readonly nextAtMs: number;
};

/** It looks, and there is nothing to say: told now and then, so that people see it. */
export type SensorLooked = { readonly sensor: string; readonly cursor: string | null; readonly nextAtMs: number };

/** What became of a request: a run, or the run that an equal request had made before. */
export type CommittedRequest = {
  readonly job: string;
  readonly runKey: string;
  readonly runId: string;
  readonly isNew: boolean;
};

export type RefusedRequest = { readonly job: string; readonly runKey: string; readonly error: ErrorRecord };

export type SensorFailed = {
  readonly sensor: string;
  readonly tick: number;
  readonly error: ErrorRecord;
  /** In a row, this one included. */
  readonly failures: number;
  readonly durationMs: number;
  readonly nextAtMs: number;
};

export type EventEmitted = {
  readonly name: string;
  readonly key: string | null;
  /** JSON text. */
  readonly data: string;
  /** Who told it, as people read it. */
  readonly by: string;
};

export type HookFailed = { readonly hook: string; readonly error: ErrorRecord };

import type { ErrorRecord } from '../../../core/errors.ts';
import type { RunCreated } from '../../event/events.ts';
import type { CommittedRequest, RefusedRequest } from '../../event/sensor-events.ts';
import type { EngineLease } from '../store.ts';

/** How far sensors have looked, what they asked for, and what was told from outside: their part of the state port. */
export interface SensorStore {
  /** Makes sensors known that are new, or watch another thing than before: they look from this moment on. */
  registerSensors(lease: EngineLease, registration: Registration): Promise<void>;
  /**
   * One evaluation, all or nothing: the cursor moves together with the runs. A request that was made before gives the
   * run of then. @throws store.conflict when the sensor's tick is not the next one
   */
  commitEvaluation(lease: EngineLease, evaluation: NewEvaluation): Promise<readonly CommittedRequest[]>;
  /** Records that a sensor looks and sees nothing new; `tick` is its last. @throws store.conflict */
  recordLook(lease: EngineLease, look: NewLook): Promise<void>;
  /** Records an evaluation that failed: the cursor stays. @throws store.conflict */
  failEvaluation(lease: EngineLease, failure: NewFailure): Promise<void>;
  /** Pausing what is paused, and resuming what is not, changes nothing. */
  pauseSensor(lease: EngineLease, pause: SensorPause): Promise<void>;
  resumeSensor(lease: EngineLease, resume: Omit<SensorPause, 'reason'>): Promise<void>;
  /** Takes an event from outside down; one with a key that was told before is the event of then. */
  emitEvent(lease: EngineLease, emission: NewEmission): Promise<Emitted>;
  recordHookFailure(lease: EngineLease, failure: NewHookFailure): Promise<void>;
}

export type Registration = {
  readonly sensors: readonly {
    readonly sensor: string;
    readonly watches: string;
    readonly from: LookFrom;
    readonly startsPaused?: boolean;
  }[];
  readonly atMs: number;
};

/** From where on a new sensor looks: the end of the log, the asset's current version, or nowhere in particular. */
export type LookFrom =
  | { readonly kind: 'log' }
  | { readonly kind: 'asset'; readonly asset: string }
  | { readonly kind: 'moment'; readonly cursor: string }
  | { readonly kind: 'nothing' };

export type NewEvaluation = {
  readonly sensor: string;
  /** One more than the sensor's last: two evaluations of one state cannot both be committed. */
  readonly tick: number;
  readonly atMs: number;
  /** JSON text. */
  readonly cursor: string | null;
  readonly requests: readonly NewRequestedRun[];
  readonly refused: readonly RefusedRequest[];
  readonly skipReason: string | null;
  readonly alarm: ErrorRecord | 'as_before' | null;
  readonly durationMs: number;
  readonly nextAtMs: number;
};

export type NewRequestedRun = {
  readonly job: string;
  readonly runKey: string;
  readonly runId: string;
  /** Null when the caller has seen that the key is taken. */
  readonly created: RunCreated | null;
};

export type NewLook = Pick<NewEvaluation, 'sensor' | 'tick' | 'atMs' | 'cursor' | 'nextAtMs'>;

export type NewFailure = {
  readonly sensor: string;
  readonly tick: number;
  readonly atMs: number;
  readonly error: ErrorRecord;
  readonly durationMs: number;
  readonly nextAtMs: number;
};

export type SensorPause = {
  readonly sensor: string;
  readonly reason: string;
  readonly requestId: number | null;
  readonly atMs: number;
};

export type Emission = {
  readonly name: string;
  readonly key: string | null;
  readonly data: string;
  readonly by: string;
};
export type NewEmission = Emission & { readonly requestId: number | null; readonly atMs: number };
export type Emitted = { readonly seq: number; readonly isNew: boolean };

export type NewHookFailure = {
  readonly runId: string;
  readonly stepKey: string | null;
  readonly hook: string;
  readonly error: ErrorRecord;
  readonly atMs: number;
};

/** What is asked of the engine about sensors. */
export type SensorRequestBody =
  | { readonly kind: 'emit'; readonly data: Emission }
  | { readonly kind: 'pause_sensor'; readonly data: { readonly sensor: string; readonly reason: string } }
  | { readonly kind: 'resume_sensor'; readonly data: { readonly sensor: string } };

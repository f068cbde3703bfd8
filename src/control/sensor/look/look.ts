import type { ErrorRecord } from '../../../core/errors.ts';
import type { Json } from '../../../core/json.ts';
import type { TickSource, Trigger } from '../../../core/trigger.ts';
import type { Log } from '../../definition/log.ts';
import type { Resources } from '../../definition/resource.ts';
import type { SensorRequest } from '../../definition/sensor.ts';
import type { SliceLook } from '../../partition/slice-look.ts';
import type { StateReader } from '../../state/store.ts';

/** With what a sensor looks. */
export type Look = {
  readonly sensor: string;
  readonly nowMs: number;
  readonly state: Pick<StateReader, 'run' | 'runs' | 'steps' | 'snapshot' | 'range'>;
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly ticksOf: (trigger: Trigger) => TickSource;
  readonly files: SensorFiles;
  /** Slices of partitioned assets; without it there are none. */
  readonly slices?: SliceLook;
  readonly open: (resources: Resources) => Promise<Readonly<Record<string, unknown>>>;
};

/** Files as a sensor sees them. `list` gives those that match, whatever their order. */
export type SensorFiles = {
  readonly list: (glob: string, signal: AbortSignal) => Promise<readonly SeenFile[]>;
};

export type SeenFile = { readonly path: string; readonly bytes: number; readonly modifiedAtMs: number };

/** What a look gave. */
export type Seen = {
  readonly requests: readonly KeyedRequest[];
  readonly cursor: Json;
  readonly skipReason: string | null;
  /** Null: all is well again. */
  readonly alarm: ErrorRecord | 'as_before' | null;
  /** More is there than one look takes: look again at once. */
  readonly hasMore: boolean;
  /** Nothing that concerns the sensor was there: the cursor has only passed over what others do. */
  readonly isIdle: boolean;
};

/** A request with the key it is known by, and the runs that led to it. */
export type KeyedRequest = SensorRequest & {
  readonly runKey: string;
  readonly parentRunId: string | null;
  readonly chain: readonly string[];
};

/** Requests of one evaluation. */
export const REQUESTS_MAX = 1000;

export function nothingSeen(cursor: Json, skipReason: string | null): Seen {
  return { requests: [], cursor, skipReason, alarm: null, hasMore: false, isIdle: true };
}

import type { ErrorRecord } from '../../core/errors.ts';
import type { CommittedRequest } from '../event/sensor-events.ts';

/** What sensors do, told after it is durable. Failures and alarms are what people want to hear of at night. */
export type SensorObservation =
  | {
      readonly kind: 'sensor_evaluated';
      readonly requests: readonly CommittedRequest[];
      readonly skipReason: string | null;
    }
  | {
      readonly kind: 'sensor_failed';
      readonly error: ErrorRecord;
      readonly failures: number;
      readonly nextAtMs: number;
    }
  | { readonly kind: 'sensor_recovered'; readonly failures: number }
  | { readonly kind: 'sensor_alarmed'; readonly error: ErrorRecord };

export type ObserveSensor = (sensor: string, atMs: number, observation: SensorObservation) => void;

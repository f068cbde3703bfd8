import { admissionCases } from './admission/kit.ts';
import { backfillCases } from './backfill/kit.ts';
import { checkpointCases } from './checkpoint/kit.ts';
import { advanceCases } from './kit/advance-cases.ts';
import { assetCases } from './kit/asset-cases.ts';
import { engineCases } from './kit/engine-cases.ts';
import { eventCases } from './kit/event-cases.ts';
import type { KitCase, StoreWorld } from './kit/kit-case.ts';
import { rangeCases } from './kit/range-cases.ts';
import { refusalCases } from './kit/refusal-cases.ts';
import { requestCases } from './kit/request-cases.ts';
import { runCases } from './kit/run-cases.ts';
import { mappedCases } from './mapped/kit.ts';
import { partitionCases } from './partition/kit.ts';
import { scheduleCases } from './schedule/kit.ts';
import { sensorCases } from './sensor/kit.ts';

export type { KitCase, StoreWorld } from './kit/kit-case.ts';

/**
 * Every promise of the `StateStore` port as a list of cases for any test runner: give each `name` and `run` to its
 * `test`. `newWorld` makes an empty state; each case makes its own and disposes of it.
 */
export function stateStoreKit(newWorld: () => Promise<StoreWorld>): readonly KitCase[] {
  const groups = [
    engineCases,
    requestCases,
    runCases,
    advanceCases,
    refusalCases,
    assetCases,
    eventCases,
    rangeCases,
    mappedCases,
    checkpointCases,
    admissionCases,
    scheduleCases,
    sensorCases,
    partitionCases,
    backfillCases,
  ];
  return groups.flatMap((cases) => cases(newWorld));
}

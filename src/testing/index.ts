/** What a project's own tests need: ops and jobs run in memory, on a clock that is moved, with chance that repeats. */
export { type KitCase, type StoreWorld, stateStoreKit } from '../control/state/store-kit.ts';
export { FUND_FAMILY, type KitFamily } from '../data/source/kit-families.ts';
export { type SourceKitSetup, sourceKit, sourceKitOf } from '../data/source/source-kit.ts';
export { type CalledOp, type CallOpOptions, callOp } from './call-op.ts';
export {
  type AlarmInMemory,
  type ProjectInMemory,
  type ProjectInMemoryOptions,
  type ProjectParts,
  projectInMemory,
  type TickInMemory,
} from './project-in-memory.ts';
export type { RunInMemory, StepInMemory } from './report.ts';
export { type RunInMemoryOptions, runInMemory } from './run-in-memory.ts';
export { seededRandom } from './seeded-random.ts';
export type { ResourceStubs } from './stubs.ts';
export { type VirtualClock, type VirtualClockOptions, virtualClock } from './virtual-clock.ts';

export { type Asset, asset, type DepSpec } from './asset.ts';
export { type AssetCheck, assetCheck, type CheckResult, type CheckSubject } from './asset-check.ts';
export { isBranded } from './brand.ts';
export type { HookContext, JobHooks, RetriedStep, SkippedStep } from './hooks.ts';
export { CONCURRENCY_DEFAULT, type Job, job } from './job.ts';
export type { Log, LogFields, LogLevel } from './log.ts';
export { type Metrics, type Op, type OpContext, type OpServices, op } from './op.ts';
export {
  dynamicPartitions,
  gridPartitions,
  intervalPartitions,
  monthPartitions,
  type Partitions,
  sessionPartitions,
  staticPartitions,
} from './partitions.ts';
export {
  type AnyOp,
  type ItemBuilder,
  type ItemFailure,
  type MapRef,
  type Pipeline,
  type PipelineBuilder,
  pipeline,
  type Ref,
} from './pipeline.ts';
export { type Budget, type BudgetUse, budget, type Pool, type PoolUse, pool } from './pool.ts';
export { checksOf, defineProject, findJob, opsOf, type Profile, type Project } from './project.ts';
export { type Provider, port, provide, type Resource, type ResourceContext, resource } from './resource.ts';
export type { RetryPolicy } from './retry.ts';
export { type Schedule, schedule } from './schedule.ts';
export { type ConfigSchema, z } from './schema.ts';
export {
  runRequest,
  type Sensor,
  type SensorAnswer,
  type SensorContext,
  type SensorReads,
  type SensorRequest,
  type SensorResult,
  sensor,
} from './sensor.ts';
export {
  assetSensor,
  eventSensor,
  fileSensor,
  freshnessSensor,
  onRun,
  type RunListener,
  readinessSensor,
} from './sensor-kinds.ts';
export type {
  ArrivedFile,
  AssetUpdate,
  EmittedEvent,
  EndedRun,
  LateAsset,
  Readiness,
  ReadinessContext,
  ReadyMoment,
} from './watch.ts';

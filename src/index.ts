/**
 * What a `tapeline.config.ts` and a program need: definitions, the shipped stock desk, and the facade that runs them.
 * Numbers live in `tapeline/quant`, sessions in `tapeline/calendar`, tests in `tapeline/testing`.
 */
export * from './control/definition/index.ts';
export type { Observation, Observe } from './control/run/observer.ts';
export { EXIT, isTapelineError, TapelineError } from './core/errors.ts';
export type { Dataset, LakeFile, Snapshot, SnapshotChange } from './core/snapshot.ts';
export { fundAssets, fundJobs, fundSchedules, fundSensors } from './pipelines/funds/index.ts';
export { fundSource } from './pipelines/funds/ports.ts';
export { stockAssets, stockJobs, stockSchedules, stockSensors } from './pipelines/stocks/index.ts';
export { lake, marketSource, rawStore } from './pipelines/stocks/ports.ts';
export {
  createDataPipeline,
  type DataPipeline,
  type DataPipelineConfig,
  type PipelineStatus,
  type RunPipelineOptions,
  type TaskStatus,
} from './runtime/data-pipeline.ts';
export { openPanelThreads, type PanelThreads, sharedColumn } from './runtime/panel-threads.ts';
export { type ManagedRun, PipelineManager, type PipelineManagerOptions } from './runtime/pipeline-manager.ts';
export type { RunReport } from './runtime/run-job.ts';
export { demoProfile, rqdataProfile, sandboxProfile, shippedProfiles } from './runtime/shipped.ts';
export { type FilePrices, filePrices } from './runtime/sources.ts';
export type { Task } from './runtime/task-job.ts';

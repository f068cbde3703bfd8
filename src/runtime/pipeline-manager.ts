import { hostname } from 'node:os';
import type { Asset } from '../control/definition/asset.ts';
import type { Job } from '../control/definition/job.ts';
import { defineProject, findJob, type Profile } from '../control/definition/project.ts';
import { SELECT_ALL } from '../control/plan/select.ts';
import type { Observe } from '../control/run/observer.ts';
import { type JobStatusModel, jobStatus } from './models.ts';
import { loadProject } from './project.ts';
import { type RunReport, runToEnd } from './run-job.ts';
import { shippedProject } from './shipped.ts';
import { readState } from './state.ts';
import { type Workspace, workspaceOfProject } from './workspace.ts';

export type PipelineManagerOptions = {
  /** The project's folder: its config file counts, and state, data and logs lie below it. */
  readonly directory?: string;
  readonly profile?: string;
  readonly profiles?: Readonly<Record<string, Profile>>;
};

export type ManagedRun = {
  readonly config?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly observe?: Observe;
  readonly signal?: AbortSignal;
  /** Up to and including this step or stage. */
  readonly until?: string | null;
  /** Steps at the same time; the job's own number unless given. */
  readonly concurrency?: number | null;
};

/**
 * The facade for programs: register jobs and assets, run them, ask how they are. Jobs of the folder's config file are
 * there already; those registered here live in this process only, so their isolated steps run in it too.
 *
 * @example
 * const manager = new PipelineManager({ directory: '.' });
 * manager.registerJob(nightly).registerAsset(prices);
 * const { run } = await manager.runJob('nightly');
 * const { successRate } = await manager.getJobStatus('nightly');
 */
export class PipelineManager {
  readonly #options: PipelineManagerOptions;
  readonly #jobs: Job[] = [];
  readonly #assets: Asset[] = [];

  constructor(options: PipelineManagerOptions = {}) {
    this.#options = options;
  }

  registerJob(job: Job): this {
    this.#jobs.push(job);
    return this;
  }

  registerAsset(asset: Asset): this {
    this.#assets.push(asset);
    return this;
  }

  async jobs(): Promise<readonly Job[]> {
    return (await this.#workspace()).project.jobs;
  }

  async assets(): Promise<readonly Asset[]> {
    return (await this.#workspace()).project.assets;
  }

  /** Runs a job to its end. A failed run is a report, not an exception. */
  async runJob(
    name: string,
    { config = {}, tags = {}, observe = () => {}, signal, until = null, concurrency = null }: ManagedRun = {},
  ): Promise<RunReport> {
    const workspace = await this.#workspace();
    const job = findJob(workspace.project, name).name;
    const asker = { pid: process.pid, host: hostname() };
    const data = {
      job,
      settings: config,
      selection: { ...SELECT_ALL, until },
      profile: null,
      concurrency,
      tags,
      by: 'a program',
      asker,
    };
    const isLocal = this.#jobs.some((each) => each.name === job);
    return runToEnd(
      workspace,
      { kind: 'run', data },
      { observe, signal: signal ?? new AbortController().signal, isLocal },
    );
  }

  /** Last run, its state and duration, and the success rate of the last hundred. */
  async getJobStatus(name: string): Promise<JobStatusModel> {
    const workspace = await this.#workspace();
    const job = findJob(workspace.project, name).name;
    await using reader = await readState(workspace);
    return jobStatus(reader, workspace.profileName, job);
  }

  /** The folder's own definitions and what was registered here, together. */
  async #workspace(): Promise<Workspace> {
    const { directory = process.cwd(), profile = null, profiles = {} } = this.#options;
    const { project, url, projectDir } = await loadProject(directory, shippedProject);
    const merged = defineProject({
      ...project,
      jobs: [...project.jobs, ...this.#jobs],
      assets: [...project.assets, ...this.#assets],
      profiles: { ...project.profiles, ...profiles },
    });
    return workspaceOfProject(merged, url, projectDir, { from: directory, env: process.env, profile });
  }
}

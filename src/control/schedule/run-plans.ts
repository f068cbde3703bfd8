import { type ErrorRecord, toErrorRecord } from '../../core/errors.ts';
import type { ConfigLayer } from '../definition/config.ts';
import { findJob } from '../definition/project.ts';
import type { Schedule } from '../definition/schedule.ts';
import type { RunCreated } from '../event/events.ts';
import { LATEST } from '../partition/keeper.ts';
import { prepareRun } from '../run/prepare.ts';
import type { TickProposal } from '../state/schedule/port.ts';
import type { SchedulerSurroundings } from './scheduler.ts';

const LATEST_OF_ALL = { from: LATEST, to: null, lanes: null } as const;

/** The run that a schedule's ticks make: planned once, since definitions do not change while an engine lives. */
export class RunPlans {
  readonly #around: SchedulerSurroundings;
  readonly #planned = new Map<string, RunCreated>();

  constructor(around: SchedulerSurroundings) {
    this.#around = around;
  }

  async of(schedule: Schedule, asOfMs: number): Promise<TickProposal['plan']> {
    const known = this.#planned.get(schedule.name);
    if (known !== undefined) return { created: { ...known, asOfMs } };
    const plan = await this.#plan(schedule, asOfMs);
    if ('created' in plan) this.#planned.set(schedule.name, plan.created);
    return plan;
  }

  /**
   * Each tick with the slices that are the newest at its own moment, however late it is decided; or why one of them has
   * none.
   */
  async sliced(schedule: Schedule, proposal: TickProposal): Promise<TickProposal> {
    const { project, context } = this.#around;
    if ('error' in proposal.plan) return proposal;
    const { partitions } = findJob(project, schedule.job);
    const { partitions: keeper } = context;
    if (partitions === null || keeper === undefined) return proposal;
    try {
      const ticks = proposal.ticks.map(async (tick) => ({
        ...tick,
        partitions: await keeper.requested(partitions, LATEST_OF_ALL, tick.atMs),
      }));
      return { ...proposal, ticks: await Promise.all(ticks) };
    } catch (error) {
      return { ...proposal, plan: { error: toErrorRecord(error) } };
    }
  }

  async #plan(schedule: Schedule, asOfMs: number): Promise<{ created: RunCreated } | { error: ErrorRecord }> {
    const { project, store, context } = this.#around;
    const by = `schedule ${schedule.name}`;
    const request = {
      job: schedule.job,
      settings: {},
      selection: { until: null, from: null, only: [] },
      profile: null,
      concurrency: null,
      tags: schedule.tags,
      by,
      asker: null,
    };
    try {
      const layered = { ...context, layers: [configLayerOf(schedule), ...context.layers], asOfMs };
      const { created } = await prepareRun(findJob(project, schedule.job), request, store, layered);
      const admission = { instancesMax: null, notBeforeMs: null, graceMs: null, priority: schedule.priority };
      return { created: { ...created, trigger: { kind: 'schedule', by, parentRunId: null }, admission } };
    } catch (error) {
      return { error: toErrorRecord(error) };
    }
  }
}

/** What a schedule sets for its runs: files, the environment and flags win. */
export function configLayerOf({ name, config }: Schedule): ConfigLayer {
  return { origin: 'job', where: `schedule "${name}"`, values: config, isText: false, isStrict: true };
}

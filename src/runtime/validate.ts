import { hostname } from 'node:os';
import { systemClock } from '../adapters/system/clock.ts';
import { checkKeysOfLayers, resolveConfig } from '../control/definition/config.ts';
import { opsOf } from '../control/definition/project.ts';
import { planSteps } from '../control/plan/make-plan.ts';
import { ResourceScope } from '../control/step/resources.ts';
import { type ErrorRecord, toErrorRecord } from '../core/errors.ts';
import type { MarketSource } from '../data/source/source.ts';
import { marketSource } from '../pipelines/stocks/ports.ts';
import { checksOfTriggers } from './check-triggers.ts';
import { type ProfileFolders, writableFolder } from './folders.ts';
import { startService } from './service.ts';
import { openState } from './state.ts';
import type { Workspace } from './workspace.ts';

export type CheckModel = { readonly what: string; readonly detail: string; readonly error: ErrorRecord | null };

/** Wiring and config of every job; triggers, policy and config of everything that is due by itself. */
export async function checkDefinitions(workspace: Workspace): Promise<readonly CheckModel[]> {
  const { project, settings } = workspace;
  const checks: CheckModel[] = [];
  for (const job of project.jobs) {
    checks.push(
      await check(`job ${job.name}`, async () => {
        const steps = planSteps(job.pipeline);
        await resolveConfig(job, settings.configLayers);
        return `${steps.length} steps`;
      }),
    );
  }
  for (const each of checksOfTriggers(workspace, systemClock.nowMs())) checks.push(await check(each.what, each.check));
  checks.push(
    await check('definitions', async () => {
      checkKeysOfLayers(project.jobs, settings.configLayers);
      return `${project.jobs.length} jobs, ${opsOf(project).size} ops`;
    }),
  );
  return checks;
}

const FOLDER_SETTINGS: Readonly<Record<keyof ProfileFolders, string>> = {
  state: 'TAPELINE_STATE_DIR',
  lake: 'DATA_DIR',
  raw: 'DATA_DIR',
  exports: 'DATA_DIR',
  logs: 'LOG_DIR',
  cache: 'CACHE_DIR',
};

/** Folders, state, and what stands behind the ports: opened for real. */
export async function checkConnections(workspace: Workspace): Promise<readonly CheckModel[]> {
  const { folders } = workspace;
  const checks: CheckModel[] = [];
  for (const [what, setting] of Object.entries(FOLDER_SETTINGS) as [keyof ProfileFolders, string][]) {
    checks.push(await check(`folder ${what}`, async () => writableFolder(folders[what], setting)));
  }
  checks.push(await check('state', () => stateDetail(workspace)));
  checks.push(await check('market_source', () => sourceDetail(workspace)));
  return checks;
}

async function check(what: string, work: () => Promise<string>): Promise<CheckModel> {
  try {
    return { what, detail: await work(), error: null };
  } catch (error) {
    return { what, detail: '', error: toErrorRecord(error) };
  }
}

async function stateDetail(workspace: Workspace): Promise<string> {
  await using store = await openState(workspace);
  const holder = await store.engineHolder();
  const runs = await store.runs({ limit: 1 });
  const engine =
    holder === null
      ? 'no engine works'
      : `engine ${holder.pid} on ${holder.host === hostname() ? 'this host' : holder.host}`;
  return `${workspace.folders.state}, ${engine}, ${runs.length === 0 ? 'no runs yet' : `last run ${runs[0]!.runId}`}`;
}

async function sourceDetail(workspace: Workspace): Promise<string> {
  await using service = await startService(workspace);
  const setting = (name: string): string | undefined => service.settings[name] ?? workspace.settings.get(name);
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const signal = AbortSignal.timeout(CONNECT_TIMEOUT_MS);
  const context = { clock: systemClock, log, signal, projectDir: workspace.projectDir, setting };
  await using scope = new ResourceScope(workspace.providers, context);
  const { source } = (await scope.openAll({ source: marketSource })) as { readonly source: MarketSource };
  const { detail, quotaRemainingBytes } = await source.check(signal);
  const quota = quotaRemainingBytes === null ? '' : `, quota left ${quotaRemainingBytes} bytes`;
  return `${source.info.name}: ${detail}${quota}${source.info.simulated ? ' (SIMULATED)' : ''}`;
}

const CONNECT_TIMEOUT_MS = 30_000;

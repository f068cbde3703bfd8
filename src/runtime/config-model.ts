import { checkKeysOfLayers, resolveConfig } from '../control/definition/config.ts';
import { findJob } from '../control/definition/project.ts';
import { flagLayer } from '../control/run/prepare.ts';
import { isSecretName } from '../core/secret.ts';
import { PROGRAM_SETTINGS, type ProgramSetting } from './program-settings.ts';
import type { Workspace } from './workspace.ts';

export type ConfigModel = {
  readonly profile: string;
  readonly settings: readonly ShownValue[];
  /** Absent when no job was asked for. */
  readonly job?: string;
  readonly config?: readonly (ShownValue & { readonly step: string })[];
};

export type ShownValue = {
  readonly key: string;
  readonly value: unknown;
  readonly origin: string;
  readonly where: string;
  readonly description: string | null;
};

const HIDDEN = '[secret]';

/** Every value with where it came from; secrets are hidden. */
export async function configModel(
  workspace: Workspace,
  jobName: string | null,
  flags: Readonly<Record<string, string>>,
): Promise<ConfigModel> {
  const model = { profile: workspace.profileName, settings: programValues(workspace) };
  if (jobName === null) return model;
  const job = findJob(workspace.project, jobName);
  checkKeysOfLayers(workspace.project.jobs, workspace.settings.configLayers);
  const { keys } = await resolveConfig(job, [...workspace.settings.configLayers, flagLayer({ settings: flags })]);
  const config = keys.map(({ step, key, value, origin, where, description }) => ({
    step,
    key,
    value: isSecretName(key) ? HIDDEN : value,
    origin,
    where,
    description,
  }));
  return { ...model, job: job.name, config };
}

function programValues({ settings }: Workspace): readonly ShownValue[] {
  const table: Readonly<Record<string, ProgramSetting>> = PROGRAM_SETTINGS;
  const names = [...new Set([...Object.keys(table), ...settings.all().map(({ name }) => name)])];
  return names.map((name) => {
    const found = settings.find(name);
    const description = table[name]?.description ?? null;
    if (found === undefined) return { key: name, value: null, origin: 'default', where: 'not set', description };
    const value = isSecretName(name) ? HIDDEN : found.value;
    return { key: name, value, origin: found.origin, where: found.where, description };
  });
}

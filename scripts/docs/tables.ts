import type { Job } from '../../src/control/definition/job.ts';
import { type ConfigKey, configKeys } from '../../src/control/definition/schema.ts';
import { planSteps } from '../../src/control/plan/make-plan.ts';
import { FACTORS } from '../../src/data/scored/factors.ts';
import { ASSETS, type AssetSchema, COLUMN_NOTES } from '../../src/data/stored/assets.ts';
import { stockJobs } from '../../src/pipelines/stocks/index.ts';
import { PROGRAM_SETTINGS, type ProgramSetting } from '../../src/runtime/program-settings.ts';

/** Cells of a table row, as a document shows them. */
export type Row = readonly string[];

const code = (text: string): string => `\`${text}\``;

/** Each dataset: name, what it is, what makes a row unique. */
export function assetRows(assets: Readonly<Record<string, AssetSchema>> = ASSETS): readonly Row[] {
  return Object.values(assets).map(({ name, about, key }) => [code(name), about, key.map(code).join(', ')]);
}

/** Each column that has a note. A column means the same wherever it stands. */
export function columnRows(notes: Readonly<Record<string, string>> = COLUMN_NOTES): readonly Row[] {
  return Object.entries(notes).map(([name, note]) => [code(name), note]);
}

/** Each job with its aliases and its steps, each with its stage. */
export function jobRows(jobs: readonly Job[] = stockJobs): readonly Row[] {
  return jobs.map((job) => [
    code(job.name),
    job.aliases.map(code).join(', '),
    planSteps(job.pipeline)
      .map((step) => `${code(step.key)} (${step.tags.stage})`)
      .join(', '),
  ]);
}

/** Each factor that comes with the program. */
export function factorRows(): readonly Row[] {
  return FACTORS.map(({ name, about, needs }) => [
    code(name),
    about,
    needs.map((column) => code(column.endsWith('_') ? `${column}…` : column)).join(', '),
  ]);
}

/** Each program setting: name, default, what it does. */
export function settingRows(): readonly Row[] {
  return Object.entries<ProgramSetting>(PROGRAM_SETTINGS).map(([name, { fallback, description, aliases = [] }]) => [
    [name, ...aliases].map(code).join(', '),
    fallback === null ? '–' : code(fallback),
    description,
  ]);
}

/** Each config key of a desk's ops: type, default, the ops that have it, what it does. */
export function configRows(jobs: readonly Job[] = stockJobs): readonly Row[] {
  const ops = new Map(jobs.flatMap(stepsOf).map((op) => [op.name, op]));
  const found = new Map<string, { readonly key: ConfigKey; readonly ops: string[] }>();
  for (const op of ops.values()) {
    for (const key of configKeys(op.config) ?? []) {
      const id = `${key.key} ${JSON.stringify(key.defaultValue)}`;
      if (!found.has(id)) found.set(id, { key, ops: [] });
      found.get(id)!.ops.push(op.name);
    }
  }
  return [...found.values()].map(({ key, ops: names }) => [
    code(key.key),
    code(JSON.stringify(key.defaultValue ?? null)),
    [...names].sort().map(code).join(', '),
    key.description ?? '',
  ]);
}

function stepsOf(job: Job) {
  return job.pipeline.steps.map((step) => step.op);
}

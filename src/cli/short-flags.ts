import type { Job } from '../control/definition/job.ts';
import { configKeys } from '../control/definition/schema.ts';

/** Flags that are short for keys of the config. */
export type ShortFlags = {
  readonly symbols?: readonly string[];
  readonly sources?: readonly string[];
  readonly intervals?: readonly string[];
  readonly daysBack?: number;
};

/** What the flags set. A job that has no such key refuses it by that name. */
export function settingsOfFlags(
  { symbols, sources, intervals, daysBack }: ShortFlags,
  job: Job,
): Readonly<Record<string, string>> {
  const given = {
    [hasKey(job, 'symbols') ? 'symbols' : 'target_stocks']: symbols?.join(','),
    sources: sources?.join(','),
    intervals: intervals?.join(','),
    days_back: daysBack === undefined ? undefined : String(daysBack),
  };
  return Object.fromEntries(Object.entries(given).flatMap(([key, text]) => (text === undefined ? [] : [[key, text]])));
}

function hasKey({ pipeline }: Job, key: string): boolean {
  return pipeline.steps.some(({ op }) => configKeys(op.config)?.some((each) => each.key === key) === true);
}

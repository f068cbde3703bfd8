import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const DAY_MS = 86_400_000;
const PREFIX = 'daily-';
const MANIFEST = 'manifest.json';

export type DailyBackup = {
  /** Where backups lie; those that somebody made by hand are left alone. */
  readonly folder: string;
  /** How many daily ones are kept; 0: none is made. */
  readonly kept: number;
  readonly nowMs: number;
  /** When the first thing was written down: what is not a day old needs no copy. */
  readonly beganAtMs: number;
  readonly make: (to: string) => Promise<void>;
};

/** Makes a backup when the newest daily one is a day old, then removes the oldest beyond those kept. */
export async function backUpDaily({ folder, kept, nowMs, beganAtMs, make }: DailyBackup): Promise<boolean> {
  const sinceMs = Math.max(beganAtMs, ...dailyOnes(folder).map(({ atMs }) => atMs));
  if (kept === 0 || nowMs - sinceMs < DAY_MS) return false;
  await make(join(folder, `${PREFIX}${new Date(nowMs).toISOString().replaceAll(':', '-')}`));
  const gone = dailyOnes(folder).slice(0, -kept);
  for (const { path } of gone) rmSync(path, { recursive: true, force: true });
  return true;
}

/** Oldest first; one without its manifest was left half made by a crash, and is as old as can be. */
function dailyOnes(folder: string): readonly { readonly path: string; readonly atMs: number }[] {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith(PREFIX)) : [];
  const found = names.map((name) => {
    const path = join(folder, name);
    return { path, atMs: statSync(join(path, MANIFEST), { throwIfNoEntry: false })?.mtimeMs ?? 0 };
  });
  return found.sort((left, right) => left.atMs - right.atMs);
}

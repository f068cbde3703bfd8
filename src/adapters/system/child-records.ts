import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasVariable, processRow, processTable } from './process-table.ts';
import { MARK_VARIABLE, signalTree, type Tree } from './process-tree.ts';

/** Which child an engine has, so that the next one can find it. A pid alone says nothing: it is given out again. */
type ChildRecord = Omit<Tree, 'seen'> & { readonly startMark: string; readonly owner: ProcessName };
type ProcessName = { readonly pid: number; readonly startMark: string };

/** Notes a child in the folder; the result forgets it. What cannot be noted is no reason not to work. */
export function recordChild(folder: string, { pid, mark }: Omit<Tree, 'seen'>): () => void {
  const path = join(folder, `${mark}.json`);
  try {
    const record: ChildRecord = { pid, mark, startMark: startMarkOf(pid), owner: ownName() };
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, JSON.stringify(record));
  } catch {
    return () => {};
  }
  return () => rmSync(path, { force: true });
}

/**
 * Kills what engines that are gone left behind: children that could not see them go, and what those started. A child
 * is known by pid and start time together, what it started by its mark.
 */
export function killLeftChildren(folder: string): readonly number[] {
  const killed: number[] = [];
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    const record = readRecord(path);
    if (record !== null && isAlive(record.owner)) continue;
    if (record !== null) killed.push(...killLeft(record));
    rmSync(path, { force: true });
  }
  return killed;
}

function killLeft(record: ChildRecord): readonly number[] {
  if (isAlive(record)) {
    signalTree({ ...record, seen: new Map() }, 'SIGKILL');
    return [record.pid];
  }
  const variable = `${MARK_VARIABLE}=${record.mark}`;
  const marked = processTable().filter((row) => !row.isZombie && row.pid !== process.pid);
  const left = marked.filter((row) => hasVariable(row.pid, variable)).map((row) => row.pid);
  for (const pid of left) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
  return left;
}

let own: ProcessName | null = null;

function ownName(): ProcessName {
  own ??= { pid: process.pid, startMark: startMarkOf(process.pid) };
  return own;
}

const startMarkOf = (pid: number): string => processRow(pid)?.startMark ?? '';

function isAlive({ pid, startMark }: ProcessName): boolean {
  const row = processRow(pid);
  return row !== null && !row.isZombie && row.startMark === startMark;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
}

/** Null for a file that was cut by a crash: whose child it was nobody knows. */
function readRecord(path: string): ChildRecord | null {
  try {
    const { pid, mark, startMark, owner } = JSON.parse(readFileSync(path, 'utf8')) as ChildRecord;
    const isWhole = Number.isSafeInteger(pid) && pid > 1 && typeof mark === 'string' && mark !== '' && startMark !== '';
    return isWhole && Number.isSafeInteger(owner.pid) ? { pid, mark, startMark, owner } : null;
  } catch {
    return null;
  }
}

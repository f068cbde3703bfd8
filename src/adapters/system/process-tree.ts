import { childPids, hasVariable, type ProcessRow, processRow, processTable } from './process-table.ts';

/** The variable that a child hands on to whatever it starts, so that those can be found again. */
export const MARK_VARIABLE = 'TAPELINE_CHILD';

/** A child and all that came out of it. */
export type Tree = {
  /** Of the child, which leads a process group of its own. */
  readonly pid: number;
  /** What `MARK_VARIABLE` holds in it: no other child of any engine has the same. */
  readonly mark: string;
};

/** A look at a tree while it works. */
export type TreeSample = {
  readonly rssBytes: number;
  readonly cpuMs: number;
  /** Processes besides the child itself. */
  readonly others: number;
};

/** Rounds in which a process that starts new ones faster than they are killed is outrun. */
const ROUNDS_MAX = 100;

/** Sends a signal to all of a tree: the group, and whoever left it. Each process gets it once. */
export function signalTree(tree: Tree, signal: 'SIGTERM' | 'SIGKILL'): void {
  send(-tree.pid, signal);
  const told = new Set<string>();
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const fresh = membersOf(tree, processTable()).filter((row) => !told.has(`${row.pid} ${row.startMark}`));
    if (fresh.length === 0) return;
    for (const { pid, groupId, startMark } of fresh) {
      told.add(`${pid} ${startMark}`);
      if (round > 0 || groupId !== tree.pid) send(pid, signal);
    }
  }
}

/**
 * Who belongs to a tree: the group, everything below the child, and (on Linux) whatever carries its mark, however it
 * left: `setsid`, a double fork. Zombies are over and do not count.
 */
export function membersOf({ pid, mark }: Tree, table: readonly ProcessRow[]): readonly ProcessRow[] {
  const variable = `${MARK_VARIABLE}=${mark}`;
  const alive = table.filter((row) => !row.isZombie && row.pid !== process.pid && row.pid > 1);
  const members = new Map(
    alive.filter((row) => row.groupId === pid || hasVariable(row.pid, variable)).map((row) => [row.pid, row]),
  );
  for (let before = -1; before < members.size; ) {
    before = members.size;
    for (const row of alive) if (row.parentPid === pid || members.has(row.parentPid)) members.set(row.pid, row);
  }
  return [...members.values()];
}

/** Memory and processor time of a child and all below it; null when the child is gone. */
export function sampleTree(pid: number): TreeSample | null {
  if (process.platform === 'linux') {
    const row = processRow(pid);
    return row === null || row.isZombie ? null : sampleOf([row, ...below(pid)]);
  }
  const table = processTable();
  return table.some((row) => row.pid === pid) ? sampleOf(membersOf({ pid, mark: '' }, table)) : null;
}

/** Whether a process has started others that still live; cheaper than a sample. */
export function hasChildren(pid: number): boolean {
  return process.platform !== 'linux' || childPids(pid).length > 0;
}

function sampleOf(rows: readonly ProcessRow[]): TreeSample {
  const sum = (of: (row: ProcessRow) => number): number => rows.reduce((total, row) => total + of(row), 0);
  return { rssBytes: sum((row) => row.rssBytes), cpuMs: sum((row) => row.cpuMs), others: rows.length - 1 };
}

function below(pid: number): readonly ProcessRow[] {
  const seen = new Map<number, ProcessRow>();
  for (const waiting = [...childPids(pid)]; waiting.length > 0; ) {
    const next = waiting.pop()!;
    const row = seen.has(next) ? null : processRow(next);
    if (row === null || row.isZombie) continue;
    seen.set(next, row);
    waiting.push(...childPids(next));
  }
  return [...seen.values()];
}

function send(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone already.
  }
}

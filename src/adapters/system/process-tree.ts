import { childPids, hasVariable, type ProcessRow, processRow, processTable } from './process-table.ts';

/** The variable that a child hands on to whatever it starts, so that those can be found again. */
export const MARK_VARIABLE = 'TAPELINE_CHILD';

/** A child and all that came out of it. */
export type Tree = {
  /** Of the child, which leads a process group of its own. */
  readonly pid: number;
  /** What `MARK_VARIABLE` holds in it: no other child of any engine has the same. */
  readonly mark: string;
  /** Who was seen below it so far, pid and start: one that cleared its environment is its own once its parent is gone. */
  readonly seen: Map<number, string>;
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
  const told = new Set<string>();
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    // Looked at before anybody is told: who loses its parent now could not be found afterwards.
    const members = membersOf(tree, processTable());
    for (const { pid, startMark } of members) tree.seen.set(pid, startMark);
    const fresh = members.filter((row) => !told.has(nameOf(row)));
    if (round === 0) send(-tree.pid, signal);
    if (fresh.length === 0) return;
    for (const row of fresh) {
      told.add(nameOf(row));
      if (round > 0 || row.groupId !== tree.pid) send(row.pid, signal);
    }
  }
}

/**
 * Who belongs to a tree: the group, everything below the child, whoever was seen there before, and (on Linux) whatever
 * carries its mark, however it left: `setsid`, a double fork. Zombies are over and do not count.
 */
export function membersOf({ pid, mark, seen }: Tree, table: readonly ProcessRow[]): readonly ProcessRow[] {
  const variable = `${MARK_VARIABLE}=${mark}`;
  const alive = table.filter((row) => !row.isZombie && row.pid !== process.pid && row.pid > 1);
  const isOne = (row: ProcessRow): boolean =>
    row.groupId === pid || seen.get(row.pid) === row.startMark || hasVariable(row.pid, variable);
  const members = new Map(alive.filter(isOne).map((row) => [row.pid, row]));
  for (let before = -1; before < members.size; ) {
    before = members.size;
    for (const row of alive) if (row.parentPid === pid || members.has(row.parentPid)) members.set(row.pid, row);
  }
  return [...members.values()];
}

/** Memory and processor time of a child and all below it, who are remembered; null when the child is gone. */
export function sampleTree(tree: Tree): TreeSample | null {
  const row = processRow(tree.pid);
  if (row === null || row.isZombie) return null;
  const others = othersOf(tree);
  tree.seen.clear();
  for (const { pid, startMark } of others) tree.seen.set(pid, startMark);
  const sum = (of: (row: ProcessRow) => number): number => others.reduce((total, each) => total + of(each), of(row));
  return { rssBytes: sum((each) => each.rssBytes), cpuMs: sum((each) => each.cpuMs), others: others.length };
}

/** Whether something lives besides the child; cheaper than a sample. */
export function isAlone({ pid, seen }: Tree): boolean {
  return process.platform === 'linux' && seen.size === 0 && childPids(pid).length === 0;
}

/** Everyone besides the child itself. On Linux without a look at the whole table, which may be long. */
function othersOf(tree: Tree): readonly ProcessRow[] {
  if (process.platform !== 'linux') return membersOf(tree, processTable()).filter(({ pid }) => pid !== tree.pid);
  const rows = new Map<number, ProcessRow>();
  for (const waiting = [...tree.seen.keys(), ...childPids(tree.pid)]; waiting.length > 0; ) {
    const pid = waiting.pop()!;
    const row = rows.has(pid) ? null : processRow(pid);
    const isAnother = tree.seen.has(pid) && tree.seen.get(pid) !== row?.startMark;
    if (row === null || row.isZombie || isAnother) continue;
    rows.set(pid, row);
    waiting.push(...childPids(pid));
  }
  return [...rows.values()];
}

const nameOf = ({ pid, startMark }: ProcessRow): string => `${pid} ${startMark}`;

function send(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone already.
  }
}

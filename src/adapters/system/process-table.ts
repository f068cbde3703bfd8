import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** One process of this machine as the system lists it. */
export type ProcessRow = {
  readonly pid: number;
  readonly parentPid: number;
  readonly groupId: number;
  /** Equal for one process for as long as it lives, and for no other that gets the same pid later. */
  readonly startMark: string;
  /** It has ended and only waits for its parent to notice. */
  readonly isZombie: boolean;
  readonly rssBytes: number;
  readonly cpuMs: number;
};

/** `/proc` counts time in these on every Linux that Node runs on. */
const TICK_MS = 10;

/** Every process that can be seen. Costs about 20 µs a process on Linux, one `ps` elsewhere. */
export function processTable(): readonly ProcessRow[] {
  if (process.platform !== 'linux') return tableOfPs();
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => processRow(Number(pid)) ?? []);
}

/** One process, or null when it is gone. */
export function processRow(pid: number): ProcessRow | null {
  if (process.platform !== 'linux') return tableOfPs().find((row) => row.pid === pid) ?? null;
  const text = read(`/proc/${pid}/stat`);
  return text === null ? null : rowOfStat(pid, text);
}

/** The pids that a process started itself and that still live. */
export function childPids(pid: number): readonly number[] {
  try {
    const lists = readdirSync(`/proc/${pid}/task`).map((thread) => read(`/proc/${pid}/task/${thread}/children`) ?? '');
    return lists.flatMap((list) => list.split(' ').filter((each) => each !== '')).map(Number);
  } catch {
    return [];
  }
}

/** Whether a process was started with this variable in its environment. Linux only: elsewhere nobody may look. */
export function hasVariable(pid: number, variable: string): boolean {
  const environment = process.platform === 'linux' ? read(`/proc/${pid}/environ`) : null;
  return environment?.split('\0').includes(variable) ?? false;
}

/** The name in brackets is the program's own choice and may hold spaces and brackets: what counts comes after it. */
function rowOfStat(pid: number, text: string): ProcessRow {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const number = (index: number): number => Number(fields[index]);
  return {
    pid,
    parentPid: number(1),
    groupId: number(2),
    startMark: `${bootMark()}:${fields[19]}`,
    isZombie: fields[0] === 'Z' || fields[0] === 'X',
    rssBytes: number(21) * pageBytes(),
    cpuMs: (number(11) + number(12) + number(13) + number(14)) * TICK_MS,
  };
}

let boot: string | null = null;

/** Start times count from the boot, so they say nothing without it. */
function bootMark(): string {
  boot ??= read('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
  return boot;
}

let page = 0;

/** 4 KiB nearly everywhere, 16 or 64 KiB on some ARM machines: this process's own figures tell. */
function pageBytes(): number {
  if (page > 0) return page;
  const bytes = Number(/^VmSize:\s+(\d+) kB/m.exec(read('/proc/self/status') ?? '')?.[1]) * 1024;
  const pages = Number(read('/proc/self/statm')?.split(' ')[0]);
  const ratio = bytes / pages;
  page = [4096, 16_384, 65_536].find((size) => Math.abs(ratio / size - 1) < 0.1) ?? 4096;
  return page;
}

const PS_FIELDS = 'pid=,ppid=,pgid=,stat=,rss=,time=,lstart=';

/** The same table from `ps`: macOS, and tests. */
export function tableOfPs(): readonly ProcessRow[] {
  try {
    const options = { encoding: 'utf8', env: { PATH: '/bin:/usr/bin', LC_ALL: 'C' }, maxBuffer: 2 ** 26 } as const;
    const text = execFileSync('ps', ['-axo', PS_FIELDS], options);
    return text.split('\n').flatMap((line) => rowOfPs(line) ?? []);
  } catch {
    return [];
  }
}

function rowOfPs(line: string): ProcessRow | null {
  const [pid, parentPid, groupId, state, rssKb, time, ...started] = line.trim().split(/\s+/);
  if (time === undefined) return null;
  return {
    pid: Number(pid),
    parentPid: Number(parentPid),
    groupId: Number(groupId),
    startMark: started.join(' '),
    isZombie: state!.startsWith('Z'),
    rssBytes: Number(rssKb) * 1024,
    cpuMs: cpuMsOf(time),
  };
}

/** `[[days-]hours:]minutes:seconds`, with hundredths on macOS. */
function cpuMsOf(time: string): number {
  const [clock, days = '0'] = time.split('-').reverse() as [string, string?];
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return (Number(days) * 86_400 + seconds) * 1000;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

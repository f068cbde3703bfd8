import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Played } from './campaign.ts';

/** Seeds that were played on a commit, each of them once and some twice. */
export type RecordedRange = {
  readonly commit: string;
  readonly from: number;
  readonly to: number;
  readonly twice: number;
  readonly events: number;
  readonly failed: readonly number[];
};

const FILE = new URL('recorded.json', import.meta.url);
/** What the seeds play. */
const CODE = ['src', 'test/simulation', ':!test/simulation/desk/recorded.json'];

/**
 * Ranges of seeds as `recorded.json` keeps them, written after every chunk: a campaign that was cut goes on where it
 * stood, on the same commit. Null where the code has changes that no commit has.
 */
export function openRecord(): SeedRecord | null {
  if (git('status', '--porcelain', '--', ...CODE) !== '') return null;
  return new SeedRecord(git('log', '-1', '--format=%h', '--', ...CODE));
}

export class SeedRecord {
  readonly #commit: string;
  #ranges = JSON.parse(readFileSync(FILE, 'utf8')) as readonly RecordedRange[];

  constructor(commit: string) {
    this.#commit = commit;
  }

  has(seed: number): boolean {
    return this.#ranges.some(({ commit, from, to }) => commit === this.#commit && from <= seed && seed < to);
  }

  add({ from, to }: Pick<RecordedRange, 'from' | 'to'>, { doubled, events, failures }: Played): void {
    const failed = failures.map(({ seed }) => seed);
    const range = { commit: this.#commit, from, to, twice: doubled, events, failed };
    this.#ranges = joined([...this.#ranges, range]);
    writeFileSync(FILE, textOf(this.#ranges));
  }
}

/** Ranges of one commit that touch are one, by commits in the order in which they were played. */
function joined(ranges: readonly RecordedRange[]): readonly RecordedRange[] {
  const commits = [...new Set(ranges.map(({ commit }) => commit))];
  const sorted = commits.flatMap((commit) =>
    ranges.filter((range) => range.commit === commit).sort((left, right) => left.from - right.from),
  );
  const whole: RecordedRange[] = [];
  for (const range of sorted) {
    const last = whole.at(-1);
    if (last?.commit !== range.commit || last.to !== range.from) whole.push(range);
    else whole.splice(-1, 1, together(last, range));
  }
  return whole;
}

function together(left: RecordedRange, right: RecordedRange): RecordedRange {
  const { commit, from } = left;
  const [twice, events] = [left.twice + right.twice, left.events + right.events];
  return { commit, from, to: right.to, twice, events, failed: [...left.failed, ...right.failed] };
}

/** Lists of numbers stand in one line, as the formatter has them. */
function textOf(ranges: readonly RecordedRange[]): string {
  const text = JSON.stringify(ranges, null, 2);
  return `${text.replace(/\[[\s\d,]+\]/g, (list) => JSON.stringify(JSON.parse(list)).replaceAll(',', ', '))}\n`;
}

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { encoding: 'utf8' }).trim();
}

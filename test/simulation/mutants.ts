/**
 * Plants one bug after the other into a copy of the program and looks whether the simulation finds it.
 * `node test/simulation/mutants.ts [--only name] [--seeds 1000]` plays the seed that found a bug the last time, then as
 * many as it takes until one fails, and keeps in `mutants.json` which it was.
 */
import { fork } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Played } from './desk/campaign.ts';
import { MUTANTS, type Mutant } from './planted-bugs.ts';

type Found = { readonly seed: number; readonly violation: string };

const FILE = new URL('mutants.json', import.meta.url);
const SHARE_MIN = 0.95;

const { values } = parseArgs({ options: { only: { type: 'string' }, seeds: { type: 'string' } } });
const kept = (): Record<string, Found | null> => JSON.parse(readFileSync(FILE, 'utf8'));
const chosen = MUTANTS.filter(({ name }) => values.only === undefined || name.includes(values.only));
const copy = mkdtempSync(join(tmpdir(), 'tapeline-mutant-'));
try {
  for (const part of ['src', 'test/simulation', 'package.json', 'tsconfig.json'])
    cpSync(part, join(copy, part), { recursive: true });
  symlinkSync(join(process.cwd(), 'node_modules'), join(copy, 'node_modules'));
  process.exitCode = await plantAll();
} finally {
  rmSync(copy, { recursive: true, force: true });
}

async function plantAll(): Promise<number> {
  let count = 0;
  for (const mutant of chosen) {
    const found = await findingOf(mutant);
    if (found !== null) count += 1;
    const told = found === null ? 'NOT FOUND' : `seed ${found.seed}: ${found.violation}`;
    process.stdout.write(`${mutant.name.padEnd(50)} ${told.slice(0, 120)}\n`);
    keep(mutant.name, found);
  }
  process.stdout.write(`${count} of ${chosen.length} found\n`);
  return count / chosen.length >= SHARE_MIN ? 0 : 1;
}

function keep(mutant: string, found: Found | null): void {
  const all = { ...kept(), [mutant]: found };
  const inOrder = MUTANTS.flatMap(({ name }) => (name in all ? [[name, all[name]] as const] : []));
  writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(inOrder), null, 2)}\n`);
}

async function findingOf({ name, changes }: Mutant): Promise<Found | null> {
  const known = kept()[name]?.seed;
  const again = known === undefined ? [] : [{ from: known, to: known + 1 }];
  const files = [...new Set(changes.map(([file]) => file))];
  const before = files.map((file) => readFileSync(join(copy, 'src', file), 'utf8'));
  try {
    for (const change of changes) plant(name, change);
    for (const range of [...again, { from: 0, to: Number(values.seeds ?? 1000) }]) {
      const found = await firstFailure(range);
      if (found !== null) return found;
    }
    return null;
  } finally {
    for (const [index, file] of files.entries()) writeFileSync(join(copy, 'src', file), before[index]!);
  }
}

function plant(name: string, [file, search, replace]: Mutant['changes'][number]): void {
  const path = join(copy, 'src', file);
  const text = readFileSync(path, 'utf8');
  if (text.split(search).length !== 2) throw new Error(`${name}: "${search}" does not stand once in ${file}`);
  writeFileSync(
    path,
    text.replace(search, () => replace),
  );
}

/** A program that does not even play its seeds has not been found by one. */
function firstFailure(range: { readonly from: number; readonly to: number }): Promise<Found | null> {
  const child = fork(join(copy, 'test/simulation/desk/run.ts'), ['--worker', '--first'], { cwd: copy });
  const { promise, resolve } = Promise.withResolvers<Found | null>();
  child.on('message', (played: Played | null) => {
    if (played === null) {
      child.send({ ...range, twice: 0 });
      return;
    }
    const [first] = played.failures;
    resolve(first === undefined ? null : { seed: first.seed, violation: first.violations[0]!.slice(0, 160) });
    child.disconnect();
  });
  child.on('exit', () => resolve(null));
  return promise;
}

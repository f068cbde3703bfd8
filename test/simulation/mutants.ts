/**
 * Plants one bug after the other into a copy of the program and looks whether the simulation finds it.
 * `node test/simulation/mutants.ts [--only name] [--seeds 300]` prints a line for each; it takes a while.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MUTANTS, type Mutant } from './planted-bugs.ts';

const { values } = parseArgs({ options: { only: { type: 'string' }, seeds: { type: 'string' } } });
const seeds = Number(values.seeds ?? 300);
const chosen = MUTANTS.filter(({ name }) => values.only === undefined || name.includes(values.only));
const root = process.cwd();
const found = chosen.filter((mutant) => isFound(mutant));
process.stdout.write(`${found.length} of ${chosen.length} found\n`);
process.exitCode = found.length / chosen.length >= 0.95 ? 0 : 1;

function isFound(mutant: Mutant): boolean {
  const copy = mkdtempSync(join(tmpdir(), 'tapeline-mutant-'));
  try {
    for (const part of ['src', 'test/simulation', 'package.json', 'tsconfig.json'])
      cpSync(join(root, part), join(copy, part), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    for (const change of mutant.changes) plant(copy, mutant.name, change);
    const args = ['test/simulation/desk/run.ts', '--first', '--twice', '0', '--workers', '1', '--seeds', `${seeds}`];
    const { status, stdout } = spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8' });
    const first = /^seed (\d+): (.*)$/m.exec(stdout);
    const told =
      first === null ? (status === 0 ? 'NOT FOUND' : 'broken') : `seed ${first[1]}: ${first[2]!.slice(0, 110)}`;
    process.stdout.write(`${mutant.name.padEnd(44)} ${told}\n`);
    return first !== null;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function plant(copy: string, name: string, [file, search, replace]: Mutant['changes'][number]): void {
  const path = join(copy, 'src', file);
  const text = readFileSync(path, 'utf8');
  if (text.split(search).length !== 2) throw new Error(`${name}: "${search}" does not stand once in ${file}`);
  writeFileSync(
    path,
    text.replace(search, () => replace),
  );
}

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A Python with these packages, in a folder of its own under the temporary folder; made the first time, with python3. */
export function pythonWith(name: string, packages: readonly string[]): string {
  const folder = join(tmpdir(), `tapeline-bench-quant-${name}`);
  const python = join(folder, 'bin', 'python');
  installOnce(folder, packages, () => {
    must('python3', ['-m', 'venv', folder]);
    must(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]);
  });
  return python;
}

/** A folder with these npm packages in its node_modules, likewise. */
export function npmFolderWith(name: string, packages: readonly string[]): string {
  const folder = join(tmpdir(), `tapeline-bench-quant-${name}`);
  installOnce(folder, packages, () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    must('npm', [
      'install',
      '--silent',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
      '--prefix',
      folder,
      ...packages,
    ]);
  });
  return folder;
}

function installOnce(folder: string, packages: readonly string[], install: () => void): void {
  const mark = join(folder, `installed-${packages.join('-').replaceAll(/[^\w.-]/gu, '_')}`);
  if (existsSync(mark)) return;
  console.log(`Installing ${packages.join(', ')} into ${folder} …`);
  install();
  writeFileSync(mark, '');
}

function must(command: string, argv: readonly string[]): void {
  const { status } = spawnSync(command, argv, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${command} ${argv.join(' ')} ended with ${status}`);
}

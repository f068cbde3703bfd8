import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Project } from '../../control/definition/project.ts';
import { TapelineError } from '../../core/errors.ts';
import { findConfig, loadProject, projectAt } from '../project.ts';
import { shippedProject } from '../shipped.ts';

/** The project as another file has it, or as git has it at a commit, branch or tag. @throws usage.invalid, config.unreadable */
export async function otherProject(projectDir: string, fileOrRef: string): Promise<Project> {
  const path = resolve(projectDir, fileOrRef);
  if (existsSync(path) && statSync(path).isFile()) return projectAt(pathToFileURL(path).href, shippedProject);
  return atCommit(projectDir, fileOrRef);
}

async function atCommit(projectDir: string, ref: string): Promise<Project> {
  const folder = mkdtempSync(join(tmpdir(), 'tapeline-diff-'));
  try {
    const top = git(projectDir, ref, ['rev-parse', '--show-toplevel']).toString().trim();
    // The commit's own name: whatever begins with a dash is no option after it.
    const commit = git(projectDir, ref, ['rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`]);
    const archive = git(top, ref, ['archive', '--format=tar', commit.toString().trim()]);
    execFileSync('tar', ['-x', '-C', folder], { input: archive });
    const there = join(folder, relative(top, projectDir));
    const modules = modulesOf(projectDir);
    if (modules !== null && !existsSync(join(there, 'node_modules'))) symlinkSync(modules, join(there, 'node_modules'));
    if (findConfig(there) === null) throw refused(ref, 'it has no config file');
    return (await loadProject(there, shippedProject)).project;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function git(folder: string, ref: string, args: readonly string[]): Buffer {
  try {
    return execFileSync('git', ['-C', folder, ...args], { stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 2 ** 30 });
  } catch (cause) {
    throw refused(ref, 'it is neither a file nor a commit, branch or tag of this folder', cause);
  }
}

function modulesOf(projectDir: string): string | null {
  for (let folder = projectDir; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'node_modules'))) return join(folder, 'node_modules');
    if (dirname(folder) === folder) return null;
  }
}

function refused(ref: string, problem: string, cause?: unknown): TapelineError {
  const facts = {
    what: `--diff cannot use this: ${problem}`,
    got: ref,
    wayOut: 'Name a config file, or a git commit.',
  };
  return new TapelineError('usage.invalid', { facts, cause });
}

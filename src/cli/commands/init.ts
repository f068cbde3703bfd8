import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve, sep } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { EXIT, TapelineError } from '../../core/errors.ts';
import { systemProblemText } from '../../core/system-problem.ts';
import { codeVersion, shippedFolder } from '../../runtime/code-version.ts';
import { makeProjectFolder } from '../../runtime/folders.ts';
import { type Context, contextOf } from '../context.ts';
import { pathText } from '../format.ts';

type InitFlags = { readonly yes?: boolean };
type Written = { readonly path: string; readonly isNew: boolean };

export function addInit(program: Command, finish: (code: number) => void): void {
  program
    .command('init')
    .summary('write a project of your own')
    .description(
      'Writes a project: tapeline.config.ts with the shipped pipelines and an op of your own, package.json, .env.example. Existing files are kept.',
    )
    .argument('[folder]', 'where', '.')
    .option('--yes', 'ask nothing')
    .addHelpText('after', '\nExamples:\n  tapeline init my-desk --yes\n  cd my-desk && npx tapeline list')
    .action(async (folder: string, { yes = false }: InitFlags, command: Command) => {
      const context = contextOf(command);
      const target = resolve(context.from, yes ? folder : await askFolder(folder));
      const written = writeProject(target);
      show(context, target, written);
      finish(EXIT.ok);
    });
}

/** Asks only where somebody can answer. */
async function askFolder(folder: string): Promise<string> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return folder;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`Folder [${folder}]: `);
  terminal.close();
  return answer.trim() === '' ? folder : answer.trim();
}

function writeProject(target: string): readonly Written[] {
  const template = shippedFolder('templates/desk');
  try {
    makeProjectFolder(target);
    return [
      keepOrWrite(join(target, 'package.json'), (path) => writeFileSync(path, packageJson(target))),
      keepOrWrite(join(target, 'tapeline.config.ts'), (path) =>
        copyFileSync(join(template, 'tapeline.config.ts'), path),
      ),
      keepOrWrite(join(target, '.env.example'), (path) => copyFileSync(join(template, 'env.example'), path)),
      keepOrWrite(join(target, '.gitignore'), (path) =>
        writeFileSync(path, 'node_modules/\n.tapeline/\ndata/\nlogs/\n.env\n'),
      ),
    ];
  } catch (cause) {
    const problem = systemProblemText(cause);
    const facts = {
      action: 'write a project into',
      path: target,
      problem,
      wayOut: 'Choose a folder that you may write to.',
    };
    throw new TapelineError('io.failed', { facts, cause });
  }
}

function keepOrWrite(path: string, write: (path: string) => void): Written {
  const isNew = !existsSync(path);
  if (isNew) write(path);
  return { path, isNew };
}

function packageJson(target: string): string {
  const name =
    basename(target)
      .toLowerCase()
      .replaceAll(/[^a-z0-9._-]+/g, '-')
      .replaceAll(/^[-._]+|-+$/g, '') || 'my-desk';
  const json = { name, private: true, type: 'module', dependencies: { tapeline: dependency(target) } };
  return `${JSON.stringify(json, null, 2)}\n`;
}

/** A clone is linked to: `npm install` then needs no registry. A published copy is asked for by its version. */
function dependency(target: string): string {
  const root = shippedFolder('.');
  if (!existsSync(join(root, 'src', 'cli', 'main.ts'))) return `^${codeVersion()}`;
  return `file:${relative(target, root).split(sep).join('/') || '.'}`;
}

function show({ output }: Context, target: string, written: readonly Written[]): void {
  const { texts } = output;
  if (output.isJson) output.json({ folder: target, files: written });
  for (const { path, isNew } of written) output.line(isNew ? texts.wrote(pathText(path)) : texts.kept(pathText(path)));
  output.line(texts.initNext(resolve(target) === process.cwd() ? null : quoted(pathText(target))));
}

/** A path as a shell takes it. */
function quoted(path: string): string {
  return /[\s'"$&()]/.test(path) ? `"${path.replaceAll(/["$\\`]/g, '\\$&')}"` : path;
}

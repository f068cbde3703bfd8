import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from '../../scripts/source/files.ts';

/** What a command printed, both streams together, and how it ended. */
export type Outcome = { readonly code: number | null; readonly stdout: string; readonly printed: string };

/** A folder of a reader's own in which the documents' commands run, as if `npm install` had been there. */
export type Desk = Disposable & {
  readonly folder: string;
  readonly write: (path: string, text: string) => void;
  readonly run: (command: string) => Promise<Outcome>;
};

const COMMAND_TIMEOUT_MS = 600_000;
/** What would change what a reader sees. */
const FOREIGN = /^(npm_|RQDATA|TAPELINE_|INIT_CWD$|NODE_TEST|FORCE_COLOR$|NO_COLOR$|(DATA|CACHE|LOG)_DIR$|LC_|LANG)/;

/** With the files of an example of the repository, when one is named. */
export function openDesk(example?: string, language: 'en' | 'zh' = 'en'): Desk {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tapeline docs 文档 ')));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules', 'tapeline'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }\n');
  if (example !== undefined) cpSync(join(ROOT, example), folder, { recursive: true, filter: isSource });
  const kept = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
  const env = {
    ...Object.fromEntries(kept),
    PATH: `${join(ROOT, 'node_modules', '.bin')}:${process.env.PATH}`,
    LANG: language === 'zh' ? 'zh_CN.UTF-8' : 'C.UTF-8',
    TZ: 'UTC',
  };
  return {
    folder,
    write(path, text) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    },
    run: (command) => runCommand(command, folder, env),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What someone who ran the example in place left behind stays there. */
function isSource(path: string): boolean {
  return !/[/\\](\.tapeline|data|logs)$/.test(path);
}

function runCommand(command: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Outcome> {
  const child = spawn('bash', ['-c', command.replaceAll(/\bnpx tapeline\b/g, 'tapeline')], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: COMMAND_TIMEOUT_MS,
  });
  let [stdout, printed] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    printed += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, printed })));
}

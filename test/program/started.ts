import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BIN = process.env.TAPELINE_TEST_BIN ?? fileURLToPath(new URL('../../bin/tapeline.js', import.meta.url));

/** The program at work. */
export type Started = Disposable & {
  readonly pid: number;
  /** Resolves when it has said something like this; rejects when it ends without. */
  readonly says: (pattern: RegExp) => Promise<void>;
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Both streams so far. */
  readonly printed: () => string;
};

/** Starts one command line in a folder, and does not wait. */
export function start(folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Started {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: folder,
    env: { ...process.env, TAPELINE_CHILDREN: '1', ...env },
  });
  const ended = new Promise<Awaited<Started['ended']>>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const printed = printedBy(child);
  return {
    pid: child.pid!,
    ended,
    printed: printed.text,
    says: printed.says,
    kill: (signal) => void child.kill(signal),
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  };
}

function printedBy(child: ChildProcess): { readonly text: () => string; readonly says: Started['says'] } {
  let text = '';
  let isOver = false;
  const looks = new Set<() => void>();
  const look = (): void => {
    for (const each of [...looks]) each();
  };
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      look();
    });
  child.once('close', () => {
    isOver = true;
    look();
  });
  const says = (pattern: RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      const lookOnce = (): void => {
        if (pattern.test(text)) resolve();
        else if (isOver) reject(new Error(`it ended without saying ${pattern}:\n${text}`));
        else return;
        looks.delete(lookOnce);
      };
      looks.add(lookOnce);
      lookOnce();
    });
  return { text: () => text, says };
}

import { Worker } from 'node:worker_threads';

/** The pipe of a child that carries its beats, after stdin, stdout, stderr and the messages. */
export const HEART_FD = 4;
export const BEAT_MS = 1000;
/** What a beat says of the main loop: it has turned since the last one, or it is busy. */
export const BEAT = { turning: 't', busy: 'b' } as const;

type HeartData = {
  readonly turns: Int32Array;
  readonly fd: number;
  readonly everyMs: number;
  readonly letters: typeof BEAT;
};

/**
 * Beats from a thread of its own, so that a step that keeps the main loop busy neither misses a beat nor fakes one.
 * The same thread sees the engine go, which a busy main loop cannot: it takes the whole group along.
 */
export function startHeart(): void {
  const turns = new Int32Array(new SharedArrayBuffer(4));
  setInterval(() => Atomics.add(turns, 0, 1), BEAT_MS / 2).unref();
  const workerData: HeartData = { turns, fd: HEART_FD, everyMs: BEAT_MS, letters: BEAT };
  // As text: a module would have the thread start a loader of its own, and every child wait for it.
  const thread = new Worker(`(${beat})()`, { eval: true, workerData, execArgv: [], stdin: false });
  // Without its heart a child is taken for lost in time; that is no reason to fail now.
  thread.on('error', () => {});
  thread.unref();
}

/** The whole thread. Nothing outside of it can be seen from here. */
function beat(): void {
  const { writeSync } = process.getBuiltinModule('node:fs');
  const { turns, fd, everyMs, letters } = process.getBuiltinModule('node:worker_threads').workerData as HeartData;
  let seen = 0;
  const once = (): void => {
    const now = Atomics.load(turns, 0);
    const isBusy = now === seen;
    seen = now;
    try {
      writeSync(fd, isBusy ? letters.busy : letters.turning);
    } catch (error) {
      // Nobody is left at the other end.
      if ((error as NodeJS.ErrnoException).code === 'EPIPE') leave();
    }
  };
  const leave = (): void => {
    try {
      process.kill(-process.pid, 'SIGKILL');
    } catch {
      process.kill(process.pid, 'SIGKILL');
    }
  };
  once();
  setInterval(once, everyMs);
}

import { Worker } from 'node:worker_threads';

/** The pipe of a child that carries its beats, after stdin, stdout, stderr and the messages. */
export const HEART_FD = 4;
export const BEAT_MS = 1000;
/** What a beat says of the main loop: it has turned since the last one, or it is busy. */
export const BEAT = { turning: 't', busy: 'b' } as const;

/**
 * Beats from a thread of its own, so that a step that keeps the main loop busy neither misses a beat nor fakes one.
 * The same thread sees the engine go, which a busy main loop cannot: it takes the whole group along.
 */
export function startHeart(): void {
  const turns = new Int32Array(new SharedArrayBuffer(4));
  setInterval(() => Atomics.add(turns, 0, 1), BEAT_MS / 2).unref();
  const file = import.meta.url.endsWith('.ts') ? './heart-thread.ts' : './heart-thread.js';
  const thread = new Worker(new URL(file, import.meta.url), {
    workerData: turns,
    execArgv: [],
    stdin: false,
    resourceLimits: { maxOldGenerationSizeMb: 16 },
  });
  // Without its heart a child is taken for lost in time; that is no reason to fail now.
  thread.on('error', () => {});
  thread.unref();
}

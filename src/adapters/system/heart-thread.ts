/** The thread of `heart.ts`: one letter a second down the pipe. */
import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { BEAT, BEAT_MS, HEART_FD } from './heart.ts';

const turns = workerData as Int32Array;
let seen = 0;

function beat(): void {
  const now = Atomics.load(turns, 0);
  const isBusy = now === seen;
  seen = now;
  try {
    writeSync(HEART_FD, isBusy ? BEAT.busy : BEAT.turning);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') leave();
  }
}

/** Nobody is left at the other end. */
function leave(): void {
  try {
    process.kill(-process.pid, 'SIGKILL');
  } catch {
    process.kill(process.pid, 'SIGKILL');
  }
}

beat();
setInterval(beat, BEAT_MS);

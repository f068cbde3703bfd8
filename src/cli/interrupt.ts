import { EXIT, TapelineError } from '../core/errors.ts';
import { stopAtOnce } from './guard.ts';

export type Interrupt = Disposable & { readonly signal: AbortSignal };

const EXITS = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated, SIGHUP: EXIT.terminated } as const;
type Stopping = keyof typeof EXITS;

let stoppedBy: Stopping = 'SIGINT';

/**
 * The first Ctrl-C, SIGTERM, or closed terminal aborts `signal`, so that the work ends in order and its state is
 * saved; the second ends the program at once, which loses no more than a crash does.
 */
export function interruptible(onFirst: () => void = () => {}): Interrupt {
  const controller = new AbortController();
  const stop = (name: Stopping): void => {
    if (controller.signal.aborted) stopAtOnce(`${name} came a second time`, EXITS[name]);
    stoppedBy = name;
    onFirst();
    controller.abort(new Error(`interrupted by ${name}`));
  };
  const names = Object.keys(EXITS) as Stopping[];
  for (const name of names) process.on(name, stop);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const name of names) process.off(name, stop);
    },
  };
}

/** What a command fails with that was interrupted while it asked something. */
export function interrupted(command: string): TapelineError {
  const facts = { step: command, reason: `interrupted by ${stoppedBy}` };
  return new TapelineError('step.cancelled', { facts, exit: EXITS[stoppedBy] });
}

/** How a command exits whose run was cancelled: by the signal that this process got, or by somebody else. */
export function exitOfCancelled(): number {
  return EXITS[stoppedBy];
}

import { Console } from 'node:console';
import { EXIT, TapelineError } from '../core/errors.ts';
import { spaceError } from '../core/io-error.ts';

/** How the work of a command ends: by itself, or by what code of the project does to the process. */
export type Guard = Disposable & { readonly isOver: () => boolean };

/** Tells an error where people or programs look for it, and gives the exit code it calls for. */
export type Tell = (error: unknown) => number;

/**
 * Config files and ops are code of others that runs in this process. What they print does not reach stdout, which
 * belongs to the command; and whatever they do (throw where nobody catches, call `process.exit`, wait for what never
 * comes, leave a timer running), the command ends with a sentence, and with 0 only when its work was done.
 */
export function guardProcess(tell: Tell): Guard {
  tellNow = tell;
  let isOver = false;
  let isIdle = false;
  const onIdle = (): void => {
    isIdle = true;
  };
  const onExit = (code: number): void => {
    if (!isOver && !isLeaving) process.exitCode = tell(isIdle ? stuck() : stopped(code));
  };
  const onThrown = (cause: unknown): void => {
    const code = tell(uncaught(cause));
    if (!isOver) leaveAtOnce(code);
  };
  Object.assign(globalThis.console, new Console({ stdout: process.stderr, stderr: process.stderr }));
  for (const stream of [process.stdout, process.stderr]) stream.on('error', (error) => onBrokenOutput(error, tell));
  process.on('beforeExit', onIdle).on('exit', onExit).on('uncaughtException', onThrown);
  return {
    isOver: () => isOver,
    [Symbol.dispose]: () => {
      isOver = true;
      leaveSoon();
    },
  };
}

let tellNow: Tell = () => EXIT.failed;
let isLeaving = false;

/** Ends the process now: what has been committed stays, the rest is as after a crash. */
export function stopAtOnce(how: string, code: number): never {
  tellNow(new TapelineError('program.stopped', { facts: { how } }));
  leaveAtOnce(code);
}

function leaveAtOnce(code: number): never {
  isLeaving = true;
  process.exit(code);
}

/** Whoever read the output may have left (`| head`): what is still written goes nowhere, and the work goes on. */
function onBrokenOutput(error: NodeJS.ErrnoException, tell: Tell): void {
  if (error.code === 'EPIPE') return;
  const stdout = { action: 'write', path: 'stdout' };
  const wayOut = 'Look at the result with "tapeline runs show last", or send the output elsewhere.';
  const failed = new TapelineError('io.failed', { facts: { ...stdout, problem: error.message, wayOut } });
  leaveAtOnce(tell(spaceError(stdout, error) ?? failed));
}

function stopped(code: number): TapelineError {
  const how = `its config file or an op called process.exit(${code})`;
  return new TapelineError('program.stopped', { facts: { how } });
}

function uncaught(cause: unknown): TapelineError {
  const how = 'an error was thrown where nobody catches it';
  return new TapelineError('program.stopped', { facts: { how }, cause });
}

/** Nothing is left to happen, and somebody still waits. */
function stuck(): TapelineError {
  const how = 'its config file or an op waits for something that never comes';
  return new TapelineError('program.stopped', { facts: { how } });
}

const LINGER_MS = 1000;

/** A timer or a connection that a config file left open does not keep a finished command alive. */
function leaveSoon(): void {
  setInterval(() => {
    if (process.stdout.writableLength + process.stderr.writableLength === 0) process.exit();
  }, LINGER_MS).unref();
}

import { type ChildProcess, fork } from 'node:child_process';
import { NO_METRICS, type StepListener, type StepResult, type StepTask } from '../../control/step/task.ts';
import type { Clock } from '../../core/clock.ts';
import { TapelineError, toErrorRecord } from '../../core/errors.ts';
import { OutputTail } from './output-tail.ts';
import { fromChild, type ToChild } from './process-messages.ts';

export type ChildWorkerOptions = {
  /** The module that children run: it answers `task` messages. */
  readonly entry: string;
  readonly args: readonly string[];
  /** The environment children see. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly clock: Clock;
  /** Time between SIGTERM and SIGKILL of a child that has to stop. */
  readonly graceMs?: number;
};

const GRACE_MS = 2000;
/** What a child said before it ended may still be on its way. */
const LAST_WORDS_MS = 500;

/** The step a child works on: who hears its messages, and who is told how the child ended. */
type Work = { readonly hear: (message: unknown) => void; readonly crash: (how: string) => void };

/** A program that leaves at once takes its children along, also one that is too busy to see it go. */
const killOnExit = new Set<() => void>();
process.on('exit', () => {
  for (const kill of killOnExit) kill();
});

/** One child process, the leader of its own group, and the step it works on. */
export class ChildWorker {
  readonly #child: ChildProcess;
  readonly #clock: Clock;
  readonly #graceMs: number;
  readonly #tail = new OutputTail();
  readonly #gone = Promise.withResolvers<void>();
  #work: Work | null = null;
  #how: string | null = null;
  readonly #killNow = (): void => this.#kill('SIGKILL');

  constructor({ entry, args, env, cwd, clock, graceMs = GRACE_MS }: ChildWorkerOptions) {
    this.#clock = clock;
    this.#graceMs = graceMs;
    this.#child = fork(entry, [...args], {
      cwd,
      env: { ...env },
      // A debugger's port cannot be had twice.
      execArgv: process.execArgv.filter((flag) => !flag.startsWith('--inspect')),
      detached: true,
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.#tail.push(text));
    }
    killOnExit.add(this.#killNow);
    this.#child.on('message', (message) => this.#work?.hear(message));
    this.#child.on('error', (error) => this.#failed(error));
    this.#child.on('disconnect', () => void this.#endSilent());
    this.#child.once('exit', (code, killedBy) => {
      void this.#exited(killedBy === null ? `exit code ${code}` : `signal ${killedBy}`);
    });
  }

  get isAlive(): boolean {
    return this.#how === null && this.#child.connected;
  }

  async work(task: StepTask, listener: StepListener, signal: AbortSignal): Promise<StepResult> {
    const over = new AbortController();
    const { promise: answered, resolve: answer } = Promise.withResolvers<StepResult>();
    this.#tail.clear();
    this.#work = {
      hear: (message) => hear(message, listener, answer),
      crash: (how) => answer(this.#crashed(task, signal, how)),
    };
    signal.addEventListener('abort', () => void this.#stopStep(signal.reason, over.signal), {
      once: true,
      signal: over.signal,
    });
    try {
      this.#send({ kind: 'task', task });
      if (this.#how !== null) this.#work.crash(this.#how);
      return await answered;
    } finally {
      over.abort();
      this.#work = null;
      if (signal.aborted) await this.stop();
    }
  }

  /** SIGTERM to the whole group, then SIGKILL. Resolves when the child is gone. */
  async stop(): Promise<void> {
    if (this.#how !== null) return;
    this.#kill('SIGTERM');
    await this.#goneWithin(this.#graceMs);
    this.#kill('SIGKILL');
    await this.#gone.promise;
  }

  async #goneWithin(delayMs: number): Promise<void> {
    const timer = new AbortController();
    await Promise.race([this.#gone.promise, this.#clock.sleep(delayMs, timer.signal).catch(() => {})]);
    timer.abort();
  }

  /** Tells the op first; a child that does not answer in time is ended. */
  async #stopStep(reason: unknown, over: AbortSignal): Promise<void> {
    this.#send({ kind: 'abort', error: toErrorRecord(reason) });
    try {
      await this.#clock.sleep(this.#graceMs, over);
    } catch {
      return;
    }
    await this.stop();
  }

  #send(message: ToChild): void {
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  /** The child is over: whatever it started goes with it, and then its last words count. */
  async #exited(how: string): Promise<void> {
    this.#kill('SIGKILL');
    if (this.#child.connected) await this.#lastWords();
    this.#over(how);
  }

  #lastWords(): Promise<void> {
    const heard = new AbortController();
    const waited = this.#clock.sleep(LAST_WORDS_MS, heard.signal).catch(() => {});
    this.#child.once('disconnect', () => heard.abort());
    return waited;
  }

  /** A child that can no longer be spoken to is of no use, even while it lives. */
  async #endSilent(): Promise<void> {
    await this.#goneWithin(LAST_WORDS_MS);
    if (this.#how === null) this.#kill('SIGKILL');
  }

  /** It could not be started; other errors of a child are followed by its exit. */
  #failed(error: Error): void {
    if (this.#child.pid === undefined) this.#over(`it could not be started: ${error.message}`);
  }

  #over(how: string): void {
    if (this.#how !== null) return;
    this.#how = how;
    killOnExit.delete(this.#killNow);
    this.#work?.crash(how);
    this.#gone.resolve();
  }

  #crashed({ stepKey }: StepTask, signal: AbortSignal, how: string): StepResult {
    const tail = this.#tail.text();
    const cause = tail === '' ? undefined : new Error(tail);
    const crash = new TapelineError('step.crashed', { facts: { step: stepKey, how }, retry: 'later', cause });
    const error = toErrorRecord(signal.aborted ? signal.reason : crash);
    return { outcome: 'failed', error, retryIf: null, metrics: NO_METRICS };
  }

  /** The group, not only its leader: grandchildren go too. */
  #kill(killSignal: 'SIGTERM' | 'SIGKILL'): void {
    if (this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, killSignal);
    } catch {
      // The group is gone already.
    }
  }
}

/** Op code can send messages of its own from the child: what is none of ours is not heard. */
function hear(message: unknown, listener: StepListener, answer: (result: StepResult) => void): void {
  const ours = fromChild(message);
  if (ours?.kind === 'log') listener.onLog(ours.line);
  else if (ours?.kind === 'progress') listener.onProgress(ours.progress);
  else if (ours?.kind === 'result') answer(ours.result);
}

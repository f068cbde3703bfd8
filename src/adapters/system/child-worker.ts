import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { boundedListener } from '../../control/step/bounded-log.ts';
import { NO_METRICS, type StepListener, type StepResult, type StepTask } from '../../control/step/task.ts';
import { type Clock, NOT_NEEDED } from '../../core/clock.ts';
import { TapelineError, toErrorRecord } from '../../core/errors.ts';
import { ChildOutput } from './child-output.ts';
import { recordChild } from './child-records.ts';
import { ChildWatch } from './child-watch.ts';
import { HEART_FD } from './heart.ts';
import { HeartMonitor } from './heart-monitor.ts';
import { type FromChild, fromChild, type ToChild } from './process-messages.ts';
import { MARK_VARIABLE, signalTree, type Tree } from './process-tree.ts';

export type ChildWorkerOptions = {
  /** The module that children run: it answers `task` messages. */
  readonly entry: string;
  readonly args: readonly string[];
  /** The environment children see, besides the mark by which they are found. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly clock: Clock;
  /** From the word to stop until SIGKILL. At half of it whoever did not heed the word gets SIGTERM. */
  readonly graceMs?: number;
  /** A child that says nothing at all for so long is lost. */
  readonly silentMaxMs?: number;
  /** Where children are noted, so that the next engine finds them if this one is killed; nowhere when not given. */
  readonly recordFolder?: string;
  /** Takes secrets out of lines before they are cut. */
  readonly redact?: (text: string) => string;
};

export const GRACE_MS = 4000;
const SILENT_MAX_MS = 30_000;
/** What a child said before it ended may still be on its way. */
const LAST_WORDS_MS = 500;
/** A process that hangs in the kernel does not even heed SIGKILL; nobody waits for it any longer than this. */
const KILL_WAIT_MS = 5000;

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
  readonly #mark = randomUUID();
  /** Null when it could not be started. */
  readonly #tree: Tree | null;
  readonly #heart: HeartMonitor;
  readonly #output: ChildOutput;
  readonly #gone = Promise.withResolvers<void>();
  readonly #forget: () => void;
  #epoch = 0;
  #work: Work | null = null;
  /** Why it was killed, when the step itself is the reason. */
  #verdict: TapelineError | null = null;
  #how: string | null = null;
  readonly #killNow = (): void => this.#kill('SIGKILL');

  constructor(options: ChildWorkerOptions) {
    const { clock, graceMs = GRACE_MS, silentMaxMs = SILENT_MAX_MS, recordFolder, redact = same } = options;
    this.#clock = clock;
    this.#graceMs = graceMs;
    this.#heart = new HeartMonitor(silentMaxMs, clock.monotonicMs());
    this.#child = start(options, this.#mark);
    this.#output = new ChildOutput(this.#child, this.#mark, redact);
    const { pid } = this.#child;
    this.#tree = pid === undefined ? null : { pid, mark: this.#mark, seen: new Map() };
    const isNoted = this.#tree !== null && recordFolder !== undefined;
    this.#forget = isNoted ? recordChild(recordFolder, this.#tree) : () => {};
    this.#listen();
  }

  get isAlive(): boolean {
    return this.#how === null && this.#child.connected;
  }

  async work(task: StepTask, given: StepListener, signal: AbortSignal): Promise<StepResult> {
    const over = new AbortController();
    const { promise: answered, resolve: answer } = Promise.withResolvers<StepResult>();
    const { listener, log } = boundedListener(given);
    const watch = this.#watch(task);
    const beganMs = this.#clock.monotonicMs();
    this.#epoch += 1;
    this.#output.begin((line) => log.addOutput(line));
    this.#work = {
      hear: (message) => hear(message, this.#epoch, listener, { answer, send: (words) => this.#send(words) }),
      crash: (how) => answer(this.#crashed(task, { watch, signal, how, beganMs })),
    };
    signal.addEventListener('abort', () => void this.#stopStep(signal.reason, over.signal), {
      once: true,
      signal: over.signal,
    });
    void watch?.watch(over.signal);
    try {
      this.#send({ kind: 'task', epoch: this.#epoch, task });
      if (this.#how !== null) this.#work.crash(this.#how);
      const result = await answered;
      if (this.isAlive) await this.#heardAll();
      return { ...result, metrics: watch?.metrics(result.metrics) ?? result.metrics };
    } finally {
      over.abort(NOT_NEEDED);
      this.#work = null;
      await this.#clearUp(signal, watch, listener);
      this.#output.end();
      log.end();
    }
  }

  /** SIGTERM to the child and all it started, then SIGKILL. Resolves when the child is gone. */
  async stop(): Promise<void> {
    if (this.#how !== null) return;
    this.#kill('SIGTERM');
    await this.#goneWithin(this.#graceMs / 2);
    this.#kill('SIGKILL');
    await this.#goneWithin(KILL_WAIT_MS);
    this.#over('it did not even heed SIGKILL');
  }

  #listen(): void {
    killOnExit.add(this.#killNow);
    const beats = this.#child.stdio[HEART_FD] as Readable | null | undefined;
    beats?.setEncoding('latin1').on('data', (letters: string) => {
      this.#heart.beats(letters, this.#clock.monotonicMs());
    });
    beats?.on('error', () => {});
    this.#child.on('message', (message) => this.#work?.hear(message));
    this.#child.on('error', (error) => this.#failed(error));
    this.#child.on('disconnect', () => void this.#endSilent());
    this.#child.once('exit', (code, killedBy) => {
      void this.#exited(killedBy === null ? `exit code ${code}` : `signal ${killedBy}`);
    });
  }

  #watch({ stepKey: step, memoryBytes = null }: StepTask): ChildWatch | null {
    const tree = this.#tree;
    if (tree === null || this.#how !== null) return null;
    return new ChildWatch({
      tree,
      clock: this.#clock,
      heart: this.#heart,
      memoryBytesMax: memoryBytes,
      onTooLarge: (peakBytes) => this.#condemn(outOfMemory({ step, limitBytes: memoryBytes, peakBytes })),
      onSilent: (silentMs) =>
        this.#condemn(
          new TapelineError('step.lost', { facts: { step, silentMs: Math.round(silentMs) }, retry: 'later' }),
        ),
    });
  }

  /** The step has forfeited its child: nothing of it is asked or waited for. */
  #condemn(verdict: TapelineError): void {
    if (this.#verdict !== null || this.#how !== null) return;
    this.#verdict = verdict;
    this.#kill('SIGKILL');
  }

  /** A child that was told to stop is not used again, nor one whose step left processes behind. */
  async #clearUp(signal: AbortSignal, watch: ChildWatch | null, { onLog }: StepListener): Promise<void> {
    const left = this.#how === null ? (watch?.left() ?? 0) : 0;
    if (left > 0) {
      onLog({
        level: 'warn',
        message: `What the step left running is ended (processes: ${left})`,
        fields: {},
        error: null,
      });
    }
    if (signal.aborted || left > 0) await this.stop();
  }

  async #heardAll(): Promise<void> {
    const timer = new AbortController();
    const late = this.#clock.sleep(LAST_WORDS_MS, timer.signal).catch(() => {});
    await Promise.race([this.#output.heard(this.#epoch), this.#gone.promise, late]);
    timer.abort(NOT_NEEDED);
  }

  async #goneWithin(delayMs: number): Promise<void> {
    const timer = new AbortController();
    await Promise.race([this.#gone.promise, this.#clock.sleep(delayMs, timer.signal).catch(() => {})]);
    timer.abort(NOT_NEEDED);
  }

  /** Tells the op first; a child that does not answer in time is ended. */
  async #stopStep(reason: unknown, over: AbortSignal): Promise<void> {
    this.#send({ kind: 'abort', epoch: this.#epoch, error: toErrorRecord(reason) });
    try {
      await this.#clock.sleep(this.#graceMs / 2, over);
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
    await this.#lastWords();
    this.#over(how);
  }

  #lastWords(): Promise<void> {
    const heard = new AbortController();
    const waited = this.#clock.sleep(LAST_WORDS_MS, heard.signal).catch(() => {});
    this.#child.once('close', () => heard.abort(NOT_NEEDED));
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
    this.#forget();
    this.#output.finish();
    this.#work?.crash(how);
    this.#gone.resolve();
  }

  #crashed({ stepKey: step }: StepTask, { watch, signal, how, beganMs }: Crash): StepResult {
    const words = this.#output.lastWords();
    const cause = words === '' ? undefined : new Error(words);
    const peakBytes = watch?.peakRssBytes ?? null;
    const crash = HEAP_IS_FULL.test(words)
      ? outOfMemory({ step, limitBytes: null, peakBytes, cause })
      : new TapelineError('step.crashed', { facts: { step, how }, retry: 'later', cause });
    const error = toErrorRecord(signal.aborted ? signal.reason : (this.#verdict ?? crash));
    const durationMs = Math.round(this.#clock.monotonicMs() - beganMs);
    return { outcome: 'failed', error, retryIf: null, metrics: { ...NO_METRICS, durationMs } };
  }

  /** The tree, not only its root: grandchildren go too. */
  #kill(killSignal: 'SIGTERM' | 'SIGKILL'): void {
    if (this.#tree !== null) signalTree(this.#tree, killSignal);
  }
}

type Crash = {
  readonly watch: ChildWatch | null;
  readonly signal: AbortSignal;
  readonly how: string;
  readonly beganMs: number;
};

const same = (text: string): string => text;

function start({ entry, args, env, cwd }: ChildWorkerOptions, mark: string): ChildProcess {
  return fork(entry, [...args], {
    cwd,
    env: { ...env, [MARK_VARIABLE]: mark },
    // A debugger's port cannot be had twice.
    execArgv: process.execArgv.filter((flag) => !flag.startsWith('--inspect')),
    detached: true,
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
  });
}

/** What V8 says with its last breath. */
const HEAP_IS_FULL = /^FATAL ERROR: .*(?:heap out of memory|heap limit)/m;

type TooLarge = {
  readonly step: string;
  readonly limitBytes: number | null;
  readonly peakBytes: number | null;
  readonly cause?: Error | undefined;
};

function outOfMemory({ cause, ...facts }: TooLarge): TapelineError {
  return new TapelineError('step.out_of_memory', { facts, cause });
}

/** Op code can send messages of its own from the child: what is none of ours is not heard. */
function hear(message: unknown, epoch: number, listener: StepListener, { answer, send }: Answering): void {
  const ours = fromChild(message, epoch);
  if (ours?.kind === 'log') listener.onLog(ours.line);
  else if (ours?.kind === 'progress') listener.onProgress(ours.progress);
  else if (ours?.kind === 'spend') void spend(ours, listener, send);
  else if (ours?.kind === 'result') answer(ours.result);
}

type Answering = { readonly answer: (result: StepResult) => void; readonly send: (message: ToChild) => void };

async function spend(
  { epoch, id, budget, cost }: Extract<FromChild, { kind: 'spend' }>,
  { onSpend }: StepListener,
  send: (message: ToChild) => void,
): Promise<void> {
  try {
    await onSpend?.(budget, cost);
    send({ kind: 'spent', epoch, id, error: null });
  } catch (error) {
    send({ kind: 'spent', epoch, id, error: toErrorRecord(error) });
  }
}

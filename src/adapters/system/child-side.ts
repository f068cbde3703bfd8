import { AsyncLocalStorage } from 'node:async_hooks';
import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import type { StepListener, StepResult, StepTask } from '../../control/step/task.ts';
import { fromErrorRecord } from '../../core/errors.ts';
import { startHeart } from './heart.ts';
import { outputMarker } from './output-lines.ts';
import type { ChildWords, ToChild } from './process-messages.ts';
import { MARK_VARIABLE } from './process-tree.ts';

export type PerformStep = (task: StepTask, listener: StepListener, signal: AbortSignal) => Promise<StepResult>;

/** Lower than the engine's, and the first to go when the whole machine runs out of memory. */
const NICENESS = 5;
const OOM_SCORE = '500';

/** Makes this process a child of the engine: it does one step at a time, and ends when the engine is gone. */
export function serveSteps(perform: PerformStep): void {
  const attempt = new AsyncLocalStorage<number>();
  const mark = process.env[MARK_VARIABLE] ?? '';
  const markOutput = bindOutput(mark, attempt, () => epochNow);
  let epochNow = 0;
  let working: AbortController | null = null;
  const spends = new Spends();

  async function work(task: StepTask, signal: AbortSignal, epoch: number): Promise<void> {
    const say = (words: ChildWords): void => {
      if (process.connected) process.send!({ epoch, ...words });
    };
    const measured = startMeasuring();
    markOutput('begin', epoch);
    const listener: StepListener = {
      onLog: (line) => say({ kind: 'log', line }),
      onProgress: (progress) => say({ kind: 'progress', progress }),
      onSpend: (budget, cost) => spends.ask((id) => say({ kind: 'spend', id, budget, cost })),
    };
    const result = await attempt.run(epoch, () => perform(task, listener, signal));
    markOutput('end', epoch);
    say({ kind: 'result', result: { ...result, metrics: { ...result.metrics, ...measured() } } });
  }

  process.on('message', (message: ToChild) => {
    if (message.kind === 'spent') return spends.answer(message);
    if (message.kind === 'abort') {
      if (message.epoch === epochNow) working?.abort(fromErrorRecord(message.error));
      return;
    }
    epochNow = message.epoch;
    working = new AbortController();
    void work(message.task, working.signal, epochNow);
  });
  process.on('disconnect', () => process.exit(0));
  // Ctrl-C reaches the whole terminal; the engine decides what its children do about it.
  process.on('SIGINT', () => {});
  setPriority(NICENESS);
  writeOwn('oom_score_adj', OOM_SCORE);
  startHeart();
}

/** What a step wants of budgets, and the engine has not answered yet. */
class Spends {
  #last = 0;
  readonly #waiting = new Map<number, PromiseWithResolvers<void>>();

  ask(say: (id: number) => void): Promise<void> {
    this.#last += 1;
    const answered = Promise.withResolvers<void>();
    this.#waiting.set(this.#last, answered);
    say(this.#last);
    return answered.promise;
  }

  answer({ id, error }: Extract<ToChild, { kind: 'spent' }>): void {
    const answered = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === null) answered?.resolve();
    else answered?.reject(fromErrorRecord(error));
  }
}

/** What a step left behind may still write when the next one works: its words go nowhere. */
function bindOutput(
  mark: string,
  attempt: AsyncLocalStorage<number>,
  epochNow: () => number,
): (place: 'begin' | 'end', epoch: number) => void {
  const writers = [process.stdout, process.stderr].map((stream) => {
    const write = stream.write.bind(stream);
    stream.write = ((...given: Parameters<typeof stream.write>): boolean => {
      const writer = attempt.getStore();
      if (writer === undefined || writer === epochNow()) return write(...given);
      for (const each of given) if (typeof each === 'function') queueMicrotask(each as () => void);
      return true;
    }) as typeof stream.write;
    return write;
  });
  return (place, epoch) => {
    for (const write of writers) write(outputMarker(mark, place, epoch));
  };
}

/** Processor time from here on, and the peak of memory; where the system can forget an earlier step's peak it does. */
function startMeasuring(): () => { readonly cpuMs: number; readonly peakRssBytes: number } {
  writeOwn('clear_refs', '5');
  const before = process.resourceUsage();
  return () => {
    const after = process.resourceUsage();
    const cpuUs = after.userCPUTime + after.systemCPUTime - before.userCPUTime - before.systemCPUTime;
    return { cpuMs: Math.round(cpuUs / 1000), peakRssBytes: after.maxRSS * 1024 };
  };
}

/** A wish to the kernel of Linux about this process; other systems have no such file. */
function writeOwn(name: string, value: string): void {
  try {
    writeFileSync(`/proc/self/${name}`, value);
  } catch {
    // It stays as it is.
  }
}

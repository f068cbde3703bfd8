import { boundedLine } from './bounded-text.ts';
import type { StepListener, StepLogLine } from './task.ts';

export type LogBounds = { readonly headCharacters: number; readonly tailCharacters: number };

/** Characters beside message and fields of a line as it is stored: level, time, names. */
const LINE_OVERHEAD = 100;

/** What is kept of the log of one attempt: how it began, and how it ended. */
export const LOG_BOUNDS: LogBounds = { headCharacters: 10 * 1024 * 1024, tailCharacters: 2 * 1024 * 1024 };

/**
 * The log of one attempt, bounded whatever the step writes: the first lines go out at once, of the rest only the last
 * are held and go out when the attempt is over, after a line that says how much lies between.
 */
export class BoundedLog {
  readonly #onLog: StepListener['onLog'];
  readonly #bounds: LogBounds;
  readonly #tail: StepLogLine[] = [];
  /** Where the tail begins in its list: taking lines off the front of a list one by one would be slow. */
  #tailBegin = 0;
  #headSize = 0;
  /** The fields that were measured last. */
  #fields: StepLogLine['fields'] | null = null;
  #fieldsSize = 0;
  #tailSize = 0;
  #linesLeftOut = 0;
  #charactersLeftOut = 0;
  #isLong = false;
  #isOver = false;

  constructor(onLog: StepListener['onLog'], bounds: LogBounds = LOG_BOUNDS) {
    this.#onLog = onLog;
    this.#bounds = bounds;
  }

  /** Characters that are held now. */
  get held(): number {
    return this.#tailSize;
  }

  add(given: StepLogLine): void {
    if (this.#isOver) return;
    this.#take(boundedLine(given));
  }

  /** A line of output, which its stream has bounded. Its fields are the same object every time: a flood is cheap. */
  addOutput(line: StepLogLine): void {
    if (!this.#isOver) this.#take(line);
  }

  #take(line: StepLogLine): void {
    const size = this.#sizeOf(line);
    if (!this.#isLong && this.#headSize + size <= this.#bounds.headCharacters) {
      this.#headSize += size;
      this.#onLog(line);
      return;
    }
    this.#isLong = true;
    this.#tail.push(line);
    this.#tailSize += size;
    this.#forgetOld();
  }

  /** The attempt is over: what was held goes out, and what comes later is not its. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#linesLeftOut > 0) this.#onLog(leftOut(this.#linesLeftOut, this.#charactersLeftOut));
    for (const line of this.#tail.slice(this.#tailBegin)) this.#onLog(line);
    this.#tail.length = 0;
    this.#tailSize = 0;
  }

  #sizeOf({ message, fields, error }: StepLogLine): number {
    if (fields !== this.#fields) {
      this.#fields = fields;
      this.#fieldsSize = JSON.stringify(fields).length;
    }
    const errorSize = error === null ? 0 : JSON.stringify(error).length;
    return message.length + this.#fieldsSize + errorSize + LINE_OVERHEAD;
  }

  #forgetOld(): void {
    while (this.#tailSize > this.#bounds.tailCharacters) {
      const line = this.#tail[this.#tailBegin]!;
      this.#tailBegin += 1;
      this.#tailSize -= this.#sizeOf(line);
      this.#linesLeftOut += 1;
      this.#charactersLeftOut += line.message.length;
    }
    if (this.#tailBegin * 2 < this.#tail.length) return;
    this.#tail.splice(0, this.#tailBegin);
    this.#tailBegin = 0;
  }
}

/** A listener whose log is bounded, and that log, to be ended with the attempt. */
export function boundedListener(listener: StepListener): { readonly listener: StepListener; readonly log: BoundedLog } {
  const log = new BoundedLog(listener.onLog);
  return { listener: { ...listener, onLog: (line) => log.add(line) }, log };
}

function leftOut(lines: number, characters: number): StepLogLine {
  const message = `${lines} lines with ${characters} characters are left out here`;
  return { level: 'warn', message, fields: { lines, characters }, error: null };
}

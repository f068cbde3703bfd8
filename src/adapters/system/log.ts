import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import { createStream, type RotatingFileStream } from 'rotating-file-stream';
import type { LogFields, LogLevel } from '../../control/definition/log.ts';
import { TapelineError, toErrorRecord } from '../../core/errors.ts';
import { spaceError } from '../../core/io-error.ts';
import { systemProblemText } from '../../core/system-problem.ts';

export type LogLine = {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
  /** Errors go in whole: message, stack and causes. */
  readonly error?: unknown;
};

export type LogFiles = AsyncDisposable & {
  /** Writes to `tapeline.log`, and to the run's own file when the line belongs to one. */
  readonly write: (line: LogLine, runId: string | null) => void;
  /** Where a run's own log lies. */
  readonly runFile: (runId: string) => string;
};

export type LogOptions = {
  readonly folder: string;
  readonly level: LogLevel;
  readonly redact: (text: string) => string;
  /** `tapeline.log` becomes `tapeline.1.log`, that one `tapeline.2.log` …, at this size. */
  readonly fileBytesMax?: number;
  /** Files kept beside the current one. */
  readonly filesMax?: number;
  /** How long a file that could not be written is left alone before it is tried again. */
  readonly reopenAfterMs?: number;
};

const FILE_BYTES_MAX = 10 * 1024 * 1024;
const FILES_MAX = 5;
const REOPEN_AFTER_MS = 5000;
/** Runs whose own file stays open; a long-lived engine has thousands. */
const RUN_FILES_OPEN_MAX = 8;
const MAIN = 'tapeline.log';

/**
 * Opens the log folder. One JSON object a line; names are stable, so that `tail -F` follows.
 * @throws io.failed when the folder cannot be written
 */
export function openLogFiles(options: LogOptions): LogFiles {
  const { folder } = options;
  try {
    mkdirSync(join(folder, 'runs'), { recursive: true });
    closeSync(openSync(join(folder, MAIN), 'a'));
  } catch (cause) {
    throw unwritable(folder, cause);
  }
  const main = new LogFile(MAIN, options);
  const runs = new OpenRunFiles(options);
  return {
    runFile: (runId) => join(folder, 'runs', `${runId}.log`),
    write({ level, message, fields, error }, runId) {
      const whole = error === undefined || error === null ? fields : { ...fields, error: recordOf(error) };
      main.logger[level](runId === null ? whole : { runId, ...whole }, message);
      if (runId !== null) runs.of(runId).logger[level](whole, message);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([main.close(), runs.close()]);
    },
  };
}

/** The files of the runs that were last written to; others are closed, and opened again when they are needed. */
class OpenRunFiles {
  readonly #options: LogOptions;
  readonly #open = new Map<string, LogFile>();
  readonly #closing = new Set<Promise<void>>();

  constructor(options: LogOptions) {
    this.#options = options;
  }

  of(runId: string): LogFile {
    const file = this.#open.get(runId) ?? new LogFile(`runs/${runId}.log`, this.#options);
    this.#open.delete(runId);
    this.#open.set(runId, file);
    const [oldest] = this.#open.keys();
    if (this.#open.size > RUN_FILES_OPEN_MAX) this.#closeOne(oldest!);
    return file;
  }

  async close(): Promise<void> {
    for (const runId of [...this.#open.keys()]) this.#closeOne(runId);
    await Promise.all(this.#closing);
  }

  #closeOne(runId: string): void {
    const closing = this.#open.get(runId)!.close();
    this.#open.delete(runId);
    this.#closing.add(closing);
    void closing.finally(() => this.#closing.delete(closing));
  }
}

/** One log file that rotates. When it cannot be written, lines are lost and counted, and it is opened again later. */
class LogFile {
  readonly logger: Logger;
  readonly #name: string;
  readonly #options: LogOptions;
  #stream: RotatingFileStream | null = null;
  #failedAtMs = Number.NEGATIVE_INFINITY;
  #linesLost = 0;

  constructor(name: string, options: LogOptions) {
    this.#name = name;
    this.#options = options;
    const timestamp = pino.stdTimeFunctions.isoTime;
    this.logger = pino(
      { level: options.level, base: null, timestamp, messageKey: 'message', formatters: LEVEL_NAMES },
      { write: (line: string) => this.#write(line) },
    );
  }

  async close(): Promise<void> {
    const stream = this.#stream;
    if (stream === null || stream.destroyed || stream.writableFinished) return;
    const closed = once(stream, 'close').catch(() => {});
    stream.end();
    await closed;
  }

  #write(line: string): void {
    const { redact, reopenAfterMs = REOPEN_AFTER_MS } = this.#options;
    if (this.#stream === null && Date.now() - this.#failedAtMs < reopenAfterMs) {
      this.#linesLost += 1;
      return;
    }
    this.#stream ??= this.#open();
    this.#stream.write(redact(line));
  }

  #open(): RotatingFileStream {
    const { folder, fileBytesMax = FILE_BYTES_MAX, filesMax = FILES_MAX } = this.#options;
    const stream = createStream(rotatedName(this.#name), { path: folder, size: `${fileBytesMax}B`, rotate: filesMax });
    stream.on('error', () => {
      if (this.#stream !== stream) return;
      this.#stream = null;
      this.#failedAtMs = Date.now();
      this.#linesLost += 1;
    });
    if (this.#linesLost > 0) {
      const time = new Date().toISOString();
      const message = `${this.#linesLost} lines or more could not be written here`;
      stream.write(`${JSON.stringify({ level: 'warn', time, message })}\n`);
      this.#linesLost = 0;
    }
    return stream;
  }
}

const LEVEL_NAMES = { level: (label: string) => ({ level: label }) };

function rotatedName(name: string): (index: number | Date | null) => string {
  const stem = name.slice(0, -'.log'.length);
  return (index) => (index === null ? name : `${stem}.${index}.log`);
}

/** An error prints as an empty object; its record holds message, stack and causes. */
function recordOf(error: unknown): unknown {
  return error instanceof Error ? toErrorRecord(error) : error;
}

function unwritable(path: string, cause: unknown): TapelineError {
  const space = spaceError({ action: 'write logs to', path }, cause);
  if (space !== null) return space;
  const problem = systemProblemText(cause);
  const wayOut = 'Make the folder and its files writable, or set LOG_DIR to another one.';
  return new TapelineError('io.failed', { facts: { action: 'write logs to', path, problem, wayOut }, cause });
}

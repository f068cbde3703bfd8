import type { ChildProcess } from 'node:child_process';
import type { StepListener } from '../../control/step/task.ts';
import { OutputLines } from './output-lines.ts';
import { OutputTail } from './output-tail.ts';

const STREAMS = ['stdout', 'stderr'] as const;
const FIELDS = { stdout: { stream: 'stdout' }, stderr: { stream: 'stderr' } } as const;

/** What a child writes to stdout and stderr: lines of the log of the step that it works on, and its last words. */
export class ChildOutput {
  readonly #tail = new OutputTail();
  readonly #streams: readonly OutputLines[];
  #onLog: StepListener['onLog'] | null = null;

  constructor(child: ChildProcess, mark: string, redact: (text: string) => string) {
    this.#streams = STREAMS.map((stream) => {
      const lines = new OutputLines({ mark, redact, onLine: (line) => this.#tell(stream, line) });
      child[stream]?.setEncoding('utf8').on('data', (text: string) => lines.push(text));
      return lines;
    });
  }

  begin(onLog: StepListener['onLog']): void {
    this.#tail.clear();
    this.#onLog = onLog;
  }

  /** Resolves when all that an attempt wrote has been heard. */
  async heard(epoch: number): Promise<void> {
    await Promise.all(this.#streams.map((lines) => lines.ended(epoch)));
  }

  /** Nothing more comes of the child; what it began to say counts. */
  finish(): void {
    for (const lines of this.#streams) lines.finish();
  }

  /** Nothing more belongs to the attempt. */
  end(): void {
    this.#onLog = null;
  }

  lastWords(): string {
    return this.#tail.text();
  }

  #tell(stream: (typeof STREAMS)[number], message: string): void {
    this.#tail.push(`${message}\n`);
    this.#onLog?.({ level: 'info', message, fields: FIELDS[stream], error: null });
  }
}

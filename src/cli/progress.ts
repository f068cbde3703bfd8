import { itemKeyOf, planKeyOf } from '../control/plan/mapped-key.ts';
import type { Observation, Observe } from '../control/run/observer.ts';
import type { StepProgress } from '../control/step/task.ts';
import { sentenceOf } from './failure.ts';
import { countText, durationText, momentText, percentText } from './format.ts';
import type { Output } from './output.ts';
import { displayWidth, plain } from './table.ts';
import { skipWords } from './texts/reasons.ts';
import { stepTextsIn } from './texts/steps.ts';

const DRAW_EVERY_MS = 100;
const BAR_CELLS = 16;
const SKIPS_NAMED_MAX = 3;
const ITEM_FAILURES_TOLD_MAX = 5;

type Working = { readonly sinceMs: number; readonly progress: StepProgress | null };

/**
 * Tells a run on stderr: a line for everything that ended, and, on a terminal, one line in place for what works now.
 * Without a terminal only the lines, so that a log file stays readable.
 */
export class ProgressDisplay implements Disposable {
  readonly #output: Output;
  readonly #working = new Map<string, Working>();
  readonly #timer: NodeJS.Timeout | null;
  /** Why → which steps, told with the next line. */
  readonly #skips = new Map<string, readonly string[]>();
  readonly #itemFailures = new Map<string, number>();
  #total = 0;
  #over = 0;
  #isDrawn = false;

  constructor(output: Output) {
    this.#output = output;
    this.#timer = output.isLive ? setInterval(() => this.#draw(), DRAW_EVERY_MS).unref() : null;
  }

  readonly observe: Observe = (runId, atMs, seen) => {
    this.#note(atMs, seen);
    if (seen.kind === 'step_skipped') return this.#gather(seen);
    if (seen.kind !== 'step_progressed') this.#tellSkips();
    this.#tell(this.#lineOf(runId, seen));
  };

  [Symbol.dispose](): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#tellSkips();
    this.#erase();
  }

  /** One failure skips many steps: they are told together. */
  #gather({ stepKey, reason }: Extract<Observation, { kind: 'step_skipped' }>): void {
    if (reason.because === 'not_selected') return;
    const words = skipWords(this.#output, reason);
    this.#skips.set(words, [...(this.#skips.get(words) ?? []), stepKey]);
  }

  #tellSkips(): void {
    const { style, texts } = this.#output;
    for (const [words, steps] of this.#skips) {
      const names = steps.length > SKIPS_NAMED_MAX ? texts.stepsCounted(steps.length) : steps.join(', ');
      this.#tell(`  ${style('dim', `– ${texts.skippedBecause(names, words)}`)}`);
    }
    this.#skips.clear();
  }

  #tell(line: string | null): void {
    if (line === null || this.#output.isQuiet || this.#output.isJson) return;
    this.#erase();
    this.#output.note(line);
    this.#draw();
  }

  #note(atMs: number, seen: Observation): void {
    switch (seen.kind) {
      case 'run_created':
        this.#total = seen.created.steps.length;
        this.#over = Object.keys(seen.created.reused).length;
        return;
      case 'steps_mapped':
        this.#total += seen.items;
        return;
      case 'steps_joined':
        this.#over += 1;
        return;
      case 'step_started':
        this.#working.set(seen.stepKey, { sinceMs: atMs, progress: null });
        return;
      case 'step_progressed':
        this.#working.set(seen.stepKey, {
          sinceMs: this.#working.get(seen.stepKey)?.sinceMs ?? atMs,
          progress: seen.progress,
        });
        return;
      case 'step_lost':
        this.#working.delete(seen.stepKey);
        return;
      case 'step_failed':
        if (seen.retryAtMs === null) this.#over += 1;
        this.#working.delete(seen.stepKey);
        return;
      case 'step_succeeded':
      case 'step_skipped':
      case 'step_cancelled':
        this.#over += 1;
        this.#working.delete(seen.stepKey);
    }
  }

  #lineOf(runId: string, seen: Observation): string | null {
    const { texts, style } = this.#output;
    switch (seen.kind) {
      case 'run_created':
        return style('bold', texts.runBegins(seen.created.job, runId));
      case 'step_waits': {
        const { waitsFor } = stepTextsIn(this.#output.language);
        return `  ${style('yellow', '…')} ${seen.stepKey}  ${waitsFor.budget(seen.budget, momentText(seen.untilMs))}`;
      }
      case 'steps_joined':
        return this.#joinedLine(seen);
      case 'step_succeeded': {
        // Items are told together, when all are over.
        if (itemKeyOf(seen.stepKey) !== null) return null;
        if (seen.unchanged !== undefined)
          return `  ${style('dim', '–')} ${seen.stepKey}  ${style('dim', texts.skipUnchanged(seen.unchanged.runId))}`;
        const { rows, durationMs, qualityScore } = seen.metrics;
        const facts = [
          rows === null ? null : texts.rowsOf(countText(rows)),
          qualityScore === null ? null : texts.qualityOf(percentText(qualityScore)),
          durationText(durationMs),
        ];
        return `  ${style('green', '✔')} ${seen.stepKey}  ${style('dim', facts.filter((fact) => fact !== null).join(' · '))}`;
      }
      case 'step_failed': {
        if (this.#isOneTooMany(seen.stepKey)) return null;
        const problem = plain(sentenceOf(seen.error, this.#output));
        if (seen.retryAtMs === null) return `  ${style('red', '✘')} ${seen.stepKey}  ${problem}`;
        const delay = durationText(Math.max(0, seen.retryAtMs - Date.now()));
        return `  ${style('yellow', '↻')} ${texts.stepRetry(seen.stepKey, delay, problem)}`;
      }
      case 'step_lost':
        return `  ${style('yellow', '↻')} ${texts.stepLost(seen.stepKey)}`;
      case 'step_cancelled':
        return `  ${style('yellow', '■')} ${seen.stepKey}  ${plain(seen.reason)}`;
      case 'step_logged':
        return seen.line.level === 'warn' || seen.line.level === 'error'
          ? `    ${style('yellow', plain(seen.line.message))}`
          : null;
      default:
        return null;
    }
  }

  #joinedLine({ stepKey, joined }: Extract<Observation, { kind: 'steps_joined' }>): string {
    const { style, language } = this.#output;
    const texts = stepTextsIn(language);
    const kinds = ['succeeded', 'failed', 'skipped', 'cancelled'] as const;
    const told = kinds
      .filter((kind) => joined.counts[kind] > 0)
      .map((kind) => texts[kind](countText(joined.counts[kind])));
    const about =
      told.length > 0
        ? told.join(', ')
        : joined.error === null
          ? texts.noItems
          : plain(sentenceOf(joined.error, this.#output));
    const mark = joined.outcome === 'succeeded' ? style('green', '✔') : style('red', '✘');
    return `  ${mark} ${stepKey}[…]  ${style('dim', about)}`;
  }

  /** Of a map that fails everywhere the first few failures say enough. */
  #isOneTooMany(stepKey: string): boolean {
    if (itemKeyOf(stepKey) === null) return false;
    const key = planKeyOf(stepKey);
    const told = (this.#itemFailures.get(key) ?? 0) + 1;
    this.#itemFailures.set(key, told);
    return told > ITEM_FAILURES_TOLD_MAX;
  }

  #draw(): void {
    if (this.#timer === null || this.#working.size === 0) return;
    const now = Date.now();
    const parts = [...this.#working].map(([stepKey, { sinceMs, progress }]) =>
      workingText(stepKey, now - sinceMs, progress),
    );
    this.#erase();
    this.#output.draw(cut(`  ${this.#over}/${this.#total}  ${parts.join('   ')}`, (process.stderr.columns ?? 80) - 1));
    this.#isDrawn = true;
  }

  #erase(): void {
    if (this.#isDrawn) this.#output.draw('\r\u001B[2K');
    this.#isDrawn = false;
  }
}

function workingText(stepKey: string, elapsedMs: number, progress: StepProgress | null): string {
  if (progress === null || progress.total <= 0) return `${stepKey} ${durationText(elapsedMs)}`;
  const share = Math.min(1, progress.done / progress.total);
  const filled = Math.round(share * BAR_CELLS);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_CELLS - filled);
  return `${stepKey} ${bar} ${countText(progress.done)}/${countText(progress.total)} ${plain(progress.what)}`.trimEnd();
}

function cut(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = '';
  for (const character of text) {
    if (displayWidth(kept + character) >= width) break;
    kept += character;
  }
  return `${kept}…`;
}

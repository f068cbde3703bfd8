import type { Command } from 'commander';
import { type ErrorRecord, EXIT } from '../../core/errors.ts';
import type { Explanation, StepExplanation } from '../../runtime/explain-run.ts';
import type { RunModel, StepModel } from '../../runtime/models.ts';
import type { ItemsModel, StepView } from '../../runtime/step-views.ts';
import type { WaitModel } from '../../runtime/waits.ts';
import { contextOf } from '../context.ts';
import { failureText, sentenceOf } from '../failure.ts';
import { countText, durationText, momentText, percentText } from '../format.ts';
import type { Output } from '../output.ts';
import { plain, table } from '../table.ts';
import { reasonText, skipWords } from '../texts/reasons.ts';
import { sensorTexts } from '../texts/sensor.ts';
import { stepTextsIn } from '../texts/steps.ts';
import { profilesOf, runNamed } from './named-run.ts';

const NAMES_SHOWN = 3;
/** Less is no wait that anybody asks about. */
const WAIT_TOLD_MS = 1000;

export function addShow(runs: Command, finish: (code: number) => void): void {
  runs
    .command('show')
    .summary('one run and its steps')
    .description(
      'Shows one run: its steps, what each did, failed with, waits for, or was skipped for. The items of a map are counted.',
    )
    .argument('<run>', 'id, its beginning or end, or "last"')
    .option('--step <step>', 'one step, one item’s such as "fetch[AAPL]", or all items of a map')
    .addHelpText(
      'after',
      "\nExamples:\n  tapeline runs show last\n  tapeline runs show last --step 'fetch[000001.XSHE]'",
    )
    .action(async (name: string, { step }: { readonly step?: string }, command: Command) => {
      const context = contextOf(command);
      await using opened = await profilesOf(context);
      const { run, reader, workspace } = await runNamed(opened, name);
      const { runModel } = await import('../../runtime/models.ts');
      const { seenSteps } = await import('../../runtime/seen-runs.ts');
      const { foldedSteps, stepsNamed } = await import('../../runtime/step-views.ts');
      const { waitsNow } = await import('../../runtime/waits.ts');
      const rows = await seenSteps(reader, run);
      const waits = await waitsNow(run, rows, { reader, project: workspace.project });
      const steps = step === undefined ? foldedSteps(rows) : stepsNamed(rows, step);
      const { readHookFailures } = await import('../../control/state/sensor/read.ts');
      const hookFailures = await readHookFailures(reader, run.runId);
      if (context.output.isJson) {
        const waiting = steps.map((each) => ({ ...each, waits: waits[each.stepKey] ?? null }));
        context.output.json({ ...runModel(run), steps: waiting, hookFailures });
      } else {
        showRun(context.output, runModel(run), { steps, waits });
        for (const { hook, error } of hookFailures) showHookFailure(context.output, hook, error);
      }
      finish(EXIT.ok);
    });
}

function showHookFailure(output: Output, hook: string, error: ErrorRecord): void {
  output.line(plain(sensorTexts(output.language).hookFailed(hook, sentenceOf(error, output))));
}

export function addExplain(runs: Command, finish: (code: number) => void): void {
  runs
    .command('explain')
    .summary('why each step ran, waited, or did not run')
    .description(
      'Tells per step, from the log, why it ran, was tried again, waited, was taken over from an earlier run, or was skipped.',
    )
    .argument('<run>', 'id, its beginning or end, or "last"')
    .option('--step <step>', 'one step, one item’s such as "fetch[AAPL]", or all items of a map')
    .addHelpText('after', '\nExample:\n  tapeline runs explain last')
    .action(async (name: string, { step }: { readonly step?: string }, command: Command) => {
      const context = contextOf(command);
      await using opened = await profilesOf(context);
      const { run, reader } = await runNamed(opened, name);
      const { explainRun } = await import('../../runtime/explain-run.ts');
      const told = explainRun(await reader.events({ runId: run.runId }), step ?? null);
      if (context.output.isJson) context.output.json({ runId: run.runId, steps: told });
      else for (const each of told) showExplanation(context.output, each);
      finish(EXIT.ok);
    });
}

type Shown = { readonly steps: readonly StepView[]; readonly waits: Readonly<Record<string, WaitModel>> };

function showRun(output: Output, run: RunModel, { steps, waits }: Shown): void {
  const { step, state, attempts, took, rows: rowsTitle, quality, why, codeOf } = output.texts;
  output.line(`${run.job} · ${run.runId} · ${run.state} · ${momentText(run.createdAtMs)} · ${run.profile ?? ''}`);
  output.line(output.style('dim', codeOf(run.definition.hash, run.definition.version)));
  const cells = steps.flatMap((each) => {
    const wait = waits[each.stepKey];
    const failed = each.failedItems.map((item) => stepCells(output, item, `  ${item.stepKey}`, whyText(output, item)));
    const name = each.items === null ? each.stepKey : `${each.stepKey}[…]`;
    const about = each.items === null ? whyText(output, each) || waitText(output, wait) : itemsText(output, each.items);
    return [stepCells(output, each, name, about), ...failed];
  });
  const titles = [step, state, attempts, took, rowsTitle, quality, why];
  output.line(table(titles, cells, ['left', 'left', 'right', 'right', 'right', 'right']));
  if (run.error !== null) output.line(plain(failureText(run.error, output)));
}

type Cells = Pick<StepModel, 'state' | 'reused' | 'attempt' | 'metrics'>;

function stepCells(_output: Output, each: Cells, name: string, about: string): readonly string[] {
  return [
    name,
    each.reused ? `${each.state} (reused)` : each.state,
    String(each.attempt),
    each.metrics === null ? '' : durationText(each.metrics.durationMs),
    each.metrics?.rows == null ? '' : countText(each.metrics.rows),
    each.metrics?.qualityScore == null ? '' : percentText(each.metrics.qualityScore),
    about,
  ];
}

function whyText(output: Output, { error, skip }: Pick<StepModel, 'error' | 'skip'>): string {
  if (error !== null) return plain(sentenceOf(error, output));
  return skip === null ? '' : skipWords(output, skip);
}

/** `9,998 ok, 2 failed`: what there is none of is not told. */
function itemsText(
  output: Output,
  items: Omit<ItemsModel, 'total' | 'running' | 'waiting'> & Partial<ItemsModel>,
): string {
  const texts = stepTextsIn(output.language);
  const kinds = ['succeeded', 'failed', 'skipped', 'cancelled', 'running', 'waiting'] as const;
  const told = kinds.filter((kind) => (items[kind] ?? 0) > 0).map((kind) => texts[kind](countText(items[kind]!)));
  return told.length === 0 ? texts.noItems : told.join(', ');
}

function waitText(output: Output, wait: WaitModel | undefined): string {
  const texts = stepTextsIn(output.language).waitsFor;
  switch (wait?.for) {
    case undefined:
      return '';
    case 'steps':
      return texts.steps(namesText(output, wait.steps));
    case 'retry':
      return texts.retry(momentText(wait.untilMs));
    case 'pool':
      return texts.pool(wait.name, countText(wait.free), countText(wait.slots));
    case 'budget':
      return texts.budget(wait.name, momentText(wait.untilMs));
    case 'map':
      return texts.map(countText(wait.concurrency));
    case 'run':
      return texts.run(countText(wait.concurrency));
  }
}

function namesText(output: Output, names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).join(', ');
  if (names.length <= NAMES_SHOWN) return shown;
  return stepTextsIn(output.language).waitsFor.more(shown, countText(names.length - NAMES_SHOWN));
}

function showExplanation(output: Output, { stepKey, explanations }: StepExplanation): void {
  output.line(output.style('bold', stepKey));
  for (const each of explanations) {
    output.line(`  ${output.style('dim', momentText(each.atMs))}  ${plain(explanationText(output, each))}`);
  }
}

function explanationText(output: Output, each: Explanation): string {
  const texts = stepTextsIn(output.language);
  switch (each.what) {
    case 'started': {
      const text = each.after.length === 0 ? texts.began : texts.ranAfter(namesText(output, each.after));
      return each.waitedMs < WAIT_TOLD_MS ? text : texts.waited(text, durationText(each.waitedMs));
    }
    case 'retried': {
      const text = texts.retried(each.attempt);
      return each.waitedMs < WAIT_TOLD_MS ? text : texts.waited(text, durationText(each.waitedMs));
    }
    case 'failed': {
      const text = texts.attemptFailed(each.attempt, each.problem);
      return each.retryAtMs === null ? text : texts.nextTry(text, momentText(each.retryAtMs));
    }
    case 'lost':
      return texts.lost(each.attempt, each.reason);
    case 'spent':
      return texts.spent(each.budget, countText(each.cost), countText(each.spent));
    case 'succeeded':
      return texts.done(each.attempt);
    case 'cancelled':
      return texts.stopped(each.reason);
    case 'skipped':
      return texts.leftOut(skipWords(output, each.reason));
    case 'reused':
      return texts.reused(each.from);
    case 'mapped':
      return texts.mapped(countText(each.items), each.reused === 0 ? null : countText(each.reused));
    case 'joined':
      return texts.joined(reasonText(output, each.outcome), itemsText(output, each.counts));
  }
}

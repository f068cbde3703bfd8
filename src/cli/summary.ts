import { join } from 'node:path';
import { fromErrorRecord } from '../core/errors.ts';
import { sentence } from '../core/messages/sentence.ts';
import type { GapSection, QualityLine, RunSummary, SkipLine } from '../data/reported/report.ts';
import type { RunReport } from '../runtime/run-job.ts';
import { chooseProfile } from '../runtime/shipped.ts';
import type { Workspace } from '../runtime/workspace.ts';
import { countText, momentText, pathText, percentText, signedText } from './format.ts';
import type { Output } from './output.ts';
import { plain, table } from './table.ts';
import { reasonText } from './texts/reasons.ts';

const TOP_MAX = 10;
const PARTS_MAX = 3;

/** What a run did, for people: what came, what was missing, how good it is, the best scores, where it lies, what next. */
export function showSummary(output: Output, workspace: Workspace, { run, steps }: RunReport): void {
  const summary = steps.map(({ output: text }) => summaryIn(text)).find((each) => each !== null) ?? null;
  if (summary !== null) showModel(output, workspace, summary);
  if (run.state === 'succeeded') return;
  // Without notes nothing else says why.
  if (output.isQuiet && run.error !== null) output.line(sentence(fromErrorRecord(run.error), output.language));
  output.line(output.typed(output.texts.nextRetry(run.runId)));
  output.line(output.typed(output.texts.nextLogs(run.runId)));
}

function summaryIn(text: string | null): RunSummary | null {
  const value: unknown = text === null ? null : JSON.parse(text);
  const isSummary = typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'run_summary';
  return isSummary ? (value as RunSummary) : null;
}

function showModel(output: Output, workspace: Workspace, summary: RunSummary): void {
  const { texts } = output;
  heading(output, texts.summaryOf(momentText(Date.parse(summary.asOf))), workspace.profile.simulated);
  if (summary.source !== null) output.line(`  ${summary.source.name}: ${plain(summary.source.description)}`);
  for (const note of summary.notes) output.line(`  ${noteText(output, note)}`);
  showSynced(output, summary);
  if (summary.gaps !== null) showGaps(output, summary.gaps);
  if (summary.quality !== null) showQuality(output, summary.quality);
  showSkipped(output, summary.skipped);
  showScores(output, summary);
  showOutputs(output, workspace, summary);
  if (summary.next.length === 0) return;
  heading(output, texts.next, false);
  for (const command of summary.next) output.line(`  ${output.typed(ofProfile(command, workspace))}`);
}

function heading({ line, style, texts }: Output, text: string, isSimulated: boolean): void {
  line();
  line(`${style('bold', text)}${isSimulated ? `  ${style('yellow', texts.simulated)}` : ''}`);
}

/** A command that looks at one profile says which, unless it is the one that it would look at anyway. */
function ofProfile(command: string, { project, settings, profileName }: Workspace): string {
  const usual = chooseProfile(project, settings.get('TAPELINE_PROFILE') ?? null, settings).name;
  const isOfOne = /^tapeline (sql|quarantine)\b/.test(command);
  return isOfOne && usual !== profileName ? `${command} --profile ${profileName}` : command;
}

function noteText({ texts }: Output, note: RunSummary['notes'][number]): string {
  switch (note.code) {
    case 'market_closed':
      return texts.noteClosed(note.today);
    case 'session_open':
      return texts.noteOpen(note.today, momentText(note.closesAtMs));
    case 'not_published':
      return texts.noteNotPublished(note.published, note.closed);
    case 'end_date':
      return texts.noteEndDate(note.endDate);
    case 'metered':
      return texts.noteMetered(String(note.daysBack));
  }
}

function showSynced(output: Output, { synced, derived }: RunSummary): void {
  const { texts } = output;
  if (synced.length === 0 && derived.length === 0) return;
  heading(output, texts.rowsHeading, false);
  const counts = synced.map((each) => [
    `  ${each.dataset}`,
    countText(each.rowsReceived),
    countText(each.inserted),
    countText(each.revised),
    countText(each.unchanged),
  ]);
  const header = [`  ${texts.dataset}`, texts.received, texts.inserted, texts.revised, texts.unchanged];
  if (counts.length > 0) output.line(table(header, counts, ['left', 'right', 'right', 'right', 'right']));
  for (const { asset, rows, instruments, state, leftOut } of derived) {
    if (state !== 'computed') continue;
    const left = Object.entries(leftOut)
      .filter(([, count]) => count > 0)
      .map(([why, count]) => `${countText(count)} ${reasonText(output, why)}`);
    const tail = left.length === 0 ? '' : texts.leftOut(left.join(', '));
    output.line(`  ${texts.computed(asset, countText(rows), countText(instruments))}${tail}`);
  }
}

function showGaps(output: Output, gaps: GapSection): void {
  const { texts } = output;
  heading(output, texts.gapsHeading(gaps.from, gaps.to), false);
  const earlier = gaps.filledEarlier === 0 ? '' : texts.filledEarlier(countText(gaps.filledEarlier));
  output.line(
    `  ${texts.gapCounts(countText(gaps.expected), countText(gaps.held) + earlier, countText(gaps.suspended), countText(gaps.found))}`,
  );
  if (gaps.fetched > 0) output.line(`  ${texts.gapsFetched(countText(gaps.fetched))}`);
  if (gaps.filled > 0)
    output.line(`  ${texts.gapsFilled(countText(gaps.filled), reasonText(output, gaps.filledBy ?? 'none'))}`);
  for (const [reason, count] of Object.entries(gaps.leftByReason)) {
    output.line(`  ${texts.gapsLeft(countText(count), reasonText(output, reason))}`);
  }
  for (const { instrument, from, to, sessions, reason, openBecause } of gaps.examples) {
    const why =
      openBecause === null
        ? reasonText(output, reason)
        : `${reasonText(output, reason)}; ${reasonText(output, openBecause)}`;
    output.line(
      output.style('dim', `    ${plain(instrument)} ${from === to ? from : `${from} … ${to}`} (${sessions}): ${why}`),
    );
  }
}

function showQuality(output: Output, { verdict, score, quarantined, datasets }: QualityLine): void {
  const { texts } = output;
  heading(output, texts.qualityHeading, false);
  const colour = verdict === 'passed' ? 'green' : verdict === 'warned' ? 'yellow' : 'red';
  const points = score === null ? '' : ` · ${percentText(score)}`;
  const aside = quarantined === 0 ? texts.noneQuarantined : texts.quarantinedRows(countText(quarantined));
  output.line(`  ${output.style(colour, reasonText(output, verdict))}${points} · ${aside}`);
  // The same rows may have been delivered twice: when syncing and when completing.
  for (const line of new Set(datasets.flatMap((verdict) => findingLines(output, verdict)))) output.line(line);
}

function findingLines({ texts, style }: Output, verdict: QualityLine['datasets'][number]): readonly string[] {
  const { dataset, findings, blockedBecause } = verdict;
  const found = findings.map(({ rule, rows, about, samples }) => {
    const sample = samples[0] === undefined ? '' : ` — ${plain(samples[0])}`;
    return style('dim', `    ${dataset} · ${rule}: ${texts.rowsOf(countText(rows))} (${plain(about)})${sample}`);
  });
  return blockedBecause === null ? found : [`    ${dataset}: ${plain(blockedBecause)}`, ...found];
}

function showSkipped(output: Output, skipped: readonly SkipLine[]): void {
  if (skipped.length === 0) return;
  heading(output, output.texts.skippedHeading, false);
  for (const { what, because, count, examples } of skipped) {
    const names =
      examples.length === 0
        ? ''
        : ` (${examples.map(plain).join(', ')}${count !== null && count > examples.length ? ' …' : ''})`;
    output.line(`  ${what}: ${reasonText(output, because)}${count === null ? '' : ` × ${countText(count)}`}${names}`);
  }
}

function showScores(output: Output, { scores }: RunSummary): void {
  if (scores === null || scores.top.length === 0) return;
  const { texts } = output;
  heading(output, texts.scoresHeading(scores.top[0]!.session, countText(scores.rows)), false);
  const rows = scores.top
    .slice(0, TOP_MAX)
    .map(({ rank, instrument, score, percentile, parts }) => [
      `  ${rank}`,
      plain(instrument),
      score.toFixed(3),
      percentile === null ? '' : percentile.toFixed(0),
      partsText(parts),
    ]);
  output.line(
    table([`  ${texts.rank}`, texts.instrument, texts.score, texts.percentile, texts.parts], rows, [
      'right',
      'left',
      'right',
      'right',
    ]),
  );
}

/** The parts that weigh most, signed. */
function partsText(parts: Readonly<Record<string, number | null>>): string {
  const given = Object.entries(parts).filter((part): part is [string, number] => part[1] !== null);
  const largest = given.sort((left, right) => Math.abs(right[1]) - Math.abs(left[1])).slice(0, PARTS_MAX);
  return largest.map(([name, value]) => `${name} ${signedText(value, 2)}`).join('  ');
}

function showOutputs(output: Output, { folders }: Workspace, { outputs }: RunSummary): void {
  if (outputs.length === 0) return;
  const { texts } = output;
  heading(output, texts.outputsHeading, false);
  for (const { what, format, path, rows } of outputs)
    output.line(`  ${texts.outputLine(what, format, countText(rows), pathText(path))}`);
  output.line(`  ${texts.catalog(pathText(join(folders.lake, 'catalog.duckdb')))}`);
}

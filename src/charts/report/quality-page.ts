import { heatMap } from '../heat-map.ts';
import { figure, type Html, keyFigures, paragraph, section, table } from './html.ts';
import type { QualityReport, QuarantineFigures, RuleFigures, VerdictFigures } from './model.ts';
import { countFor, type Reader } from './reader.ts';

export function qualityTitle({ dataset }: QualityReport, { texts }: Reader): string {
  return `${texts.quality} · ${dataset}`;
}

export function qualityLead({ runs }: QualityReport, { texts, words }: Reader): string {
  const latest = runs.at(-1);
  return latest === undefined ? '' : texts.judged(minuteOf(latest.at), words(latest.verdict));
}

export function qualityPage(report: QualityReport, reader: Reader): readonly Html[] {
  return [
    headFigures(report, reader),
    checked(report.rules, reader),
    overRuns(report, reader),
    reasons(report.quarantine, reader),
    quarantined(report.quarantine, reader),
  ];
}

function headFigures({ runs, rules, quarantine }: QualityReport, { texts, words }: Reader): Html {
  const latest = runs.at(-1);
  const broken = rules.filter(({ rows }) => rows > 0).length;
  return keyFigures([
    ...(latest === undefined
      ? []
      : [
          { name: texts.quality, value: scoreText(latest.score), note: words(latest.verdict) },
          { name: texts.rowsChecked, value: countFor(latest.rowsRead) },
          { name: texts.rulesBroken, value: countFor(broken), note: texts.ofRules(countFor(rules.length)) },
        ]),
    { name: texts.quarantined, value: countFor(quarantine.total), note: texts.openRows(countFor(quarantine.open)) },
  ]);
}

/** Rounded down, so that 100 % means all of it. */
function scoreText(score: number | null): string {
  return score === null ? '–' : `${Math.floor(score * 10_000) / 100}%`;
}

function checked(rules: readonly RuleFigures[], { texts, words }: Reader): Html {
  const columns = [
    { name: texts.rule },
    { name: texts.demands },
    { name: texts.severity },
    { name: texts.rows, align: 'right' },
    { name: texts.example },
  ] as const;
  const rows = rules.map(({ rule, about, severity, rows: broken, samples }) => [
    rule,
    about ?? texts.none,
    words(severity),
    countFor(broken),
    samples[0] ?? (broken === 0 ? '' : texts.none),
  ]);
  return rows.length === 0 ? section(texts.checkedHeading, []) : section(texts.checkedHeading, [table(columns, rows)]);
}

function overRuns({ runs, rules }: QualityReport, { texts, options, words }: Reader): Html {
  const seen = rules.filter(({ brokenByRun }) => brokenByRun.some((rows) => rows !== null && rows > 0));
  const picture = heatMap(
    {
      title: texts.overRunsHeading,
      numbers: 'count',
      columns: runs.map(({ at }) => minuteOf(at).slice(5)),
      rows: seen.map(({ rule, brokenByRun }) => ({ name: rule, cells: brokenByRun })),
    },
    options,
  );
  const columns = [
    { name: texts.run },
    { name: texts.at },
    { name: texts.verdict },
    { name: texts.quality, align: 'right' },
    { name: texts.rowsChecked, align: 'right' },
    { name: texts.rowsBroken, align: 'right' },
  ] as const;
  const line = ({ runId, at, verdict, score, rowsRead, rowsBroken }: VerdictFigures) => {
    return [runId, minuteOf(at), words(verdict), scoreText(score), countFor(rowsRead), countFor(rowsBroken)];
  };
  return section(texts.overRunsHeading, [
    seen.length === 0 ? paragraph(texts.nothingBroken, 'quiet') : figure(picture),
    table(columns, runs.toReversed().map(line)),
  ]);
}

function reasons({ reasons: all }: QuarantineFigures, { texts }: Reader): Html {
  if (all.length === 0) return section(texts.quarantineHeading, [paragraph(texts.nothingQuarantined, 'quiet')]);
  const columns = [
    { name: texts.rule },
    { name: texts.demands },
    { name: texts.rows, align: 'right' },
    { name: texts.undecided, align: 'right' },
  ] as const;
  const rows = all.map(({ reason, about, rows: count, open }) => [
    reason,
    about ?? texts.none,
    countFor(count),
    countFor(open),
  ]);
  return section(texts.quarantineHeading, [table(columns, rows)]);
}

const HASH_SHOWN = 8;

function quarantined({ rows, total }: QuarantineFigures, { texts, words }: Reader): Html {
  if (rows.length === 0) return section('', []);
  const columns = [
    { name: texts.instrument },
    { name: texts.session },
    { name: texts.rule },
    { name: texts.found },
    { name: texts.cameIn },
    { name: texts.decision },
  ] as const;
  const cells = rows.map((row) => [
    row.instrument ?? texts.none,
    row.session ?? texts.none,
    row.reason,
    row.detail,
    `${minuteOf(row.at)} · ${row.sha256.slice(0, HASH_SHOWN)}:${row.line}`,
    row.decision === null ? texts.none : `${words(row.decision)} · ${row.by}: ${row.note}`,
  ]);
  const shown =
    rows.length < total ? [paragraph(texts.rowsShown(countFor(rows.length), countFor(total)), 'quiet')] : [];
  return section(texts.rowsHeadingOfQuarantine, [table(columns, cells), ...shown]);
}

/** `2026-11-22 08:05`, UTC. */
function minuteOf(at: string): string {
  return at.slice(0, 16).replace('T', ' ');
}

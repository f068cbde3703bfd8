import type { Severity } from './rule.ts';

/** How a delivery did against its rules. */
export type Verdict = {
  readonly dataset: string;
  readonly verdict: 'passed' | 'warned' | 'blocked';
  /** 1 minus the share of rows that were rejected, a warned row counting half; null when there were no rows. */
  readonly score: number | null;
  readonly counts: RowCounts;
  /** Every rule that was looked at, in the order in which they are checked. */
  readonly checked: readonly CheckedRule[];
  /** Rules that at least one row broke, in the order in which they are checked. */
  readonly findings: readonly Finding[];
  /** Why it was blocked, as people read it. */
  readonly blockedBecause: string | null;
};

/** Every row that came in is in exactly one of `accepted`, `rejected` and `duplicates`. */
export type RowCounts = {
  readonly read: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Rows that repeat another one exactly: the first is kept. */
  readonly duplicates: number;
  /** Accepted rows with a warning. */
  readonly warned: number;
};

export type CheckedRule = { readonly rule: string; readonly severity: Severity; readonly about: string };

export type Finding = CheckedRule & {
  readonly rows: number;
  readonly samples: readonly string[];
};

export type VerdictInput = {
  readonly dataset: string;
  readonly counts: RowCounts;
  readonly checked: readonly CheckedRule[];
  readonly findings: readonly Finding[];
  /** More than this share of rejected rows blocks the delivery, 0..1. */
  readonly rejectedShareMax: number;
};

export function verdictOf({ dataset, counts, checked, findings, rejectedShareMax }: VerdictInput): Verdict {
  const { read, rejected, warned } = counts;
  const score = read === 0 ? null : 1 - (rejected + warned / 2) / read;
  const blockedBecause = blockingReason(counts, findings, rejectedShareMax);
  const isClean = rejected === 0 && warned === 0;
  const verdict = blockedBecause !== null ? 'blocked' : isClean ? 'passed' : 'warned';
  return { dataset, verdict, score, counts, checked, findings, blockedBecause };
}

function blockingReason(counts: RowCounts, findings: readonly Finding[], rejectedShareMax: number): string | null {
  const blocking = findings.find((finding) => finding.severity === 'block');
  if (blocking !== undefined) {
    const [sample] = blocking.samples;
    return `${blocking.rows} rows break the rule "${blocking.rule}" (${blocking.about}; first: ${sample ?? 'unknown'})`;
  }
  if (counts.rejected <= counts.read * rejectedShareMax) return null;
  const most = findings.filter((finding) => finding.severity !== 'warn').sort((a, b) => b.rows - a.rows)[0];
  const mostText =
    most === undefined ? '' : `, most of them by "${most.rule}" (first: ${most.samples[0] ?? 'unknown'})`;
  return `${counts.rejected} of ${counts.read} rows were rejected, at most ${percentText(rejectedShareMax)} may be${mostText}`;
}

function percentText(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}

/** One verdict over several deliveries of a dataset. */
export function joinVerdicts(dataset: string, verdicts: readonly Verdict[]): Verdict {
  const counts = verdicts.reduce<RowCounts>((sum, each) => addCounts(sum, each.counts), NO_ROWS);
  const findings = joinFindings(verdicts.flatMap((each) => each.findings));
  const blocked = verdicts.find((each) => each.blockedBecause !== null);
  const checked = joinChecked(verdicts.flatMap((each) => each.checked));
  const joined = verdictOf({ dataset, counts, checked, findings, rejectedShareMax: 1 });
  if (blocked === undefined) return joined;
  return { ...joined, verdict: 'blocked', blockedBecause: blocked.blockedBecause };
}

export const NO_ROWS: RowCounts = { read: 0, accepted: 0, rejected: 0, duplicates: 0, warned: 0 };

function addCounts(left: RowCounts, right: RowCounts): RowCounts {
  return {
    read: left.read + right.read,
    accepted: left.accepted + right.accepted,
    rejected: left.rejected + right.rejected,
    duplicates: left.duplicates + right.duplicates,
    warned: left.warned + right.warned,
  };
}

function joinChecked(rules: readonly CheckedRule[]): readonly CheckedRule[] {
  return [...new Map(rules.map((rule) => [rule.rule, rule])).values()];
}

export const SAMPLES_MAX = 5;

function joinFindings(findings: readonly Finding[]): readonly Finding[] {
  const joined = new Map<string, Finding>();
  for (const finding of findings) {
    const before = joined.get(finding.rule);
    const samples = [...(before?.samples ?? []), ...finding.samples].slice(0, SAMPLES_MAX);
    joined.set(finding.rule, { ...finding, rows: (before?.rows ?? 0) + finding.rows, samples });
  }
  return [...joined.values()];
}

import { TapelineError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest.ts';

/**
 * What happens to a row that breaks a rule. `block`: the row is quarantined and nothing of the delivery is stored.
 * `quarantine`: the row is set aside with its reason, the others are stored. `warn`: the row is stored and counted.
 */
export type Severity = 'block' | 'quarantine' | 'warn';

/** One thing that must be true of every row. `Rows` is whatever lets the rule look at a row quickly. */
export type Rule<Rows> = {
  /** Stable: it stands in the quarantine, in verdicts and in configuration. */
  readonly code: string;
  readonly severity: Severity;
  /** What is demanded, as people read it. */
  readonly about: string;
  readonly breaks: (rows: Rows, row: number) => boolean;
  /** What was found in a row that breaks it. */
  readonly detail: (rows: Rows, row: number) => string;
  /** Without a key a row cannot be stored, whatever the configuration says. */
  readonly isFixed?: true;
};

/** Severities that the user sets instead of the shipped ones, by rule code; `off` leaves a rule out. */
export type Severities = Readonly<Record<string, Severity | 'off'>>;

/** @throws usage.unknown_name for a rule nobody knows; usage.invalid for turning off what cannot be. */
export function withSeverities<Rows>(rules: readonly Rule<Rows>[], severities: Severities): readonly Rule<Rows>[] {
  const known = rules.map((rule) => rule.code);
  for (const code of Object.keys(severities)) checkRule(rules, known, code);
  return rules.flatMap((rule) => {
    const severity = severities[rule.code] ?? rule.severity;
    return severity === 'off' ? [] : [{ ...rule, severity }];
  });
}

/** Every rule that may have another severity only warns: what a person takes upon themselves. */
export function onlyWarnings<Rows>(rules: readonly Rule<Rows>[]): Severities {
  return Object.fromEntries(rules.filter(({ isFixed }) => isFixed !== true).map(({ code }) => [code, 'warn']));
}

function checkRule<Rows>(rules: readonly Rule<Rows>[], known: readonly string[], code: string): void {
  const rule = rules.find((each) => each.code === code);
  if (rule === undefined) {
    const facts = { kind: 'data-quality rule', name: code, nearest: nearestName(code, known), known };
    throw new TapelineError('usage.unknown_name', { facts });
  }
  if (rule.isFixed !== true) return;
  const wayOut = 'Leave it out: a row without a key cannot be stored.';
  throw new TapelineError('usage.invalid', { facts: { what: 'This rule has no other severity', got: code, wayOut } });
}

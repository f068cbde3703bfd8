import { TapelineError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest.ts';

/** Where a fault acts by itself (a name of a call, or of all calls), and what it does. */
export type FaultFacts = { readonly scope: string; readonly does: string };

export type FaultTable = Readonly<Record<string, FaultFacts>>;

/** One switch: the fault, the calls it counts, and which of them it spoils. */
export type FaultSwitch<Kind extends string = string> = {
  readonly kind: Kind;
  readonly scope: string;
  /** Counts from 1; null = every call. */
  readonly nth: number | null;
  /** From the nth call on, not only on it. */
  readonly isLasting: boolean;
};

/** Decides, call by call, which faults are due. A call belongs to a group of calls and has a name of its own. */
export type FaultPlan<Kind extends string = string> = {
  readonly due: (group: string, name: string) => readonly FaultSwitch<Kind>[];
};

export function createFaultPlan<Kind extends string>(switches: readonly FaultSwitch<Kind>[]): FaultPlan<Kind> {
  const counts = switches.map(() => 0);
  return {
    due: (group, name) =>
      switches.filter((one, position) => {
        if (one.scope !== group && one.scope !== name) return false;
        counts[position]! += 1;
        const count = counts[position]!;
        return one.nth === null || count === one.nth || (one.isLasting && count > one.nth);
      }),
  };
}

/** What can go wrong at a server, and the names of its calls. */
export type FaultBook<Kind extends string> = {
  readonly faults: Readonly<Record<Kind, FaultFacts>>;
  readonly scopes: readonly string[];
};

/**
 * Reads `kind`, `kind@2`, `kind@2+`, `kind@method`, `kind@method:3` and `kind@method:3+`, separated by commas: on every
 * call, the second, from the second on; the same for one method.
 *
 * @throws usage.unknown_name, usage.invalid
 */
export function parseFaultList<Kind extends string>(text: string, book: FaultBook<Kind>): readonly FaultSwitch<Kind>[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => parseFault(part, book));
}

function parseFault<Kind extends string>(text: string, { faults, scopes }: FaultBook<Kind>): FaultSwitch<Kind> {
  const [kind = '', where, ...rest] = text.split('@');
  if (!isKeyOf(faults, kind)) throw unknownName('fault', kind, Object.keys(faults));
  const match = /^(?:([a-z][a-z_.]*)(?::(?=\d))?)?(?:(\d+)(\+)?)?$/.exec(where ?? '');
  const nth = match?.[2] === undefined ? null : Number(match[2]);
  if (match === null || rest.length > 0 || nth === 0 || where === '') throw badPosition(text);
  const scope = match[1] ?? faults[kind].scope;
  if (!scopes.includes(scope)) throw unknownName('method', scope, scopes);
  return { kind, scope, nth, isLasting: match[3] !== undefined };
}

function isKeyOf<Kind extends string>(table: Readonly<Record<Kind, unknown>>, text: string): text is Kind {
  return Object.hasOwn(table, text);
}

function unknownName(kind: string, name: string, known: readonly string[]): TapelineError {
  return new TapelineError('usage.unknown_name', {
    facts: { kind, name, nearest: nearestName(name, known), known },
  });
}

function badPosition(got: string): TapelineError {
  const wayOut = 'Write kind, kind@2, kind@2+, kind@method or kind@method:3.';
  return new TapelineError('usage.invalid', { facts: { what: 'A fault says where it acts', got, wayOut } });
}

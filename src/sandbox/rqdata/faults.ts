import { TapelineError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest.ts';
import { METHODS } from './methods/registry.ts';

/** Where a fault acts by itself: on log-ins, on every API call, or on one method. */
type Scope = 'auth' | 'api' | (string & {});

type FaultFacts = { readonly scope: Scope; readonly does: string };

const fault = (scope: Scope, does: string): FaultFacts => ({ scope, does });

/** Everything that can be made to go wrong. */
export const FAULTS = {
  wrong_credentials: fault('auth', 'the log-in is refused with 401'),
  token_expired: fault('api', 'the token stops working: 401 until the next log-in'),
  permission: fault('api', '403 with a text: the licence does not cover the method'),
  quota: fault('api', '400 with a text: the daily bytes are used up'),
  rate_limit: fault('api', '429 with Retry-After in seconds'),
  rate_limit_date: fault('api', '429 with Retry-After as an HTTP date'),
  rate_limit_bare: fault('api', '429 without Retry-After'),
  rate_limit_absurd: fault('api', '429 with Retry-After of ten days'),
  rate_limit_negative: fault('api', '429 with Retry-After: -5'),
  status_500: fault('api', '500'),
  status_502: fault('api', '502 with an HTML page'),
  status_503: fault('api', '503'),
  status_504: fault('api', '504'),
  html: fault('api', '200 with an HTML page'),
  redirect: fault('api', '302 to another host'),
  truncate: fault('get_price', 'the body ends within a row, as if it were whole'),
  cut: fault('get_price', 'the connection breaks within the body'),
  reset: fault('api', 'the connection is reset without an answer'),
  hang: fault('api', 'no answer at all'),
  stall: fault('get_price', 'half of the body, then nothing'),
  slow_body: fault('get_price', 'the body comes in drops'),
  gbk: fault('all_instruments', 'the body is GBK though it says UTF-8'),
  bom: fault('get_price', 'the body begins with a byte order mark'),
  reorder_columns: fault('get_price', 'the columns come in reverse order'),
  rename_column: fault('get_price', 'the column close is called last'),
  missing_column: fault('get_price', 'the column close is left out'),
  extra_column: fault('get_price', 'an unknown column comes last'),
  duplicate_rows: fault('get_price', 'some rows come twice'),
  conflicting_rows: fault('get_price', 'some rows come twice, with another close'),
  unsorted_rows: fault('get_price', 'some neighbouring rows are swapped'),
  future_rows: fault('get_price', 'rows of dates that have not come yet'),
  negative_prices: fault('get_price', 'some closes are negative'),
  high_below_low: fault('get_price', 'high and low of some rows are swapped'),
  bad_numbers: fault('get_price', 'some volumes are "--" or "12,345"'),
  zero_rows: fault('get_price', 'a header and no rows'),
  lost_rows: fault('get_price', 'a row in some ten thousand is never there'),
  late_rows: fault(
    'get_price',
    'a row in some ten thousand is left out of a large answer; asked for by itself it comes',
  ),
  bad_rows: fault('get_price', 'in a row in some forty thousand high and low are swapped, always'),
  unknown_symbol: fault('get_price', 'the first id of the call is unknown'),
  stale: fault('api', 'the latest session is missing everywhere'),
  restated_history: fault(
    'get_price',
    'some past closes differ; without a position only from the day after the start on',
  ),
} as const satisfies Readonly<Record<string, FaultFacts>>;

export type FaultKind = keyof typeof FAULTS;

/** One switch: the fault, the calls it counts, and which of them it spoils. */
export type FaultSwitch = {
  readonly kind: FaultKind;
  /** `auth`, `api`, or the name of a method. */
  readonly scope: string;
  /** Counts from 1; null = every call. */
  readonly nth: number | null;
  /** From the nth call on, not only on it. */
  readonly isLasting: boolean;
};

/** Decides, call by call, which faults are due. */
export type FaultPlan = { readonly due: (scope: 'auth' | 'api', method: string) => readonly FaultSwitch[] };

export function createFaultPlan(switches: readonly FaultSwitch[]): FaultPlan {
  const counts = switches.map(() => 0);
  return {
    due: (scope, method) =>
      switches.filter((one, position) => {
        if (one.scope !== scope && one.scope !== method) return false;
        counts[position]! += 1;
        const count = counts[position]!;
        return one.nth === null || count === one.nth || (one.isLasting && count > one.nth);
      }),
  };
}

/**
 * Reads `kind`, `kind@2`, `kind@2+`, `kind@method`, `kind@method:3` and `kind@method:3+`, separated by commas: on every
 * call, the second, from the second on; the same for one method.
 *
 * @throws usage.unknown_name, usage.invalid
 */
export function parseFaults(text: string): readonly FaultSwitch[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(parseFault);
}

function parseFault(text: string): FaultSwitch {
  const [kind = '', where, ...rest] = text.split('@');
  if (!isFaultKind(kind)) throw unknownName('fault', kind, Object.keys(FAULTS));
  const match = /^(?:([a-z][a-z_.]*)(?::(?=\d))?)?(?:(\d+)(\+)?)?$/.exec(where ?? '');
  const nth = match?.[2] === undefined ? null : Number(match[2]);
  if (match === null || rest.length > 0 || nth === 0 || where === '') throw badPosition(text);
  const scope = match[1] ?? FAULTS[kind].scope;
  const scopes = ['auth', 'api', ...METHODS.keys()];
  if (!scopes.includes(scope)) throw unknownName('method', scope, scopes);
  return { kind, scope, nth, isLasting: match[3] !== undefined };
}

function isFaultKind(text: string): text is FaultKind {
  return Object.hasOwn(FAULTS, text);
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

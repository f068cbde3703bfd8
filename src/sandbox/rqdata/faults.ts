import {
  type FaultFacts,
  type FaultPlan as PlanOf,
  parseFaultList,
  type FaultSwitch as SwitchOf,
} from '../venue/fault-plan.ts';
import { METHODS } from './methods/registry.ts';

export { createFaultPlan } from '../venue/fault-plan.ts';

/** `auth` and `api` are all log-ins and all API calls; other scopes are one method. */
const fault = (scope: string, does: string): FaultFacts => ({ scope, does });

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
export type FaultSwitch = SwitchOf<FaultKind>;
export type FaultPlan = PlanOf<FaultKind>;

/** @throws usage.unknown_name, usage.invalid */
export function parseFaults(text: string): readonly FaultSwitch[] {
  return parseFaultList(text, { faults: FAULTS, scopes: ['auth', 'api', ...METHODS.keys()] });
}

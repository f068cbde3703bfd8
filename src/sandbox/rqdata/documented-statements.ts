import { dayOfSession, toSession } from '../../core/time.ts';
import type { Statement } from './fundamentals.ts';
import { parseQuarter } from './quarters.ts';
import { valuesOf } from './statement-fields.ts';

type Row = readonly [id: string, quarter: string, infoDate: string, ifAdjusted: 0 | 1, revenue: number, profit: number];

/**
 * Real rows, as the vendor's documentation of `get_pit_financials_ex` prints them: one half-year report corrected twice
 * and repeated a year later. Seven digits are documented; other fields and the storage time are not.
 */
const ROWS: readonly Row[] = [
  ['000001.XSHE', '2018q2', '2018-08-16', 0, 5.7241e10, 1.3372e10],
  ['000001.XSHE', '2018q2', '2019-08-08', 1, 5.7241e10, 1.3372e10],
  ['000001.XSHE', '2018q3', '2019-10-22', 1, 8.6664e10, 2.0456e10],
  ['000048.XSHE', '2018q2', '2018-08-31', 0, 1.06367e9, 7.790205e7],
  ['000048.XSHE', '2018q2', '2018-10-31', 0, 1.060487e9, 7.880372e7],
  ['000048.XSHE', '2018q2', '2019-06-15', 0, 7.362684e8, -3.527276e7],
  ['000048.XSHE', '2018q2', '2019-08-31', 1, 7.362684e8, -3.527276e7],
  ['000048.XSHE', '2018q3', '2019-10-31', 1, 1.216331e9, -4.566952e7],
];

export function documentedStatements(orderBookId: string): readonly Statement[] {
  return ROWS.filter(([id]) => id === orderBookId).map(([, quarter, infoDate, ifAdjusted, revenue, profit]) => ({
    quarter: parseQuarter(quarter)!,
    infoDay: dayOfSession(toSession(infoDate)),
    ifAdjusted,
    storedSeconds: Number.NaN,
    values: valuesOf({ revenue, net_profit: profit }),
  }));
}

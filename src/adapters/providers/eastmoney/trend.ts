import type { SessionDay } from '../../../core/time.ts';
import { eachRecord, Refused } from '../json-records.ts';
import { dataText, literalIn, malformed, type Where } from './body-text.ts';
import { dayFilter, numberCell, stampDay, wordedEvent } from './cells.ts';
import { incomeCells, type MapContext, navCells } from './rows.ts';

/** One fund since it began: values at midnights of Shanghai, what was paid out in words. */
export function mapTrend(context: MapContext): void {
  const { body, where, request } = context;
  const script = dataText(body, where);
  const code = /var\s+fS_code\s*=\s*"(\d{6})"/.exec(script)?.[1];
  if (code === undefined) throw malformed(where, 'a script without fS_code');
  if (!request.instruments.includes(code))
    throw malformed(where, `the script of fund "${code}", which was not asked for`);
  const isMoney = /var\s+ishb\s*=\s*true\b/.test(script);
  if (context.kind === 'distributions') mapEvents(context, script, code);
  else if (isMoney) mapIncome(context, script, code);
  else mapValues(context, script, code);
}

type Point = {
  readonly x?: unknown;
  readonly y?: unknown;
  readonly equityReturn?: unknown;
  readonly unitMoney?: unknown;
};

function mapValues({ request, where, out }: MapContext, script: string, code: string): void {
  const points = listOf(script, 'Data_netWorthTrend', where) as readonly Point[];
  const accumulated = seriesOf(script, 'Data_ACWorthTrend', where);
  const inRange = dayFilter(request);
  eachRecord(points, out, (point, line) => {
    const day = stampDay(point.x, 'x');
    if (!inRange(day)) return;
    const unit = numberOf(point.y, 'y');
    const dailyReturn = numberOf(point.equityReturn, 'equityReturn') / 100;
    out.row(
      line,
      navCells({ code, day, unit, accumulated: accumulated.get(day) ?? Number.NaN, dailyReturn, states: [] }),
    );
  });
}

function mapIncome({ request, where, out }: MapContext, script: string, code: string): void {
  const points = listOf(script, 'Data_millionCopiesIncome', where) as readonly unknown[][];
  const yields = seriesOf(script, 'Data_sevenDaysYearIncome', where);
  const inRange = dayFilter(request);
  eachRecord(points, out, (point, line) => {
    const day = stampDay(point[0], 'x');
    if (!inRange(day)) return;
    const yield7d = (yields.get(day) ?? Number.NaN) / 100;
    out.row(line, incomeCells({ code, day, income: numberOf(point[1], 'income'), yield7d, states: [] }));
  });
}

function mapEvents({ request, where, out }: MapContext, script: string, code: string): void {
  const points = (literalIn(script, 'Data_netWorthTrend', where) ?? []) as readonly Point[];
  const inRange = dayFilter(request);
  eachRecord(points, out, (point, line) => {
    const wording = String(point.unitMoney ?? '').trim();
    if (wording === '') return;
    const day = stampDay(point.x, 'x');
    if (!inRange(day)) return;
    const { event, amount } = wordedEvent(wording);
    out.row(line, [code, day, event, amount, null, null, wording]);
  });
}

function listOf(script: string, name: string, where: Where): readonly unknown[] {
  const list = literalIn(script, name, where);
  if (Array.isArray(list)) return list;
  throw malformed(where, `a script without "${name}"`, 'later');
}

/** Pairs of stamp and value, by day. What has no readable stamp has no day to be found by. */
function seriesOf(script: string, name: string, where: Where): ReadonlyMap<SessionDay, number> {
  const values = new Map<SessionDay, number>();
  for (const pair of listOf(script, name, where) as readonly unknown[][]) {
    try {
      values.set(stampDay(pair[0], 'x'), numberOf(pair[1], name));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }
  return values;
}

/** A number, or a text that holds one; null is "none". */
function numberOf(value: unknown, column: string): number {
  if (value === null || value === undefined) return Number.NaN;
  return typeof value === 'number' ? value : numberCell(String(value), column);
}

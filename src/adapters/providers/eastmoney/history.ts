import { TapelineError } from '../../../core/errors.ts';
import { dataText, jsonOf, malformed, type Where } from './body-text.ts';

/** One row of a fund's history as the site writes it. Of money funds DWJZ is the income on 10 000 units, LJJZ the yield. */
export type HistoryRow = {
  readonly FSRQ: string;
  readonly DWJZ: string;
  readonly LJJZ: string;
  readonly JZZZL: string;
  readonly SGZT: string;
  readonly SHZT: string;
  readonly FHSP: string;
};

export type History = {
  readonly rows: readonly HistoryRow[];
  /** 005 and an SYType: a money fund, whose columns mean something else. Empty: nobody knows the fund. */
  readonly isMoney: boolean;
  readonly isKnown: boolean;
  readonly total: number;
};

const MONEY_TYPE = '005';
const INCOME_WORDS = '每万份收益';
const COLUMNS = ['FSRQ', 'DWJZ', 'LJJZ', 'JZZZL', 'SGZT', 'SHZT', 'FHSP'] as const;

/**
 * A page of `lsjz`, also in the callback that it may be wrapped into.
 *
 * @throws source.permission when the site refuses the caller (-999), source.malformed for anything else that is no page
 */
export function readHistory(body: Uint8Array, where: Where): History {
  const text = dataText(body, where);
  const answer = jsonOf(/^\s*[\w$.]+\(([\s\S]*)\)\s*;?\s*$/.exec(text)?.[1] ?? text, where) as Answer | null;
  if (typeof answer?.ErrCode !== 'number') throw malformed(where, 'an answer without ErrCode');
  if (answer.ErrCode === REFUSED) {
    const detail = `ErrCode ${REFUSED} to ${where.what}: the page did not like who asked (its Referer)`;
    throw new TapelineError('source.permission', { facts: { source: where.source, detail } });
  }
  const list = answer.Data === null || typeof answer.Data !== 'object' ? null : answer.Data?.LSJZList;
  if (answer.ErrCode !== 0 || !Array.isArray(list)) {
    throw malformed(where, `ErrCode ${answer.ErrCode} and no list of values`, 'later');
  }
  const fundType = String(answer.Data.FundType ?? '');
  return {
    rows: list.map((row) => checkedRow(row, where)),
    isMoney: isMoney(fundType, answer.Data.SYType, where),
    isKnown: fundType !== '' || list.length > 0,
    total: Number(answer.TotalCount ?? Number.NaN),
  };
}

type Answer = {
  readonly ErrCode?: number;
  readonly TotalCount?: number;
  readonly Data: { readonly LSJZList?: unknown; readonly FundType?: unknown; readonly SYType?: unknown };
};

const REFUSED = -999;

/** The two marks of a money fund must agree: yields taken for prices are the worst that can be read here. */
function isMoney(fundType: string, yieldType: unknown, where: Where): boolean {
  const byYield = yieldType !== null && yieldType !== undefined && yieldType !== '';
  if (byYield && yieldType !== INCOME_WORDS) throw malformed(where, `an SYType "${String(yieldType)}" nobody knows`);
  if (byYield !== (fundType === MONEY_TYPE)) {
    throw malformed(where, `FundType "${fundType}" beside SYType "${String(yieldType)}"`);
  }
  return byYield;
}

function checkedRow(row: unknown, where: Where): HistoryRow {
  const record = row as Readonly<Record<string, unknown>> | null;
  const missing = COLUMNS.find((name) => record === null || typeof record !== 'object' || !(name in record));
  if (missing !== undefined) throw malformed(where, `a row without "${missing}"`);
  const cell = (name: string): string => (record![name] === null ? '' : String(record![name]));
  return Object.fromEntries(COLUMNS.map((name) => [name, cell(name)])) as HistoryRow;
}

import { malformed, readJson, type Where } from '../../http/json-body.ts';
import { refusalError } from '../../http/refusal.ts';
import { isObject, type JsonObject } from '../json-records.ts';
import { kindOfMessage, pauseOfMessage } from './messages.ts';

/** An answer of any of the vendor's APIs: columns by name, rows as lists. */
export type TushareTable = {
  readonly fields: readonly string[];
  readonly items: readonly (readonly unknown[])[];
  readonly hasMore: boolean;
};

/**
 * The table in an answer.
 *
 * @throws source.rate_limited, source.quota, source.permission, source.auth, source.transient by the vendor's words;
 *         source.malformed for what is no answer
 */
export function readTable(body: Uint8Array, where: Where): TushareTable {
  const answer = readJson(body, where);
  if (!isObject(answer) || typeof answer.code !== 'number') throw malformed(where, 'an answer without a code');
  if (answer.code !== 0) throw refusal(answer, where);
  const { data } = answer;
  if (!isObject(data) || !Array.isArray(data.fields) || !Array.isArray(data.items)) {
    throw malformed(where, 'an answer without fields and items');
  }
  const { fields, items } = data as { readonly fields: readonly unknown[]; readonly items: readonly unknown[] };
  if (!fields.every((name) => typeof name === 'string')) throw malformed(where, 'fields that are no texts');
  const short = items.find((row) => !Array.isArray(row) || row.length !== fields.length);
  if (short !== undefined) throw malformed(where, `a row that does not fit its ${fields.length} fields`);
  return { fields: fields as string[], items: items as unknown[][], hasMore: data.has_more === true };
}

function refusal({ msg, code }: JsonObject, { source, what }: Where) {
  const message = String(msg ?? '');
  return refusalError({
    kind: kindOfMessage(message),
    source,
    what: `${what} (code ${String(code)})`,
    status: 200,
    excerpt: message.slice(0, 160),
    retryAfterMs: pauseOfMessage(message),
    wayOut: 'Check TUSHARE_TOKEN.',
  });
}

/** Rows as objects. @throws source.malformed naming the columns that are missing */
export function recordsOf(table: TushareTable, columns: readonly string[], where: Where): readonly JsonObject[] {
  const missing = columns.filter((name) => !table.fields.includes(name));
  if (missing.length > 0) {
    throw malformed(where, `a table without column ${missing.map((name) => `"${name}"`).join(', ')}`);
  }
  return table.items.map((row) => Object.fromEntries(table.fields.map((name, at) => [name, row[at]])));
}

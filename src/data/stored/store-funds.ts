import { text, textAt, textColumn } from '../../core/frame.ts';
import { type FundClass, fundClassOf } from '../fund-class.ts';
import type { Draft } from '../lake/draft.ts';
import type { MergeCounts } from '../lake/merge-rows.ts';
import { WHOLE } from '../lake/partitions.ts';
import { type Authorship, provenanceOf, readAsset, upsertPartition } from '../lake/upsert.ts';
import { type Payouts, payoutsOf } from '../payouts.ts';
import { sortRows } from '../rows.ts';
import type { Validated } from '../validated/validated.ts';
import { FUND_ASSETS } from './fund-assets.ts';

const { fund_info: INFO, fund_distributions: DISTRIBUTIONS } = FUND_ASSETS;

/** Merges a list of funds. A fund that is no longer listed stays: it existed. @writes fund_info; idempotent by code and content */
export async function storeFunds(
  draft: Draft,
  validated: Validated<'funds'>,
  author: Authorship,
): Promise<MergeCounts> {
  const { rows } = validated;
  const type = text(rows, 'fund_type');
  const classes = Array.from({ length: rows.rows }, (_, row) => fundClassOf(textAt(type, row)));
  const columns = { ...rows.columns, fund_class: textColumn(classes) };
  const upserted = await upsertPartition(draft, {
    asset: INFO,
    partition: WHOLE,
    rows: sortRows({ rows: rows.rows, columns }, INFO.key),
    compared: ['name', 'fund_type', 'fund_class', 'company', 'founded', 'ended'],
    provenance: provenanceOf(INFO.name, author),
  });
  return upserted.counts;
}

/** By code. @reads fund_info */
export async function readClasses(draft: Draft): Promise<ReadonlyMap<string, FundClass>> {
  const table = await readAsset(draft, INFO);
  const [instrument, fundClass] = [text(table, 'instrument'), text(table, 'fund_class')];
  return new Map(
    Array.from({ length: table.rows }, (_, row) => [
      textAt(instrument, row)!,
      (textAt(fundClass, row) ?? 'equity') as FundClass,
    ]),
  );
}

/** Merges dividends and splits. @writes fund_distributions; idempotent by fund, ex-date, event and content */
export async function storeDistributions(
  draft: Draft,
  validated: Validated<'distributions'>,
  author: Authorship,
): Promise<MergeCounts> {
  const upserted = await upsertPartition(draft, {
    asset: DISTRIBUTIONS,
    partition: WHOLE,
    rows: sortRows(validated.rows, DISTRIBUTIONS.key),
    compared: ['amount', 'record_date', 'pay_date'],
    provenance: provenanceOf(DISTRIBUTIONS.name, author),
  });
  return upserted.counts;
}

/** What holders got, by fund and ex-date. @reads fund_distributions */
export async function readPayouts(draft: Draft): Promise<Payouts> {
  return payoutsOf(await readAsset(draft, DISTRIBUTIONS));
}

import { checkName } from '../../core/ids.ts';
import { type Branded, brand } from './brand.ts';

/** A named dataset in the lake. Ops say that they write it; readers see it as a view of its name. */
export type Asset<Row = unknown> = Branded<'asset'> & {
  readonly name: string;
  readonly description: string;
  /** Columns that make a row unique. */
  readonly key: readonly string[];
  /** Column → what it holds and in which unit. */
  readonly columns: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly __row?: Row;
};

export type AssetSpec = {
  readonly name: string;
  readonly description?: string;
  readonly key?: readonly string[];
  readonly columns?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
};

export function asset<Row = unknown>(spec: AssetSpec): Asset<Row> {
  const { description = '', key = [], columns = {}, tags = {} } = spec;
  return brand('asset', { name: checkName('asset', spec.name), description, key, columns, tags });
}

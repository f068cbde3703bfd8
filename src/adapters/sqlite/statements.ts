import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Patch } from '../../control/state/tables.ts';
import { quoted } from './schema.ts';

/** What may be bound: nothing that SQLite would quietly store as something else. */
export type Bound = string | number | null;
export type Row = Readonly<Record<string, Bound>>;

/** The statements of one connection, each prepared once, at its first use. */
export class Statements {
  readonly db: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();
  readonly #upserts = new Map<string, string>();
  readonly #crashPoint: (() => void) | null;

  /** `crashPoint` is called before each statement that changes the file, COMMIT among them; tests kill the process in it. */
  constructor(db: DatabaseSync, crashPoint: (() => void) | null = null) {
    this.db = db;
    this.#crashPoint = crashPoint;
  }

  run(sql: string, ...values: readonly Bound[]): void {
    this.#statement(sql).run(...values);
  }

  row(sql: string, ...values: readonly Bound[]): Row | null {
    return (this.#statement(sql).get(...values) as Row | undefined) ?? null;
  }

  rows(sql: string, ...values: readonly Bound[]): readonly Row[] {
    return this.#statement(sql).all(...values) as Row[];
  }

  patch({ table, key, set }: Patch): void {
    const keyNames = Object.keys(key);
    if (set === null) {
      this.run(deleteSql(table, keyNames), ...Object.values(key));
      return;
    }
    const setNames = Object.keys(set);
    const shape = `${table} ${setNames}`;
    let sql = this.#upserts.get(shape);
    if (sql === undefined) {
      sql = upsertSql(table, keyNames, setNames);
      this.#upserts.set(shape, sql);
    }
    this.#statement(sql).run(...Object.values(key), ...Object.values(set));
  }

  /** Several reads that see one and the same state. */
  atOnce<T>(read: () => T): T {
    if (this.db.isTransaction) return read();
    this.run('BEGIN');
    try {
      return read();
    } finally {
      if (this.db.isTransaction) this.run('ROLLBACK');
    }
  }

  #statement(sql: string): StatementSync {
    if (this.#crashPoint !== null && !LOOK.test(sql)) this.#crashPoint();
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const statement = this.db.prepare(sql);
    this.#prepared.set(sql, statement);
    return statement;
  }
}

/** What leaves the file as it is, whenever it is killed. */
const LOOK = /^\s*(SELECT|WITH|PRAGMA|BEGIN|ROLLBACK|SAVEPOINT|RELEASE)\b/;

function deleteSql(table: string, keyNames: readonly string[]): string {
  return `DELETE FROM ${quoted(table)} WHERE ${keyNames.map((name) => `${quoted(name)} = ?`).join(' AND ')}`;
}

function upsertSql(table: string, keyNames: readonly string[], setNames: readonly string[]): string {
  const names = [...keyNames, ...setNames];
  const sets = setNames.map((name) => `${quoted(name)} = excluded.${quoted(name)}`);
  return (
    `INSERT INTO ${quoted(table)} (${names.map(quoted).join(', ')}) VALUES (${names.map(() => '?').join(', ')}) ` +
    `ON CONFLICT (${keyNames.map(quoted).join(', ')}) DO UPDATE SET ${sets.join(', ')}`
  );
}

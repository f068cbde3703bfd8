import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Connect } from './connection.ts';

/** Statements of a state file that fail on purpose, for tests. */
export type FailingConnection = {
  readonly connect: Connect;
  /** The process "dies" before its next but `count` statement: that one and all after it throw. */
  dieAfter(count: number): void;
  /** The next statement that begins with `sql` throws once, without being run. */
  failOnce(sql: string, error: Error): void;
  /** Does something else first, the next time a statement begins with `sql`. */
  before(sql: string, act: () => void): void;
  /** Statements run since the last `dieAfter`. */
  readonly ran: () => number;
};

export const DEATH = new Error('the process is dead');

export function failingConnection(statePath: string): FailingConnection {
  let ran = 0;
  let limit = Number.POSITIVE_INFINITY;
  let next: { readonly sql: string; readonly act: () => void } | null = null;
  const check = (sql: string): void => {
    if (ran >= limit) throw DEATH;
    ran += 1;
    if (next === null || !sql.startsWith(next.sql)) return;
    const { act } = next;
    next = null;
    act();
  };
  const before = (sql: string, act: () => void): void => {
    next = { sql, act };
  };
  return {
    connect: (path, options) =>
      path === statePath ? new CheckedDatabase(path, options, check) : new DatabaseSync(path, options),
    dieAfter(count) {
      [ran, limit] = [0, count];
    },
    failOnce: (sql, error) =>
      before(sql, () => {
        throw error;
      }),
    before,
    ran: () => ran,
  };
}

/** The error that SQLite itself would throw. */
export function sqliteError(errcode: number, message: string): Error {
  return Object.assign(new Error(message), { code: 'ERR_SQLITE_ERROR', errcode, errstr: message });
}

type Check = (sql: string) => void;

class CheckedDatabase extends DatabaseSync {
  readonly #check: Check;

  constructor(path: string, options: ConstructorParameters<typeof DatabaseSync>[1], check: Check) {
    super(path, options);
    this.#check = check;
  }

  override exec(sql: string): void {
    this.#check(sql);
    super.exec(sql);
  }

  override prepare(sql: string): StatementSync {
    const statement = super.prepare(sql);
    for (const name of ['run', 'get', 'all'] as const) {
      const inner = statement[name].bind(statement) as (...values: never[]) => unknown;
      const checked = (...values: never[]): unknown => {
        this.#check(sql.trimStart());
        return inner(...values);
      };
      Object.defineProperty(statement, name, { value: checked });
    }
    return statement;
  }
}

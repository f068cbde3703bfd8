import { STATE_TABLES, type StateTable } from '../../control/state/tables.ts';

/** The state tables, one column per cell: generated, so that they cannot differ from what `apply` writes. */
export function stateTablesSql(): readonly string[] {
  return [...TABLES.map(createTable), ...STATE_INDEXES];
}

export function dropStateTablesSql(): readonly string[] {
  return TABLES.map((table) => `DROP TABLE IF EXISTS ${quoted(table)}`);
}

/** The statements that a file of an older version lacks to have every state table with all its cells; new ones are empty. */
export function missingStateSql(columnsOf: (table: string) => readonly string[]): readonly string[] {
  return TABLES.flatMap((table) => {
    const there = new Set(columnsOf(table));
    if (there.size === 0) return [createTable(table)];
    const lacking = Object.entries(STATE_TABLES[table].cells).filter(([name]) => !there.has(name));
    return lacking.map(
      ([name, type]) => `ALTER TABLE ${quoted(table)} ADD COLUMN ${quoted(name)} ${SQL_TYPE[type as 'int']}`,
    );
  });
}

/** What is not folded: the log itself, what was asked of the engine, and who the engine is. */
export const LOG_SQL: readonly string[] = [
  `CREATE TABLE event (
     seq INTEGER PRIMARY KEY,
     run_id TEXT,
     step_key TEXT,
     attempt INTEGER,
     kind TEXT NOT NULL,
     v INTEGER NOT NULL,
     at_ms INTEGER NOT NULL,
     data TEXT NOT NULL
   ) STRICT`,
  'CREATE INDEX event_by_run ON event (run_id, seq)',
  `CREATE TABLE request (
     id INTEGER PRIMARY KEY,
     kind TEXT NOT NULL,
     at_ms INTEGER NOT NULL,
     data TEXT NOT NULL,
     answer TEXT
   ) STRICT`,
  'CREATE INDEX request_open ON request (id) WHERE answer IS NULL',
  // `changes` counts the commits that leave neither an event nor a request behind: part of the change mark.
  `CREATE TABLE engine (
     id INTEGER PRIMARY KEY CHECK (id = 1),
     epoch INTEGER NOT NULL,
     holder TEXT,
     changes INTEGER NOT NULL
   ) STRICT`,
  'INSERT INTO engine (id, epoch, holder, changes) VALUES (1, 0, NULL, 0)',
];

/** The words of the index: a query that says them the same way uses it. */
export const RUN_IS_OPEN = "state IN ('queued', 'running')";

const TABLES = Object.keys(STATE_TABLES) as readonly StateTable[];

const STATE_INDEXES: readonly string[] = [
  'CREATE INDEX run_by_creation ON run (created_at_ms, run_id)',
  `CREATE INDEX run_open ON run (job) WHERE ${RUN_IS_OPEN}`,
  'CREATE INDEX lake_file_current ON lake_file (asset, partition) WHERE removed_in IS NULL',
];

const SQL_TYPE = { text: 'TEXT', json: 'TEXT', int: 'INTEGER' } as const;

export const quoted = (name: string): string => `"${name}"`;

function createTable(table: StateTable): string {
  const { key, cells } = STATE_TABLES[table];
  const keyColumns = Object.entries(key).map(([name, type]) => `${quoted(name)} ${SQL_TYPE[type as 'int']} NOT NULL`);
  const cellColumns = Object.entries(cells).map(([name, type]) => `${quoted(name)} ${SQL_TYPE[type as 'int']}`);
  const primaryKey = `PRIMARY KEY (${Object.keys(key).map(quoted).join(', ')})`;
  return `CREATE TABLE ${quoted(table)} (${[...keyColumns, ...cellColumns, primaryKey].join(', ')}) STRICT`;
}

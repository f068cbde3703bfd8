import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { type Block, blocksOf } from './blocks.ts';

/** A plain DuckDB in a process of its own, with nothing of ours: what a reader would use. */
const PLAIN = `
  const { DuckDBInstance } = require(process.argv[1]);
  (async () => {
    const instance = await DuckDBInstance.create(process.argv[2], { access_mode: 'READ_ONLY' });
    const result = await (await instance.connect()).runAndReadAll(process.argv[3]);
    process.stdout.write(JSON.stringify(result.getRowsJson()));
  })();`;
const DUCKDB = createRequire(import.meta.url).resolve('@duckdb/node-api');

/** Rows of one statement over a database file. */
export function askDuckdb(database: string, sql: string): readonly (readonly unknown[])[] {
  const outcome = spawnSync(process.execPath, ['-e', PLAIN, DUCKDB, database, sql], { encoding: 'utf8' });
  if (outcome.status !== 0) throw new Error(`${sql}\n${outcome.stderr}`);
  return JSON.parse(outcome.stdout) as unknown[][];
}

/** What the Python blocks of a document connect to, and the statements they send. */
export function pythonQueries(markdown: string): readonly { readonly database: string; readonly sql: string }[] {
  let database = '';
  return pythonBlocks(markdown).flatMap(({ text }) => {
    database = /duckdb\.connect\("([^"]+)"/.exec(text)?.[1] ?? database;
    return [...text.matchAll(/\.sql\("([^"]+)"\)/g)].map((match) => ({ database, sql: match[1]! }));
  });
}

export function pythonBlocks(markdown: string): readonly Block[] {
  return blocksOf(markdown).filter((block) => block.language === 'python');
}

/** Why the Python blocks cannot run here; null when they can. */
export function whyNoPython(packages: readonly string[]): string | null {
  const found = spawnSync('python3', ['-c', packages.map((name) => `import ${name}`).join('\n')], { encoding: 'utf8' });
  return found.status === 0 ? null : `python3 with ${packages.join(' and ')} is not installed`;
}

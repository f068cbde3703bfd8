import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { readText } from '../../scripts/source/files.ts';
import { blocksOf } from './blocks.ts';
import { type Desk, openDesk } from './desk.ts';
import { askDuckdb, pythonBlocks, pythonQueries, whyNoPython } from './duckdb.ts';
import { playDocument } from './play.ts';
import { sectionOf } from './sections.ts';

const english = readText('README.md');
const commands = readText('docs/commands.md');
const data = readText('docs/data.md');
const chinese = readText('README.zh-CN.md');
/** What `npm start` does after the install. */
const started = (markdown: string): string => markdown.replace('npm ci && npm start', 'tapeline demo');

/** What is asked to see the JSON of a verb. */
const JSON_OF = {
  run: 'tapeline run completion',
  list: 'tapeline list',
  status: 'tapeline status full',
  sql: 'tapeline sql "from scores"',
  quarantine: 'tapeline quarantine',
  report: 'tapeline report daily',
  validate: 'tapeline validate',
  config: 'tapeline config show sync',
  calendar: 'tapeline calendar sessions XSHG --from 2024-02-01 --to 2024-02-29',
  schedule: 'tapeline schedule next --calendar XSHG --at close --from 2024-02-01',
  op: 'tapeline op load_market_data',
  init: 'tapeline init other --yes',
} as const;

/** The names in the first clause of a verb's line on JSON. */
function jsonKeys(verb: string): readonly string[] {
  const [line = ''] = /^JSON[\s\S]*?(?=\n\n|;|$)/m.exec(sectionOf(commands, `## ${verb}`)) ?? [];
  const keys = [...line.replaceAll(/\(.*?\)/g, '').matchAll(/`(\w+)`/g)].map((match) => match[1]!);
  assert.ok(keys.length > 1, verb);
  return keys.filter((key) => key !== 'run');
}

describe('README.md', () => {
  let desk: Desk;
  before(() => {
    desk = openDesk();
  });
  after(() => desk[Symbol.dispose]());

  test('shows what the two commands print', async () => {
    await playDocument('README.md', started(sectionOf(english, '## Two commands')), desk);
  });

  test('says in at most forty words what it is', () => {
    const paragraph = english.split('\n\n')[1]!;
    assert.ok(paragraph.split(/\s+/).length <= 40, paragraph);
  });

  test('and docs/data.md ask the catalog what any DuckDB can answer', () => {
    const queries = [...pythonQueries(english), ...pythonQueries(data)];
    assert.equal(queries.length, 6);
    for (const { database, sql } of queries) {
      assert.ok(askDuckdb(join(desk.folder, database), sql).length > 0, sql);
    }
  });

  test('and docs/data.md have Python that runs', (context) => {
    const reason = whyNoPython(['duckdb', 'polars']);
    if (reason !== null) return context.skip(reason);
    for (const markdown of [english, data]) {
      const text = pythonBlocks(markdown)
        .map((block) => block.text)
        .join('\n');
      const outcome = spawnSync('python3', ['-c', text], { cwd: desk.folder, encoding: 'utf8' });
      assert.equal(outcome.status, 0, outcome.stderr);
    }
  });

  test('is followed by docs/data.md, whose commands run', () => playDocument('docs/data.md', data, desk));

  test('is followed by docs/commands.md, whose commands run and print what it shows', async () => {
    await playDocument('docs/commands.md', commands.replace('\ntapeline demo\n', '\n'), desk);
  });

  test('is followed by docs/commands.md, which says what --json gives', async () => {
    for (const [verb, asked] of Object.entries(JSON_OF)) {
      const outcome = await desk.run(`${asked} --json --quiet`);
      const value: unknown = JSON.parse(outcome.stdout);
      const first: unknown = Array.isArray(value) ? value[0] : value;
      const keys = jsonKeys(verb).filter((key) => !(key in (first as object)));
      assert.deepEqual(keys, [], `${asked} --json has no ${keys.join(', ')}`);
    }
  });

  test('shows every verb of the program in docs/commands.md', async () => {
    const { stdout } = await desk.run('tapeline --help');
    const verbs = [...stdout.matchAll(/^ {2}([a-z]+) (?:\[|<| )/gm)].map((match) => match[1]!);
    const told = verbs.filter((verb) => commands.includes(`\n## ${verb}\n`));
    assert.deepEqual(
      told,
      verbs.filter((verb) => verb !== 'help'),
    );
    assert.ok(told.length > 10);
  });

  test('outlives a reader that leaves', async () => {
    const { printed, code } = await desk.run('tapeline runs logs last | head -1');
    assert.equal(code, 0);
    assert.doesNotMatch(printed, /EPIPE/);
  });

  test('shows the first pipeline as it lies in examples, and what it does', async () => {
    const section = sectionOf(english, '## A first pipeline of your own');
    const [code] = blocksOf(section);
    assert.equal(`${code!.text}\n`, readText('examples/first-pipeline/tapeline.config.ts'));
    using own = openDesk('examples/first-pipeline');
    await playDocument('README.md', section, own);
  });

  test('shows prices of one’s own as they lie in examples, and what comes of them', async () => {
    const section = sectionOf(english, '## Prices of your own');
    const [code] = blocksOf(section);
    assert.equal(`${code!.text}\n`, readText('examples/own-prices/tapeline.config.ts'));
    using own = openDesk('examples/own-prices');
    await playDocument('README.md', section, own);
  });
});

describe('README.zh-CN.md', () => {
  test('has the same code and the same commands', () => {
    const told = (markdown: string) => blocksOf(markdown).filter(({ language }) => language !== 'text');
    assert.deepEqual(
      told(chinese).map(({ text }) => text),
      told(english).map(({ text }) => text),
    );
  });

  test('has the same sections', () => {
    const depth = (markdown: string) => markdown.split('\n').filter((line) => line.startsWith('## ')).length;
    assert.equal(depth(chinese), depth(english));
  });

  test('shows what the program prints in Chinese', async () => {
    using bundled = openDesk(undefined, 'zh');
    const real = chinese.replace('npm ci && npm start', 'tapeline run full');
    await playDocument('README.zh-CN.md', sectionOf(real, '## 两条命令'), bundled);
  });

  test('shows the same figures of prices of one’s own', () => {
    const figures = (markdown: string, heading: string) =>
      blocksOf(sectionOf(markdown, heading))
        .filter(({ language }) => language === 'text')
        .flatMap(({ text }) => text.match(/\d[\d.,-]*/g) ?? [])
        .sort();
    assert.deepEqual(figures(chinese, '## 用自己的价格'), figures(english, '## Prices of your own'));
  });
});

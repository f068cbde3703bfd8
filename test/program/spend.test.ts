import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tapeline } from '../crash/program.ts';
import { openProgramDesk, PROFILES } from './desk.ts';

test('an isolated op spends of a budget through its engine, and what is spent is spent for the next run', async () => {
  using desk = openProgramDesk();
  desk.config(`
const pages = op({
  name: 'pages', budget: 'calls', isolate: 'process',
  async run(_, { budget, log }) {
    for (const cost of [3, 2]) {
      await budget.spend(cost);
      log.info('had ' + cost);
    }
    return 'read';
  },
});
export default defineProject({
  jobs: [job(pipeline('read', (p) => p.add(pages)), { whenBudgetIsSpent: 'fail' })],
  budgets: [budget({ name: 'calls', perDay: 10, zone: 'UTC' })],
  ${PROFILES},
});
`);
  const first = await tapeline(desk.folder, ['run', 'read']);
  assert.equal(first.code, 0, first.stderr);
  const second = await tapeline(desk.folder, ['run', 'read', '--json']);
  assert.equal(second.code, 5, second.stderr);
  const { error } = JSON.parse(second.stdout);
  assert.equal(error.code, 'source.quota');
  assert.match(error.message, /budget "calls" is spent until/);
  const { stdout } = await tapeline(desk.folder, ['runs', 'logs', 'last']);
  assert.match(stdout, /had 3/);
  assert.doesNotMatch(stdout, /had 2/, 'six and one and three are ten');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tapeline } from '../crash/program.ts';
import { openProgramDesk, PROFILES } from './desk.ts';

/** Each beside what is wrong with it; null where nothing is. */
const SCHEDULES: Readonly<Record<string, readonly [spec: string, code: string | null, message: RegExp]>> = {
  feb: [`{ cron: '0 0 30 2 *', zone: 'UTC' }`, 'usage.cron', /"0 0 30 2 \*" is never due/],
  zone: [`{ cron: '0 0 * * *', zone: 'Asia/Shangai' }`, 'usage.zone', /Did you mean "Asia\/Shanghai"/],
  venue: [`{ calendar: 'XSHX', at: 'close' }`, 'usage.unknown_name', /Did you mean "XSHG"/],
  jitter: [
    `{ ...EVERY, jitter: '10m' }`,
    'definition.invalid',
    /jitter is 600000 ms, but its ticks come 300000 ms apart/,
  ],
  config: [`{ ...EVERY, config: { nope: 1 } }`, 'usage.unknown_name', /"nope" \(set by schedule "config"/],
  past: [`{ once: '2020-01-01T00:00:00Z' }`, null, /^never due again$/],
  good: [`{ ...EVERY, jitter: '4m' }`, null, /^next \d{4}-\d\d-\d\dT\d\d:\d[05]:00\+00:00$/],
};

test('validate asks every trigger, and holds policy and config against it', async () => {
  using desk = openProgramDesk();
  const list = Object.entries(SCHEDULES).map(([name, [spec]]) => `schedule(one, { name: '${name}', ...${spec} })`);
  desk.config(`
const EVERY = { every: '5m', anchor: '2026-01-01T00:00:00Z' };
const one = job(pipeline('one', (p) => p.add(op({ name: 'one', run: () => null }))));
const wait = readinessSensor(one, {
  name: 'wait', trigger: { calendar: 'XSHG', at: 'closed' }, giveUpAfter: '1h', isReady: () => ({ ready: true }),
});
export default defineProject({ jobs: [one], schedules: [${list.join(',\n')}], sensors: [wait], ${PROFILES} });
`);
  const { code, stdout, stderr } = await tapeline(desk.folder, ['validate', '--json']);
  assert.equal(code, 2, `${stderr}: that of the first problem`);
  const { checks, isValid } = JSON.parse(stdout) as {
    readonly isValid: boolean;
    readonly checks: readonly { what: string; detail: string; error: { code: string; message: string } | null }[];
  };
  assert.equal(isValid, false);
  for (const [name, [, wanted, message]] of Object.entries(SCHEDULES)) {
    const found = checks.find(({ what }) => what === `schedule ${name}`)!;
    assert.equal(found.error?.code ?? null, wanted, name);
    assert.match(found.error?.message ?? found.detail, message, name);
  }
  assert.equal(checks.find(({ what }) => what === 'sensor wait')!.error?.code, 'usage.trigger');
});

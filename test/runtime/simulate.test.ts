import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { asset } from '../../src/control/definition/asset.ts';
import { job } from '../../src/control/definition/job.ts';
import { op } from '../../src/control/definition/op.ts';
import { pipeline } from '../../src/control/definition/pipeline.ts';
import { defineProject } from '../../src/control/definition/project.ts';
import { schedule } from '../../src/control/definition/schedule.ts';
import { runRequest, type Sensor, sensor } from '../../src/control/definition/sensor.ts';
import {
  assetSensor,
  eventSensor,
  freshnessSensor,
  onRun,
  readinessSensor,
} from '../../src/control/definition/sensor-kinds.ts';
import { onProfileCalendar } from '../../src/runtime/profile-calendar.ts';
import { shippedProject } from '../../src/runtime/shipped.ts';
import { type SimulateInput, type SimulationModel, simulate } from '../../src/runtime/simulation/simulate.ts';

const bars = asset({ name: 'bars' });
const one = (name: string, writes: readonly string[] = []) =>
  job(pipeline(name, (p) => p.add(op({ name, writes, run: () => null }))));
const [sync, score, alarm] = [one('sync', ['bars']), one('score'), one('alarm')];
/** Sessions of XSHG: Mon 21 to Wed 30 September 2026 without Friday 25, a holiday. */
const evening = { calendar: 'XSHG', at: 'close+90m' } as const;
const STRETCH = { fromMs: Date.UTC(2026, 8, 21), toMs: Date.UTC(2026, 9, 1) };
const SESSIONS = 7;
const HOUR_MS = 3_600_000;

const never = (): never => assert.fail('no code of the world runs in a simulation');
const ready = readinessSensor(sync, {
  name: 'ready',
  trigger: evening,
  giveUpAfter: '2h',
  paused: true,
  isReady: never,
});

async function turned(sensors: readonly Sensor[], change: Partial<SimulateInput> = {}): Promise<SimulationModel> {
  const schedules = [schedule(alarm, { name: 'weekly', cron: '0 9 * * 1', zone: 'Asia/Shanghai' })];
  const project = defineProject({ jobs: [sync, score, alarm], assets: [bars], schedules, sensors });
  return simulate({ project, ...STRETCH, ...change });
}

const runsOf = ({ jobs }: SimulationModel, name: string) => jobs.find((each) => each.job === name);

describe('sensors in a simulation', () => {
  test('that wait for a vendor find it ready at once, and what follows their runs follows here', async () => {
    const model = await turned([ready, onRun(sync, 'success', () => runRequest(score))]);
    assert.deepEqual(runsOf(model, 'sync'), {
      job: 'sync',
      runs: SESSIONS,
      outcomes: { succeeded: SESSIONS },
      by: { 'sensor ready': SESSIONS },
    });
    assert.deepEqual(runsOf(model, 'score')!.by, { 'sensor sync.on_success': SESSIONS });
    const [seen] = model.sensors;
    assert.deepEqual(
      [seen!.first, seen!.last],
      ['2026-09-21T08:30:00.000Z', '2026-09-30T08:30:00.000Z'],
      'at their moments',
    );
  });

  test('see vendors that come later, and alarm when that is too late', async () => {
    const late = await turned([ready], { readyAfterMs: HOUR_MS });
    assert.equal(late.sensors[0]!.first, '2026-09-21T09:30:00.000Z');
    const tooLate = await turned([ready], { readyAfterMs: 3 * HOUR_MS });
    assert.equal(runsOf(tooLate, 'sync'), undefined);
    const codes = tooLate.sensors[0]!.alarms.map(({ code, utc }) => `${utc} ${code}`);
    assert.equal(codes.length, SESSIONS);
    assert.equal(codes[0], '2026-09-21T10:30:00.000Z sensor.gave_up', 'two hours after its moment');
  });

  test('that watch an asset see a version with every success that writes it, while the run still works', async () => {
    const slow = job(
      pipeline('slow', (p) => {
        const made = p.add(op({ name: 'make', writes: ['bars'], run: () => null }));
        p.add(op({ name: 'after', run: (_: { made: null }) => null }), { made });
      }),
    );
    const project = defineProject({
      jobs: [slow, score],
      assets: [bars],
      schedules: [schedule(slow, { name: 'evening', ...evening })],
      sensors: [assetSensor(bars, score)],
    });
    const model = await simulate({ project, ...STRETCH, durationMs: () => HOUR_MS });
    assert.equal(runsOf(model, 'score')!.runs, SESSIONS);
    assert.equal(model.sensors[0]!.first, '2026-09-21T09:30:01.000Z', 'a second after the first of two hours');
    assert.deepEqual(
      model.assumptions.filter(({ kind }) => kind === 'publishes'),
      [{ kind: 'publishes', asset: 'bars', jobs: ['slow'] }],
    );
  });

  test('that judge freshness alarm on the sessions whose data failed to come', async () => {
    const fresh = freshnessSensor(bars, alarm, { name: 'late', deadline: { calendar: 'XSHG', at: 'close+4h' } });
    const good = await turned([ready, fresh]);
    assert.deepEqual([good.sensors[1]!.runs, good.sensors[1]!.alarms], [0, []]);
    const bad = await turned([ready, fresh], { failRate: 0.5, seed: 3 });
    const failed = runsOf(bad, 'sync')!.outcomes.failed ?? 0;
    assert.ok(failed > 0 && failed < SESSIONS);
    assert.deepEqual([bad.sensors[1]!.alarms.length, bad.sensors[1]!.runs], [failed, failed]);
    assert.equal(bad.sensors[1]!.alarms[0]!.code, 'sensor.asset_late');
  });

  test('that look outside see nothing, and it says so; those that are paused look', async () => {
    const own = sensor({ name: 'own', evaluate: never });
    const { assumptions, sensors } = await turned([eventSensor('filing', score), own, ready]);
    assert.deepEqual(
      sensors.map((each) => each.sensor),
      ['ready'],
    );
    assert.deepEqual(assumptions, [
      { kind: 'never_looks', sensor: 'filing.on_emit', watches: 'event' },
      { kind: 'never_looks', sensor: 'own', watches: 'custom' },
      { kind: 'ready_after', sensor: 'ready', afterMs: 0 },
      { kind: 'not_paused', name: 'ready' },
    ]);
  });

  test('whose own function throws fail here as they would, with back-off, and touch nobody else', async () => {
    const broken = onRun(sync, 'success', () => {
      throw new Error('no such thing');
    });
    const model = await turned([ready, broken]);
    const [, seen] = model.sensors;
    assert.equal(seen!.failures[0]!.utc, '2026-09-21T08:31:01.000Z');
    assert.match(seen!.failures[0]!.message, /no such thing/);
    const hours = (STRETCH.toMs - STRETCH.fromMs) / HOUR_MS;
    assert.ok(seen!.failures.length > hours / 2 && seen!.failures.length < 2 * hours, 'hourly in the end');
    assert.equal(runsOf(model, 'sync')!.runs, SESSIONS);
  });

  test('whose calendar ends within the time say so', async () => {
    const { assumptions } = await turned([ready], { toMs: Date.UTC(2027, 5, 1) });
    const unknown = assumptions.filter(({ kind }) => kind === 'beyond_horizon');
    assert.deepEqual(
      unknown.map((each) => ('name' in each ? each.name : '')),
      ['ready'],
    );
  });
});

describe('a simulation', () => {
  test('of the shipped project plays a month in which every run ends well, whatever calendar its slices follow', async () => {
    const shipped = await shippedProject();
    const project = onProfileCalendar(shipped, shipped.profiles.demo!);
    const model = await simulate({ project, fromMs: Date.UTC(2026, 8, 1), toMs: Date.UTC(2026, 9, 1) });
    assert.ok(model.jobs.length > 5);
    const outcomes = new Set(model.jobs.flatMap((each) => Object.keys(each.outcomes)));
    // The last ones may be at work when the time is over.
    outcomes.delete('running');
    assert.deepEqual([...outcomes], ['succeeded']);
    assert.deepEqual(
      model.sensors.flatMap(({ alarms, failures }) => [...alarms, ...failures]),
      [],
    );
  });

  test('of the same seed is the same, and of another one has other failures', async () => {
    const sensors = [ready, onRun(sync, 'success', () => runRequest(score))];
    const shown = async (seed: number) => JSON.stringify(await turned(sensors, { failRate: 0.4, seed }));
    assert.equal(await shown(1), await shown(1));
    assert.notEqual(await shown(1), (await shown(2)).replace('"seed":2', '"seed":1'));
  });
});

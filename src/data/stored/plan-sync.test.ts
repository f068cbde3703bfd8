import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { calendarOf } from '../../calendar/index.ts';
import { dayOfSession, sessionOfDay, toSession } from '../../core/time.ts';
import type { Held } from './coverage.ts';
import { planSync, type SyncQuestion } from './plan-sync.ts';

const day = (text: string) => dayOfSession(toSession(text));
const held = (...sessions: string[]): Held => ({
  days: Int32Array.from(sessions, day),
  filled: new Uint8Array(sessions.length),
  suspended: new Uint8Array(sessions.length),
});

/** 2013-02-25 is a Monday; the week's sessions run to Friday 2013-03-01. */
const base: SyncQuestion = {
  calendar: calendarOf('XNYS'),
  instruments: ['IBM'],
  held: () => held(),
  asked: () => [],
  listings: new Map(),
  suspended: new Map(),
  from: toSession('2013-01-02'),
  to: toSession('2013-03-01'),
  recheckSessions: 2,
  edgeSessionsMax: 5,
  refetch: false,
};
const asked = (from: string, to: string) => () => [{ from: day(from), to: day(to) }];
const plan = (change: Partial<SyncQuestion>) => {
  const { groups, skipped } = planSync({ ...base, ...change });
  return {
    groups: groups.map(({ range, instruments }) => [
      sessionOfDay(range.from),
      sessionOfDay(range.to),
      instruments.join(),
    ]),
    skipped,
  };
};

describe('planSync', () => {
  it('asks for the whole range the first time', () => {
    assert.deepEqual(plan({}), { groups: [['2013-01-02', '2013-03-01', 'IBM']], skipped: {} });
  });

  it('asks for what is newer, and for the sessions before it again', () => {
    const { groups } = plan({ asked: asked('2013-01-02', '2013-02-26'), held: () => held('2013-02-26') });
    assert.deepEqual(groups, [['2013-02-25', '2013-03-01', 'IBM']]);
    const none = plan({ asked: asked('2013-01-02', '2013-02-26'), held: () => held('2013-02-26'), recheckSessions: 0 });
    assert.deepEqual(none.groups, [['2013-02-27', '2013-03-01', 'IBM']]);
  });

  it('skips what is up to date, also when only closed days passed since', () => {
    const change = { asked: asked('2013-01-02', '2013-03-01'), held: () => held('2013-03-01') };
    assert.deepEqual(plan(change), { groups: [], skipped: { up_to_date: ['IBM'] } });
    assert.deepEqual(plan({ ...change, to: toSession('2013-03-03') }).skipped, { up_to_date: ['IBM'] });
  });

  it('asks again for a session that the source did not have yet', () => {
    const change = { asked: asked('2013-01-02', '2013-03-01'), held: () => held('2013-02-27') };
    assert.deepEqual(plan(change).groups, [['2013-02-26', '2013-03-01', 'IBM']]);
  });

  it('does not ask again when the series ended, or rests in a suspension', () => {
    const askedAll = asked('2013-01-02', '2013-03-01');
    // Six sessions without a bar: 2013-02-22, and 02-25 to 03-01.
    const ended = plan({ asked: askedAll, held: () => held('2013-02-21') });
    assert.deepEqual(ended, { groups: [], skipped: { series_ended: ['IBM'] } });
    const suspended = new Map([['IBM', new Set([day('2013-02-28'), day('2013-03-01')])]]);
    const resting = plan({ asked: askedAll, held: () => held('2013-02-27'), suspended });
    assert.deepEqual(resting, { groups: [], skipped: { suspended: ['IBM'] } });
  });

  it('asks for older sessions alone when the range is widened', () => {
    const change = { asked: asked('2013-02-01', '2013-03-01'), held: () => held('2013-03-01') };
    assert.deepEqual(plan(change).groups, [['2013-01-02', '2013-01-31', 'IBM']]);
  });

  it('keeps within listing and delisting, and says when neither leaves anything', () => {
    const listed = (from: string | null, to: string | null) =>
      new Map([['IBM', { listed: from === null ? null : day(from), delisted: to === null ? null : day(to) }]]);
    // One request for all: the range is not cut to each listing.
    assert.deepEqual(plan({ listings: listed('2013-02-19', '2013-02-22') }).groups, [
      ['2013-01-02', '2013-03-01', 'IBM'],
    ]);
    assert.deepEqual(plan({ listings: listed('2013-03-04', null) }).skipped, { not_listed_yet: ['IBM'] });
    assert.deepEqual(plan({ listings: listed(null, '2012-12-31') }).skipped, { delisted: ['IBM'] });
    const backwards = { from: toSession('2013-03-04'), to: toSession('2013-03-01') };
    assert.deepEqual(plan(backwards).skipped, { empty_range: ['IBM'] });
    const over = { listings: listed(null, '2013-02-22'), asked: asked('2013-01-02', '2013-02-21') };
    assert.deepEqual(plan({ ...over, held: () => held('2013-02-21') }).skipped, { delisted: ['IBM'] });
    const neverListed = { listings: listed('2013-02-19', null), asked: asked('2013-02-01', '2013-03-01') };
    assert.deepEqual(plan({ ...neverListed, held: () => held('2013-03-01') }).skipped, { up_to_date: ['IBM'] });
  });

  it('asks once for instruments with the same needs, and for everything again when told to', () => {
    const two = { instruments: ['IBM', 'AAPL'] };
    assert.deepEqual(plan(two).groups, [['2013-01-02', '2013-03-01', 'IBM,AAPL']]);
    const done = { ...two, asked: asked('2013-01-02', '2013-03-01'), held: () => held('2013-03-01') };
    assert.deepEqual(plan({ ...done, refetch: true }).groups, [['2013-01-02', '2013-03-01', 'IBM,AAPL']]);
  });
});

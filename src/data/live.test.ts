import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { calendarOf } from '../calendar/index.ts';
import { knownSince } from './live.ts';

const at = (text: string) => Date.parse(text);

describe('since when a change is known', () => {
  const calendar = calendarOf('XNYS');
  // Friday 2013-03-01 closed at 21:00 UTC, Monday 2013-03-04 as well.
  const asOf = at('2013-03-01T21:30:00Z');

  it('is the as-of of the run that received it, while no session closed in between', () => {
    assert.equal(knownSince(calendar, asOf, at('2013-03-01T21:30:07Z')), asOf);
    assert.equal(knownSince(calendar, asOf, at('2013-03-04T20:59:59Z')), asOf);
  });

  it('is the moment it was received by a run that looks back', () => {
    assert.equal(knownSince(calendar, asOf, at('2013-03-04T21:00:00Z')), at('2013-03-04T21:00:00Z'));
  });

  it('is never after it was received', () => {
    assert.equal(knownSince(calendar, asOf, at('2013-02-01T00:00:00Z')), at('2013-02-01T00:00:00Z'));
  });
});

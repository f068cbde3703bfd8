import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dayOfSession, sessionOfDay, toSession } from '../../core/time.ts';
import { toQuarter } from '../../quant/index.ts';
import { frameOf, type RowLiteral } from '../rows-kit.ts';
import { KIND_SCHEMAS } from '../source/kinds.ts';
import { announcementDeadline, missingQuarters } from './sync-fundamentals.ts';

const day = (text: string) => dayOfSession(toSession(text));
const told = (instrument: string, quarter: string, announced: string): RowLiteral => ({
  instrument,
  quarter,
  announced,
});
const missing = (rows: readonly RowLiteral[], asOf: string) =>
  missingQuarters(frameOf(KIND_SCHEMAS.fundamentals, rows), day(asOf));

describe('quarters that are due', () => {
  it('have the deadlines of the law', () => {
    const deadlines = ['2018q1', '2018q2', '2018q3', '2018q4'].map((text) =>
      sessionOfDay(announcementDeadline(toQuarter(text))),
    );
    assert.deepEqual(deadlines, ['2018-04-30', '2018-08-31', '2018-10-31', '2019-04-30']);
  });

  it('are missing only once their deadline has passed', () => {
    const rows = [told('A', '2018q1', '2018-04-20')];
    assert.equal(missing(rows, '2018-08-31').count, 0);
    assert.deepEqual(missing(rows, '2018-09-01'), { count: 1, examples: [{ instrument: 'A', quarter: '2018q2' }] });
  });

  it('are looked for per company, from its first one on', () => {
    const rows = [
      told('A', '2018q1', '2018-04-20'),
      told('A', '2018q3', '2018-10-20'),
      told('B', '2018q3', '2018-10-20'),
    ];
    assert.deepEqual(missing(rows, '2018-11-05'), { count: 1, examples: [{ instrument: 'A', quarter: '2018q2' }] });
  });
});

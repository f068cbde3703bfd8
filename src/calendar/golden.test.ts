import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { type Session, toSession } from '../core/time.ts';
import { type Calendar, calendarOf, venueNames } from './index.ts';

/** Expected sessions and hours come from an independent package, by way of scripts/golden/sessions.py; never from our code. */
const FOLDER = new URL('../../test/golden/calendar/', import.meta.url);

type GoldenFile = {
  readonly file: string;
  readonly venue: string;
  readonly askedFrom: string;
  readonly askedTo: string;
  readonly sessions: number;
  readonly sha256: string;
};
const metadata = JSON.parse(readFileSync(new URL('metadata.json', FOLDER), 'utf8')) as { files: readonly GoldenFile[] };

/** Venues that keep another's sessions and hours are held to the other's file. */
const SAME_AS: Readonly<Record<string, string>> = { XSHE: 'XSHG', XNAS: 'XNYS' };

/** Every day is a session: ten years of golden stand for the whole horizon, see the test below. */
const SPAN_IS_PART: ReadonlySet<string> = new Set(['24/7']);

type GoldenRow = readonly [
  session: Session,
  open: number,
  breakStart: number | null,
  breakEnd: number | null,
  close: number,
];

function goldenRows(file: string): readonly GoldenRow[] {
  const [header, ...lines] = gunzipSync(readFileSync(new URL(file, FOLDER)))
    .toString()
    .trimEnd()
    .split('\n');
  assert.equal(header, 'session,open,breakStart,breakEnd,close');
  return lines.map((line) => {
    const [session, open, breakStart, breakEnd, close] = line.split(',');
    const rest = [breakStart, breakEnd].map((text) => (text === '' ? null : Date.parse(text!)));
    return [toSession(session!), Date.parse(open!), rest[0]!, rest[1]!, Date.parse(close!)];
  });
}

for (const venue of venueNames()) {
  const golden = metadata.files.find((entry) => entry.venue === (SAME_AS[venue] ?? venue));

  test(`${venue}: every session of the golden span, which is the whole horizon, is equal`, () => {
    assert.ok(golden, `a golden file for ${venue}`);
    const calendar = calendarOf(venue);
    const rows = goldenRows(golden.file);
    assert.equal(rows.length, golden.sessions);
    if (!SPAN_IS_PART.has(venue)) {
      assert.deepEqual([calendar.data.first, calendar.data.last], [golden.askedFrom, golden.askedTo]);
      assert.deepEqual([calendar.firstSession, calendar.lastSession], [rows[0]![0], rows.at(-1)![0]]);
    }
    const ours = calendar.sessions(toSession(golden.askedFrom), toSession(golden.askedTo));
    assert.deepEqual(
      ours,
      rows.map(([session]) => session),
    );
  });

  test(`${venue}: every open, break and close of the golden span is equal`, () => {
    const calendar = calendarOf(venue);
    const wrong = goldenRows(golden!.file).filter((row) => !hoursEqual(calendar, row));
    assert.deepEqual(
      wrong.map(([session]) => session),
      [],
    );
  });
}

function hoursEqual(calendar: Calendar, [session, open, breakStart, breakEnd, close]: GoldenRow): boolean {
  const hours = calendar.hours(session);
  const breaksEqual = hours.breakStartMs === breakStart && hours.breakEndMs === breakEnd;
  return hours.openMs === open && hours.closeMs === close && breaksEqual;
}

test('a golden file has not changed since it was made', () => {
  assert.ok(metadata.files.length >= 2);
  for (const { file, sha256 } of metadata.files) {
    assert.equal(
      createHash('sha256')
        .update(readFileSync(new URL(file, FOLDER)))
        .digest('hex'),
      sha256,
      file,
    );
  }
});

test('round the clock, every day of the horizon is a session of twenty-four hours', () => {
  const { data, sessions, hours } = calendarOf('24/7');
  const all = sessions(toSession(data.first), toSession(data.last));
  assert.equal(all.length, 130 * 365 + 32, '130 years from 1970 to 2099, 32 of them leap years');
  const { openMs, closeMs } = hours(toSession('2096-02-29'));
  assert.deepEqual([openMs, closeMs], [Date.parse('2096-02-29T00:00:00Z'), Date.parse('2096-03-01T00:00:00Z')]);
});

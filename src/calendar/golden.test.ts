import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { type Session, toSession } from '../core/time.ts';
import { type Calendar, calendarOf, venueNames } from './index.ts';

/** Expected sessions and hours come from an independent package, by way of scripts/golden/sessions*.py; never from our code. */
const FOLDER = new URL('../../test/golden/calendar/', import.meta.url);

type GoldenFile = {
  readonly file: string;
  readonly venue: string;
  readonly askedFrom: string;
  readonly askedTo: string;
  readonly sessions: number;
  readonly sha256: string;
};
const files = ['metadata-xnys-1952.json', 'metadata.json'].flatMap((name) => {
  const metadata = JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as { readonly files: readonly GoldenFile[] };
  return metadata.files;
});

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

/**
 * Where a record differs from its golden hours on purpose. New York: openings delayed and sessions cut short on the day
 * itself are not recorded, and the two lasting changes are dated as the exchange does, not by the first session of the
 * year. Hong Kong and Tokyo: the golden file has today's lunch throughout.
 */
type Difference = readonly [from: string, to: string, why: string];
const HOURS_DIFFER: Readonly<Record<string, readonly Difference[]>> = {
  XHKG: [
    ['1999-01-04', '2011-03-04', 'lunch from 12:30 to 14:30'],
    ['2011-03-07', '2012-03-02', 'lunch until 13:30'],
  ],
  XTKS: [['1997-01-06', '2011-11-18', 'lunch from 11:00']],
  XNYS: [
    ['1974-01-02', '1974-09-30', 'closes at 16:00 only from 1974-10-01'],
    ['1985-01-02', '1985-09-26', 'opens at 09:30 only from 1985-09-30'],
    ['1960-12-12', '1960-12-12', 'snow'],
    ['1963-11-22', '1963-11-22', 'President Kennedy was shot'],
    ['1964-10-23', '1964-10-23', 'funeral of Herbert Hoover'],
    ['1965-11-10', '1965-11-10', 'blackout'],
    ['1967-02-07', '1967-02-07', 'snow'],
    ['1969-02-11', '1969-02-11', 'snow'],
    ['1969-06-02', '1969-06-02', 'opened late'],
    ['1973-12-17', '1973-12-17', 'ice'],
    ['1974-11-22', '1974-11-22', 'opened late'],
    ['1975-02-12', '1975-02-12', 'snow'],
    ['1976-02-02', '1976-02-02', 'storm'],
    ['1976-06-08', '1976-06-08', 'opened late'],
    ['1976-08-09', '1976-08-09', 'Hurricane Belle'],
    ['1978-01-20', '1978-01-20', 'snow'],
    ['1978-02-06', '1978-02-07', 'snow'],
    ['1981-03-30', '1981-03-30', 'President Reagan was shot'],
    ['1981-09-09', '1981-09-09', 'blackout'],
  ],
};

for (const venue of venueNames()) {
  const calendar = calendarOf(venue);
  const golden = files.filter(
    (file) => file.venue === (SAME_AS[venue] ?? venue) && file.askedTo >= calendar.data.first,
  );

  test(`${venue}: every session of the golden span, which is the whole horizon, is equal`, () => {
    const rows = golden.flatMap(({ file }) => goldenRows(file));
    const [first, last] = [golden[0]!, golden.at(-1)!];
    assert.equal(
      rows.length,
      golden.reduce((sum, { sessions }) => sum + sessions, 0),
    );
    if (!SPAN_IS_PART.has(venue)) {
      assert.deepEqual([calendar.data.first, calendar.data.last], [first.askedFrom, last.askedTo]);
      assert.deepEqual([calendar.firstSession, calendar.lastSession], [rows[0]![0], rows.at(-1)![0]]);
    }
    const ours = calendar.sessions(toSession(first.askedFrom), toSession(last.askedTo));
    assert.deepEqual(
      ours,
      rows.map(([session]) => session),
    );
  });

  test(`${venue}: every open, break and close of the golden span is equal`, () => {
    const wrong = golden
      .flatMap(({ file }) => goldenRows(file))
      .filter((row) => !hoursEqual(calendar, row) && !differsOnPurpose(venue, row[0]));
    assert.deepEqual(
      wrong.map(([session]) => session),
      [],
    );
  });
}

test('whatever differs from the golden hours on purpose does differ, on every full day of it', () => {
  for (const [venue, differences] of Object.entries(HOURS_DIFFER)) {
    const calendar = calendarOf(venue);
    const rows = files.filter((file) => file.venue === venue).flatMap(({ file }) => goldenRows(file));
    for (const [from, to, why] of differences) {
      const here = rows.filter(([day]) => from <= day && day <= to && calendar.hours(day).kind === 'full');
      assert.ok(here.length > 0 && here.every((row) => !hoursEqual(calendar, row)), `${venue} ${from} ${why}`);
    }
  }
});

test('a half day equals the golden one even where lunch differs', () => {
  for (const venue of ['XHKG', 'XTKS']) {
    const calendar = calendarOf(venue);
    const rows = goldenRows(`${venue.toLowerCase()}.csv.gz`).filter(([day]) => calendar.hours(day).kind === 'half');
    assert.ok(
      rows.every((row) => hoursEqual(calendar, row)),
      venue,
    );
  }
});

test('where only lunch differs, open and close are equal', () => {
  for (const venue of ['XHKG', 'XTKS']) {
    const calendar = calendarOf(venue);
    for (const [day, open, , , close] of goldenRows(`${venue.toLowerCase()}.csv.gz`)) {
      const { openMs, closeMs } = calendar.hours(day);
      assert.deepEqual([openMs, closeMs], [open, close], day);
    }
  }
});

function differsOnPurpose(venue: string, session: Session): boolean {
  return HOURS_DIFFER[SAME_AS[venue] ?? venue]?.some(([from, to]) => from <= session && session <= to) ?? false;
}

function hoursEqual(calendar: Calendar, [session, open, breakStart, breakEnd, close]: GoldenRow): boolean {
  const hours = calendar.hours(session);
  const breaksEqual = hours.breakStartMs === breakStart && hours.breakEndMs === breakEnd;
  return hours.openMs === open && hours.closeMs === close && breaksEqual;
}

test('a golden file has not changed since it was made', () => {
  assert.ok(files.length >= 7);
  for (const { file, sha256 } of files) {
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

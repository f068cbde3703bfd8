import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calendarVersion } from './calendar-version.ts';
import { calendarFrom, calendarOf } from './index.ts';

test('a version names the venue and its horizon, and changes with any fact but not with its provenance', () => {
  const { data } = calendarOf('XSHG');
  const version = calendarVersion(calendarOf('XSHG'));
  assert.match(version, /^XSHG 2026-12-31\/[0-9a-f]{8}$/);
  const typhoon = { ...data, adHoc: [...(data.adHoc ?? []), { name: 'Typhoon', dates: { 2026: '09-10' } }] };
  assert.notEqual(calendarVersion(calendarFrom(typhoon)), version);
  assert.equal(calendarVersion(calendarFrom({ ...data, checkedOn: '2027-01-01', caveats: [] })), version);
});

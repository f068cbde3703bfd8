import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HeartMonitor } from './heart-monitor.ts';

/** Looks every second from `beginMs` on, and says what was seen last. */
function looks(monitor: HeartMonitor, beginMs: number, endMs: number): string {
  let seen = '';
  for (let nowMs = beginMs; nowMs <= endMs; nowMs += 1000) seen = monitor.look(nowMs);
  return seen;
}

describe('a child that beats', () => {
  test('is turning or busy, as its last beat says', () => {
    const monitor = new HeartMonitor(10_000, 0);
    monitor.beats('t', 900);
    assert.equal(monitor.look(1000), 'turning');
    monitor.beats('tb', 1900);
    assert.equal(monitor.look(2000), 'busy');
    monitor.beats('bt', 2900);
    assert.equal(monitor.look(3000), 'turning');
  });

  test('may be busy for ever', () => {
    const monitor = new HeartMonitor(10_000, 0);
    for (let nowMs = 0; nowMs < 3_600_000; nowMs += 1000) {
      monitor.beats('b', nowMs);
      assert.equal(monitor.look(nowMs), 'busy');
    }
  });
});

describe('a child that says nothing', () => {
  test('is silent once the limit is passed, and not at it', () => {
    assert.equal(looks(new HeartMonitor(10_000, 0), 0, 10_000), 'turning');
    assert.equal(looks(new HeartMonitor(10_000, 0), 0, 11_000), 'silent');
  });

  test('is not blamed for the time in which nobody looked', () => {
    const monitor = new HeartMonitor(10_000, 0);
    assert.equal(looks(monitor, 0, 3000), 'turning');
    assert.equal(monitor.look(60_000), 'turning', 'the machine slept, or the engine was busy');
    assert.equal(looks(monitor, 61_000, 70_000), 'turning');
    assert.equal(monitor.look(71_000), 'silent');
  });
});

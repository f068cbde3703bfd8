/**
 * Every step that does not cooperate, many times over: each has to be gone within its grace and a second, nothing it
 * started may live, and the engine's own loop has to turn meanwhile. Ends with 1 when any of it is not so.
 * `node test/long/rude-steps.ts [times=100] [graceMs=600]`
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { HAS_TO_BE_STOPPED, provoke, RUDE, rudeHost } from '../engine/rude.ts';

const [times = 100, graceMs = 600] = process.argv.slice(2).map(Number);
/** What `provoke` lets pass between readiness and the word to stop. */
const WORD_MS = 60;
const LATE_MS = 1000;

const lag = monitorEventLoopDelay({ resolution: 1 });
lag.enable();
let isFine = true;
for (const [does, code] of Object.entries(RUDE)) {
  const goneMs: number[] = [];
  let wrong = 0;
  let survivors = 0;
  const began = performance.now();
  for (let time = 0; time < times; time += 1) {
    await using host = rudeHost({ graceMs });
    const ended = await provoke(host, does);
    goneMs.push(ended.goneMs - (code === HAS_TO_BE_STOPPED ? WORD_MS : 0));
    survivors += ended.survivors.length;
    if (ended.result.outcome !== 'failed' || ended.result.error.code !== code) wrong += 1;
  }
  goneMs.sort((left, right) => left - right);
  const [median, most] = [goneMs[Math.floor(times / 2)]!, goneMs.at(-1)!];
  isFine &&= wrong === 0 && survivors === 0 && most <= graceMs + LATE_MS;
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  const row = [does.padEnd(20), code.padEnd(13), `median ${median.toFixed(0)} ms`, `most ${most.toFixed(0)} ms`];
  process.stdout.write(`${[...row, `${survivors} survivors`, `${wrong} wrong`, `${seconds} s`].join('  ')}\n`);
}
const toMs = (ns: number): string => (ns / 1e6).toFixed(1);
process.stdout.write(`loop lag of the engine: p99 ${toMs(lag.percentile(99))} ms, most ${toMs(lag.max)} ms\n`);
process.exitCode = isFine ? 0 : 1;

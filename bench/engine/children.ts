/**
 * What isolation costs: a child that starts, a step in a warm one, the same in the engine's loop, and a child that has
 * to be killed. Run: npm run bench -- bench/engine/children.ts
 */
import { systemClock } from '../../src/adapters/system/clock.ts';
import { processRow } from '../../src/adapters/system/process-table.ts';
import { op } from '../../src/control/definition/op.ts';
import { localHost } from '../../src/control/step/local-host.ts';
import { provoke, rudeHost } from '../../test/engine/rude.ts';
import { taskFor } from '../../test/fixtures/step-task.ts';

const ROUNDS = Number(process.argv[2] ?? 15);
const WARM_STEPS = 200;
const listener = { onLog() {}, onProgress() {} };
const signal = new AbortController().signal;

const random = { next: () => 0, bytes: (count: number) => new Uint8Array(count) };
const around = { clock: systemClock, random, providers: [], projectDir: '/', setting: () => undefined };
const one = op({ name: 'one', run: () => 1 });
const loop = localHost(
  () => one,
  () => around,
  systemClock,
);

const figures = new Map<string, number[]>();
const note = (name: string, value: number): void => void figures.set(name, [...(figures.get(name) ?? []), value]);

for (let round = 0; round < ROUNDS; round += 1) {
  await using host = rudeHost();
  const coldMs = performance.now();
  const { result } = await provoke(host, 'answer');
  note('first step of a new child, ms', performance.now() - coldMs);
  if (result.outcome === 'succeeded')
    note('memory of an idle child, MB', (processRow(Number(result.output))?.rssBytes ?? 0) / 1024 ** 2);
  const warmMs = performance.now();
  for (let step = 0; step < WARM_STEPS; step += 1) await host.run(taskFor('answer'), listener, signal);
  note('step in a warm child, ms', (performance.now() - warmMs) / WARM_STEPS);
  const loopMs = performance.now();
  for (let step = 0; step < WARM_STEPS; step += 1) await loop.run(taskFor('answer'), listener, signal);
  note('step in the loop, ms', (performance.now() - loopMs) / WARM_STEPS);
  note('kill an endless loop (grace 600 ms), ms', (await provoke(host, 'endless loop')).goneMs - 60);
  note('kill who ignores SIGTERM (grace 600 ms), ms', (await provoke(host, 'ignored SIGTERM')).goneMs - 60);
}
for (const [name, values] of figures) {
  values.sort((left, right) => left - right);
  const [least, median, most] = [values[0]!, values[Math.floor(values.length / 2)]!, values.at(-1)!];
  process.stdout.write(
    `${name.padEnd(48)} median ${median.toFixed(2)} (${least.toFixed(2)} to ${most.toFixed(2)}, ${values.length} runs)\n`,
  );
}

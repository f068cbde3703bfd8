/**
 * The simulation by hand: `node test/simulation/run.ts --seed 7` replays one seed and prints its log,
 * `--seeds 20000 [--from 1000]` runs many and prints those that fail.
 */
import { parseArgs } from 'node:util';
import { isDeterministic, replayCommand } from './campaign.ts';
import { type Simulated, simulate } from './simulate.ts';

const { values } = parseArgs({
  options: { seed: { type: 'string' }, seeds: { type: 'string' }, from: { type: 'string' } },
});
const print = (text: string): void => void process.stdout.write(`${text}\n`);

if (values.seed !== undefined) await replay(Number(values.seed));
else await many(Number(values.seeds ?? 2000), Number(values.from ?? 0));

async function replay(seed: number): Promise<void> {
  const result = await simulate(seed);
  const { wishes, ...script } = result.script;
  print(JSON.stringify({ seed, ...script, wishesAtMs: wishes.map(({ atMs }) => atMs) }));
  for (const { seq, atMs, kind, runId, stepKey, attempt, data } of result.events) {
    const { steps: _steps, config: _config, ...rest } = data as Record<string, unknown>;
    const shown = JSON.stringify(rest, (key, value) => (key === 'stack' ? undefined : value));
    print(
      `${seq}\t${atMs - result.events[0]!.atMs}\t${runId?.slice(-4)}\t${kind}\t${stepKey ?? ''}\t${attempt ?? ''}\t${shown.slice(0, 200)}`,
    );
  }
  finish([result]);
}

async function many(seeds: number, from: number): Promise<void> {
  const beganMs = performance.now();
  const seen = new Set<string>();
  const failed: Simulated[] = [];
  let events = 0;
  for (let seed = from; seed < from + seeds; seed += 1) {
    const result = await simulate(seed);
    events += result.events.length;
    for (const what of result.seen) seen.add(what);
    if (result.violations.length > 0) failed.push(result);
    else if (!(await isDeterministic(result))) print(`not the same twice: ${replayCommand(seed)}`);
  }
  const seconds = (performance.now() - beganMs) / 1000;
  print(`${seeds} seeds, each twice, ${events} events, ${seconds.toFixed(1)} s`);
  print(`seen: ${[...seen].sort().join('; ')}`);
  finish(failed);
}

function finish(results: readonly Simulated[]): void {
  for (const { seed, violations } of results) {
    for (const violation of violations.slice(0, 5)) print(`seed ${seed}: ${violation}`);
    if (violations.length > 0) print(`  ${replayCommand(seed)}`);
  }
  process.exitCode = results.some(({ violations }) => violations.length > 0) ? 1 : 0;
}

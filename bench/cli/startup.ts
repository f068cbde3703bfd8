/**
 * How long a user waits for `tapeline --help` and `tapeline list`, beside a bare Node, as whole processes in turn.
 *
 *   npm run bench -- bench/cli/startup.ts [rounds]
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const rounds = Number(process.argv[2] ?? 15);
const BIN = process.env.TAPELINE_TEST_BIN ?? fileURLToPath(new URL('../../bin/tapeline.js', import.meta.url));
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  'node -e 0': ['-e', '0'],
  'tapeline --help': [BIN, '--help'],
  'tapeline list': [BIN, 'list'],
};

const taken = new Map(Object.keys(COMMANDS).map((name) => [name, [] as number[]]));
for (let round = 0; round <= rounds; round += 1) {
  for (const [name, args] of Object.entries(COMMANDS)) {
    const ms = timed(args);
    // The first round fills the compile cache.
    if (round > 0) taken.get(name)!.push(ms);
  }
}
const bareMs = medianOf(taken.get('node -e 0')!);
for (const [name, times] of taken) {
  const [median, least, most] = [medianOf(times), Math.min(...times), Math.max(...times)];
  const spread = `${least.toFixed(0)}–${most.toFixed(0)}`;
  const ratio = (median / bareMs).toFixed(1);
  process.stdout.write(`${name.padEnd(18)} median ${median.toFixed(0)} ms   (${spread})   ${ratio} × bare Node\n`);
}

function medianOf(times: readonly number[]): number {
  return times.toSorted((left, right) => left - right)[times.length >> 1]!;
}

function timed(args: readonly string[]): number {
  const began = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return performance.now() - began;
}

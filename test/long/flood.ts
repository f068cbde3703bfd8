/**
 * A step that writes without end, in lines and in one line: what is kept stays bounded, and so does the memory of the
 * engine. Ends with 1 when not. `node test/long/flood.ts [megabytes=10000]`
 */
import { provoke, rudeHost } from '../engine/rude.ts';

const megabytes = Number(process.argv[2] ?? 10_000);
const KEPT_MAX = 12.1 * 1024 * 1024;
const GROWTH_MAX_BYTES = 150 * 1024 * 1024;

let isFine = true;
const rssBefore = process.memoryUsage.rss();
for (const does of ['flood', 'one huge line']) {
  await using host = rudeHost({ env: { PATH: process.env.PATH ?? '', FLOOD_MEGABYTES: String(megabytes) } });
  let rssMost = 0;
  const timer = setInterval(() => {
    rssMost = Math.max(rssMost, process.memoryUsage.rss());
  }, 100);
  const began = performance.now();
  const { result, lines } = await provoke(host, does);
  clearInterval(timer);
  const kept = lines.reduce((sum, { message }) => sum + message.length, 0);
  const growth = rssMost - rssBefore;
  isFine &&= result.outcome === 'succeeded' && kept < KEPT_MAX && growth < GROWTH_MAX_BYTES;
  const seconds = (performance.now() - began) / 1000;
  const toMb = (bytes: number): string => (bytes / 1024 ** 2).toFixed(0);
  process.stdout.write(
    `${does}: ${megabytes} MB in ${seconds.toFixed(0)} s, ${lines.length} lines with ${kept} characters kept, ` +
      `memory ${toMb(rssBefore)} MB before, ${toMb(rssMost)} MB at most\n`,
  );
}
process.exitCode = isFine ? 0 : 1;

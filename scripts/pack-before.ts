/**
 * What `npm pack` and `npm publish` run first: builds, then puts the published package.json in the place of the
 * repository's. `scripts/pack-after.ts` puts it back, and may be run by hand after a crash.
 */
import { build } from './build.ts';
import { restoreManifest, swapManifest } from './pack/swap.ts';

if (restoreManifest()) process.stderr.write('An interrupted pack had left its package.json; it is put back first.\n');
try {
  build();
  swapManifest();
} catch (error) {
  restoreManifest();
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

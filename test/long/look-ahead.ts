/**
 * The look-ahead tests of pipelines on many random markets. Ends with 1 when anything differs.
 * `node test/long/look-ahead.ts [markets=40] [from=1]`
 */
import { differenceAsOf, differenceInHistory, sceneOf } from '../look-ahead/compare.ts';

const [markets = 40, from = 1] = process.argv.slice(2).map(Number);
let different = 0;
for (let seed = from; seed < from + markets; seed += 1) {
  const scene = sceneOf(seed);
  const found = {
    'as of it': await differenceAsOf(scene),
    'in the history': await differenceInHistory(scene, { adjust: 'post', completion: 'none' }),
  };
  for (const [where, difference] of Object.entries(found)) {
    if (difference === null) continue;
    different += 1;
    process.stdout.write(`market ${seed}, ${scene.moment}, ${where}: ${difference}\n`);
  }
}
process.stdout.write(`${markets} markets, ${different} differences\n`);
process.exitCode = different === 0 ? 0 : 1;

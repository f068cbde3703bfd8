/** `npm run test:crash`: every counted action of a whole run, one after the other. Ends with 1 when any did harm. */
import { sweep } from './sweep.ts';

const began = performance.now();
const { actions, points, problems } = await sweep((count) => Array.from({ length: count }, (_, index) => index + 1));
for (const problem of problems) process.stderr.write(`${problem}\n`);
const seconds = ((performance.now() - began) / 1000).toFixed(0);
process.stdout.write(`${actions} actions, ${points.length} kills, ${problems.length} problems, ${seconds} s\n`);
process.exitCode = problems.length === 0 && points.length > 0 ? 0 : 1;

import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A user's project in a folder of its own, in which the program runs as users start it. */
export type ProgramDesk = Disposable & {
  readonly folder: string;
  /** Writes the config: `defineProject` and its kin are there, `body` ends with `export default`. */
  readonly config: (body: string) => void;
};

const INDEX = new URL('../../src/index.ts', import.meta.url).href;
const NAMES =
  'asset, budget, defineProject, freshnessSensor, job, onRun, op, pipeline, readinessSensor, runRequest, schedule';

export function openProgramDesk(): ProgramDesk {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tapeline program 程序 ')));
  const write = (path: string, text: string): void => writeFileSync(join(folder, path), text);
  write('package.json', '{"type":"module"}\n');
  return {
    folder,
    config: (body) => write('tapeline.config.ts', `import { ${NAMES} } from '${INDEX}';\n${body}`),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** Every profile needs one: nothing stands behind it here. */
export const PROFILES = `profiles: { p: { description: 'Nothing', simulated: true, providers: [] } }`;

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

let known: string | null = null;

/** The version of this program, as its package says: written into every run and file. */
export function codeVersion(): string {
  known ??= (JSON.parse(readFileSync(packageFile(), 'utf8')) as { readonly version: string }).version;
  return known;
}

/** `package.json` stands two folders above, in the repository (`src/`) as in the package (`dist/`). */
function packageFile(): string {
  return fileURLToPath(new URL('../../package.json', import.meta.url));
}

/** A folder that ships with the program: `demo`, `templates`. */
export function shippedFolder(name: string): string {
  return fileURLToPath(new URL(`../../${name}`, import.meta.url));
}

/** Holds the rules of STYLE.md that a program can hold. Prints `file:line  what` and ends with 1 when one is broken. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, ROOT, readText } from './source/files.ts';
import { parseSource } from './source/syntax.ts';
import { checkDocument } from './style/documents.ts';
import { type Finding, findingText } from './style/finding.ts';
import { checkPlaces } from './style/places.ts';
import { checkSizes, type Ratchet } from './style/sizes.ts';
import { checkWords } from './style/words.ts';

const CODE_FOLDERS = ['src', 'test', 'scripts', 'bench', 'bin', 'templates', 'examples'];
const TEXT = /\.(ts|js|json|md|py|sh|yml|yaml)$|^\.ci\//;
/** Other people's words and bodies kept as received: they are not ours to style. */
const KEPT_AS_IS = /^(test\/golden|demo|examples\/data)\//;
const HISTORY = 'CHANGELOG.md';

function checkAll(): readonly Finding[] {
  const texts = filesBelow('', (path) => TEXT.test(path) && !KEPT_AS_IS.test(path));
  const sources = texts
    .filter((path) => /\.[jt]s$/.test(path) && CODE_FOLDERS.includes(path.split('/')[0]!))
    .map((path) => parseSource(path, readText(path)));
  const documents = texts.filter((path) => path.endsWith('.md') && path !== HISTORY);
  const exists = (path: string) => existsSync(join(ROOT, path));
  return [
    ...checkSizes(sources, JSON.parse(readText('scripts/style/ratchet.json')) as Ratchet),
    ...sources.flatMap(checkWords),
    ...texts.flatMap((path) => checkPlaces(path, readText(path), ROOT)),
    ...documents.flatMap((path) => checkDocument(path, readText(path), exists)),
  ];
}

const found = checkAll();
for (const finding of found) process.stdout.write(`${findingText(finding)}\n`);
if (found.length > 0) process.exitCode = 1;

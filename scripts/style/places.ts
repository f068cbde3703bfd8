import type { Finding } from './finding.ts';

/**
 * Text that holds only on one machine: a person's home, the folder this copy happens to lie in, a registry's host.
 * `here` is that folder.
 */
export function checkPlaces(path: string, text: string, here: string): readonly Finding[] {
  const patterns = [
    { pattern: /(?<![\w.])\/(?:home|Users)\/(?!you\b|runner\b)\w+\//, what: 'the home of one person' },
    { pattern: /(?<![\w.])\/root\/\w/, what: 'the home of one person' },
    { pattern: /\b[A-Z]:\\Users\\/, what: 'the home of one person' },
    { pattern: /\bregistry\.[a-z]+\.[a-z]+\b/, what: "a registry's host: which one is used is the machine's business" },
    ...foldersOf(here).map((folder) => ({ pattern: literal(`${folder}/`), what: 'the folder of this checkout' })),
  ];
  const lines = text.split('\n');
  return patterns.flatMap(({ pattern, what }) =>
    lines.flatMap((line, index) => (pattern.test(line) ? [{ path, line: index + 1, what: `names ${what}` }] : [])),
  );
}

/** The checkout's folder and the one that holds it, unless that is a name any machine has. */
function foldersOf(here: string): readonly string[] {
  const above = here.slice(0, here.lastIndexOf('/'));
  return ['', '/tmp', '/home', '/root', '/src', '/app'].includes(above) ? [here] : [here, above];
}

function literal(text: string): RegExp {
  return new RegExp(`(?<![\\w.])${RegExp.escape(text)}`);
}

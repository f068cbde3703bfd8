import { posix } from 'node:path';
import type { Finding } from './finding.ts';

const LINK = /\]\(([^)\s]+)\)/g;
const CODE = /`([^`\s]+)`/g;
const ROOTS = ['src', 'test', 'docs', 'scripts', 'bench', 'demo', 'bin', 'templates', 'examples', 'toolchain', '.ci'];

/**
 * Paths that a document names and that do not exist: targets of its links, from where it lies, and words in
 * backticks that begin with a folder of the repository. Patterns and placeholders are left alone.
 */
export function checkDocument(path: string, text: string, exists: (path: string) => boolean): readonly Finding[] {
  return text.split('\n').flatMap((line, index) => {
    const links = [...line.matchAll(LINK)].map((match) => linked(path, match[1]!));
    const words = [...line.matchAll(CODE)].map((match) => named(match[1]!));
    const missing = [...links, ...words].filter((each) => each !== null && !(isInside(each) && exists(each)));
    return missing.map((each) => ({ path, line: index + 1, what: `"${each}" does not exist` }));
  });
}

function linked(path: string, target: string): string | null {
  if (/^([a-z]+:|#)/i.test(target)) return null;
  return posix.join(posix.dirname(path), decodeURI(target.replace(/[#?].*$/, '')));
}

function named(word: string): string | null {
  const isPath = ROOTS.some((root) => word.startsWith(`${root}/`));
  return isPath && /^[\w./@-]+$/.test(word) && !/\.\.\./.test(word) ? word.replace(/:\d+$/, '') : null;
}

function isInside(path: string): boolean {
  return path !== '..' && !path.startsWith('../');
}

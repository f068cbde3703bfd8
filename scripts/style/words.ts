import { isNode, nameOf, type Source, walk } from '../source/syntax.ts';
import type { Finding } from './finding.ts';

const UNFINISHED = /\b(TODO|FIXME|XXX|HACK)\b/;
const ANY_WITH_REASON = /^\s*biome-ignore lint\/suspicious\/noExplicitAny: \S/;

/** Notes of unfinished work, and ways around the compiler. */
export function checkWords(source: Source): readonly Finding[] {
  const { path, program, comments, lineAt } = source;
  const found: Finding[] = [];
  const report = (offset: number, what: string) => found.push({ path, line: lineAt(offset), what });
  const excused = new Set(
    comments.filter(({ value }) => ANY_WITH_REASON.test(value)).map(({ end }) => lineAt(end) + 1),
  );
  for (const { value, start } of comments) {
    const word = UNFINISHED.exec(value)?.[1];
    if (word !== undefined) report(start, `"${word}": finish it, or file it as an issue`);
  }
  walk(program, (node) => {
    const inner = node.expression;
    const isCast = node.type === 'TSAsExpression' && isNode(inner) && inner.type === 'TSAsExpression';
    if (isCast && isNode(inner.typeAnnotation) && inner.typeAnnotation.type === 'TSUnknownKeyword') {
      report(node.start, '"as unknown as" silences the compiler; narrow the value instead');
    }
    if (node.type === 'TSAnyKeyword' && !excused.has(lineAt(node.start))) {
      report(node.start, '"any" without a reason; use unknown, or say why in a biome-ignore');
    }
    if (path.startsWith('src/') && node.type === 'MemberExpression' && nameOf(node.object) === 'console') {
      report(node.start, 'console: the program writes through its own output and log');
    }
  });
  return found;
}

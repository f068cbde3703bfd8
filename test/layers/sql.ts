import { literalText, type Source, templateText, walk } from '../../scripts/source/syntax.ts';

const STATEMENT = new RegExp(
  `^\\s*(?:${[
    'select\\s[\\s\\S]*\\bfrom\\s',
    'with\\s+\\w+\\s+as\\s*\\(',
    'insert\\s+(?:or\\s+\\w+\\s+)?into\\s',
    'update\\s+\\S+\\s+set\\s',
    'delete\\s+from\\s',
    'create\\s+(?:or\\s+replace\\s+)?(?:temp\\s+|unique\\s+)?(?:table|view|index|macro|trigger)\\s',
    '(?:drop|alter)\\s+(?:table|view|index)\\s',
    'copy\\s+(?:\\(|\\S+\\s+to\\s)',
    '(?:pragma|attach|detach)\\s',
    'begin\\s+(?:immediate|exclusive|transaction)\\b',
  ].join('|')})`,
  'i',
);

/** Lines on which a string begins as an SQL statement does. A command shown in help begins with the program's name. */
export function sqlLinesOf(source: Source): readonly number[] {
  const lines: number[] = [];
  walk(source.program, (node, parents) => {
    if (parents.at(-1)?.type === 'ImportDeclaration') return;
    const text = node.type === 'TemplateLiteral' ? templateText(node) : literalText(node);
    if (text !== null && STATEMENT.test(text)) lines.push(source.lineAt(node.start));
  });
  return lines;
}

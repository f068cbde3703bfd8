import { nameOf, type Source, type SyntaxNode, walk } from '../source/syntax.ts';
import type { Finding } from './finding.ts';

export const FUNCTION_LINES_MAX = 60;
export const FILE_LINES_MAX = 400;

/** What was larger when the rule came: `path` or `path#function` → lines. It may only shrink. */
export type Ratchet = Readonly<Record<string, number>>;

type Sized = { readonly key: string; readonly line: number; readonly lines: number; readonly linesMax: number };

/** Files and functions over their limit, and entries of the ratchet that have become too generous. */
export function checkSizes(sources: readonly Source[], ratchet: Ratchet): readonly Finding[] {
  const sized = sources.flatMap((source) => [fileSize(source), ...functionSizes(source)]);
  const large = new Map<string, Sized>();
  for (const each of sized) {
    if (each.lines > each.linesMax && each.lines > (large.get(each.key)?.lines ?? 0)) large.set(each.key, each);
  }
  const found = [...large.values()].flatMap((each) => sizeFinding(each, ratchet[each.key]));
  const gone = Object.keys(ratchet).filter((key) => !large.has(key));
  return [
    ...found,
    ...gone.map((key) => ({ ...placeOf(key), what: `"${key}" is within the limit: drop it from the ratchet` })),
  ];
}

function sizeFinding({ key, line, lines, linesMax }: Sized, listed: number | undefined): readonly Finding[] {
  const place = { path: key.split('#')[0]!, line };
  if (listed === undefined) return [{ ...place, what: `${key} has ${lines} lines, at most ${linesMax} are allowed` }];
  if (lines > listed) return [{ ...place, what: `${key} grew from ${listed} to ${lines} lines; it may only shrink` }];
  return lines === listed
    ? []
    : [{ ...place, what: `${key} shrank to ${lines} lines: lower its entry of the ratchet` }];
}

function placeOf(key: string): { readonly path: string; readonly line: number } {
  return { path: key.split('#')[0]!, line: 1 };
}

function fileSize({ path, text }: Source): Sized {
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  return { key: path, line: 1, lines, linesMax: FILE_LINES_MAX };
}

/**
 * A function of the program counts with everything inside it. In tests and kits a list of cases is no function to be
 * read as one, so there only the lines outside nested functions count.
 */
function functionSizes(source: Source): readonly Sized[] {
  const { path, program, lineAt } = source;
  const isCaseList = /(^test\/|(\.test|-for-tests)\.ts$|[/-]kit(\/|\.ts$))/.test(path);
  const sizes: Sized[] = [];
  walk(program, (node, parents) => {
    if (!isFunction(node)) return;
    const lines = isCaseList ? ownLines(source, node) : linesOf(source, node);
    sizes.push({
      key: `${path}#${functionName(node, parents)}`,
      line: lineAt(node.start),
      lines,
      linesMax: FUNCTION_LINES_MAX,
    });
  });
  return sizes;
}

function linesOf({ lineAt }: Source, node: SyntaxNode): number {
  return lineAt(node.end) - lineAt(node.start) + 1;
}

function ownLines(source: Source, outer: SyntaxNode): number {
  const nested = new Set<number>();
  walk(outer, (node) => {
    if (node === outer || !isFunction(node)) return;
    for (let line = source.lineAt(node.start) + 1; line <= source.lineAt(node.end); line += 1) nested.add(line);
  });
  return linesOf(source, outer) - nested.size;
}

function isFunction(node: SyntaxNode): boolean {
  return /^(Function(Declaration|Expression)|ArrowFunctionExpression)$/.test(node.type);
}

/** Its own name, or that of what it is assigned to or handed to. */
function functionName(node: SyntaxNode, parents: readonly SyntaxNode[]): string {
  const own = nameOf(node.id);
  if (own !== null) return own;
  for (const parent of parents.toReversed()) {
    const name = nameOf(parent.id) ?? nameOf(parent.key) ?? nameOf(parent.callee);
    if (name !== null) return name;
  }
  return '(whole)';
}

import { parseSync } from 'oxc-parser';

/** A node of the syntax tree, read by its type. Positions are offsets into the text. */
export type SyntaxNode = {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
};

export type Source = {
  readonly path: string;
  readonly text: string;
  readonly program: SyntaxNode;
  readonly comments: readonly Comment[];
  /** The line of an offset, from 1. */
  readonly lineAt: (offset: number) => number;
};

export type Comment = { readonly value: string; readonly start: number; readonly end: number };

/** @throws Error when the text is not TypeScript. */
export function parseSource(path: string, text: string): Source {
  const { program, comments, errors } = parseSync(path, text, { preserveParens: false });
  const first = errors[0];
  if (first !== undefined) throw new Error(`${path} cannot be parsed: ${first.message}`);
  return { path, text, program: program as object as SyntaxNode, comments, lineAt: lineIndex(text) };
}

/** Visits a node and everything below it, parents first. `parents` ends with the nearest. */
export function walk(
  node: SyntaxNode,
  visit: (node: SyntaxNode, parents: readonly SyntaxNode[]) => void,
  parents: readonly SyntaxNode[] = [],
): void {
  visit(node, parents);
  const below = [...parents, node];
  for (const child of childrenOf(node)) walk(child, visit, below);
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

export function nodesIn(value: unknown): readonly SyntaxNode[] {
  return Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [];
}

export function nameOf(value: unknown): string | null {
  if (!isNode(value)) return null;
  if (typeof value.name === 'string') return value.name;
  return value.type === 'Literal' && typeof value.value === 'string' ? value.value : null;
}

/** The text of a string literal, or of a template without expressions. */
export function literalText(value: unknown): string | null {
  if (!isNode(value)) return null;
  if (value.type === 'Literal') return typeof value.value === 'string' ? value.value : null;
  if (value.type !== 'TemplateLiteral' || nodesIn(value.expressions).length > 0) return null;
  return templateText(value);
}

/** The fixed parts of a template, with `?` for each expression. */
export function templateText(template: SyntaxNode): string {
  const parts = nodesIn(template.quasis).map((quasi) => (quasi.value as { readonly cooked: string | null }).cooked);
  return parts.map((part) => part ?? '').join('?');
}

function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  return Object.entries(node).flatMap(([field, value]) => (field === 'parent' ? [] : nodesIn(value)));
}

function lineIndex(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}

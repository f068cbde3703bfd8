import {
  isNode,
  literalText,
  nameOf,
  nodesIn,
  type Source,
  type SyntaxNode,
  walk,
} from '../../scripts/source/syntax.ts';

/** One module asking for another, however it is spelled. */
export type Edge = {
  /** What stands in quotes; null when it is computed and cannot be known. */
  readonly specifier: string | null;
  readonly line: number;
  /** Nothing of it exists at run time. */
  readonly isType: boolean;
  /** The names it takes, as the other module exports them; `*` takes all. */
  readonly names: readonly string[];
  /** Name given on → name taken, where this edge is a re-export. `*` → `*` gives everything on. */
  readonly given: ReadonlyMap<string, string>;
};

/** Every edge of a module: static, type-only and dynamic imports, re-exports, `import()` types, files named by URL. */
export function edgesOf(source: Source): readonly Edge[] {
  const edges: Edge[] = [];
  const locals = exportedLocals(source.program);
  walk(source.program, (node) => {
    const edge = edgeAt(node, locals);
    if (edge !== null) edges.push({ ...edge, line: source.lineAt(node.start) });
  });
  for (const comment of source.comments) {
    const path = /^\/\s*<reference\s+path=["']([^"']+)["']/.exec(comment.value)?.[1];
    if (path !== undefined) edges.push({ ...whole(path, true), line: source.lineAt(comment.start) });
  }
  return edges;
}

type Unplaced = Omit<Edge, 'line'>;
/** Local name → the names under which the module exports it. */
type ExportedLocals = ReadonlyMap<string, readonly string[]>;

function edgeAt(node: SyntaxNode, locals: ExportedLocals): Unplaced | null {
  switch (node.type) {
    case 'ImportDeclaration':
      return importEdge(node, locals);
    case 'ExportNamedDeclaration':
      return isNode(node.source) ? reExportEdge(node) : null;
    case 'ExportAllDeclaration':
      return exportAllEdge(node);
    case 'ImportExpression':
      return whole(literalText(node.source), false);
    case 'TSImportType':
      return { ...whole(literalText(node.source), true), names: [importTypeName(node)] };
    case 'TSExternalModuleReference':
      return whole(literalText(node.expression), false);
    case 'CallExpression':
      return callEdge(node);
    case 'NewExpression':
      return urlEdge(node);
    default:
      return null;
  }
}

function whole(specifier: string | null, isType: boolean): Unplaced {
  return { specifier, isType, names: ['*'], given: new Map() };
}

function importEdge(node: SyntaxNode, locals: ExportedLocals): Unplaced {
  const specifiers = nodesIn(node.specifiers);
  const isWholeType = node.importKind === 'type';
  const isType = isWholeType || (specifiers.length > 0 && specifiers.every((each) => each.importKind === 'type'));
  const given = new Map<string, string>();
  for (const each of specifiers) {
    for (const exported of locals.get(nameOf(each.local) ?? '') ?? []) given.set(exported, importedName(each));
  }
  return { specifier: literalText(node.source), isType, names: specifiers.map(importedName), given };
}

function importedName(specifier: SyntaxNode): string {
  if (specifier.type === 'ImportNamespaceSpecifier') return '*';
  return specifier.type === 'ImportDefaultSpecifier' ? 'default' : (nameOf(specifier.imported) ?? '*');
}

function reExportEdge(node: SyntaxNode): Unplaced {
  const specifiers = nodesIn(node.specifiers);
  const isWholeType = node.exportKind === 'type';
  const isType = isWholeType || (specifiers.length > 0 && specifiers.every((each) => each.exportKind === 'type'));
  const given = new Map(specifiers.map((each) => [nameOf(each.exported) ?? '*', nameOf(each.local) ?? '*']));
  return { specifier: literalText(node.source), isType, names: [...given.values()], given };
}

function exportAllEdge(node: SyntaxNode): Unplaced {
  const given = new Map([[nameOf(node.exported) ?? '*', '*']]);
  return { specifier: literalText(node.source), isType: node.exportKind === 'type', names: ['*'], given };
}

function importTypeName(node: SyntaxNode): string {
  let name: unknown = node.qualifier;
  while (isNode(name) && name.type === 'TSQualifiedName') name = name.left;
  return nameOf(name) ?? '*';
}

/** `require('x')`, `import.meta.resolve('x')`. */
function callEdge(node: SyntaxNode): Unplaced | null {
  const callee = node.callee;
  const isRequire = nameOf(callee) === 'require';
  const isResolve = isNode(callee) && isImportMeta(callee.object) && nameOf(callee.property) === 'resolve';
  return isRequire || isResolve ? whole(literalText(nodesIn(node.arguments)[0]), false) : null;
}

/** `new URL('./x.ts', import.meta.url)`: how a worker, a child process or an asset is named. */
function urlEdge(node: SyntaxNode): Unplaced | null {
  const [path, base] = nodesIn(node.arguments);
  const isFromHere = nameOf(node.callee) === 'URL' && isNode(base) && isImportMeta(base.object);
  const text = literalText(path);
  return isFromHere && text !== null && /\.[cm]?[jt]s$/.test(text) ? whole(text, false) : null;
}

function isImportMeta(value: unknown): boolean {
  return isNode(value) && value.type === 'MetaProperty' && nameOf(value.meta) === 'import';
}

function exportedLocals(program: SyntaxNode): ExportedLocals {
  const locals = new Map<string, string[]>();
  const add = (local: string | null, exported: string | null) => {
    if (local !== null && exported !== null) locals.set(local, [...(locals.get(local) ?? []), exported]);
  };
  for (const node of nodesIn(program.body)) {
    if (node.type === 'ExportDefaultDeclaration') add(nameOf(node.declaration), 'default');
    if (node.type !== 'ExportNamedDeclaration' || isNode(node.source)) continue;
    for (const each of nodesIn(node.specifiers)) add(nameOf(each.local), nameOf(each.exported));
  }
  return locals;
}

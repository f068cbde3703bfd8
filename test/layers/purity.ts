import {
  isNode,
  literalText,
  nameOf,
  nodesIn,
  type Source,
  type SyntaxNode,
  walk,
} from '../../scripts/source/syntax.ts';

export type Impurity = { readonly line: number; readonly what: string };

const GLOBALS = new Set([
  ...['process', 'Buffer', 'global', 'require', '__dirname', '__filename', 'NodeJS', 'Deno', 'Bun'],
  ...['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest', 'Worker', 'navigator', 'localStorage'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'performance', 'console'],
]);

const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  Date: ['now'],
  Math: ['random'],
  crypto: ['randomUUID', 'getRandomValues'],
  AbortSignal: ['timeout'],
  Temporal: ['Now'],
};

/** Clock, randomness, network, environment and timers that a file reaches for instead of being given them. */
export function impuritiesOf(source: Source): readonly Impurity[] {
  const declared = declaredNames(source.program);
  const found: Impurity[] = [];
  walk(source.program, (node, parents) => {
    const what = impurityAt(node, parents, declared);
    if (what !== null) found.push({ line: source.lineAt(node.start), what });
  });
  return found;
}

function impurityAt(node: SyntaxNode, parents: readonly SyntaxNode[], declared: ReadonlySet<string>): string | null {
  switch (node.type) {
    case 'Identifier':
      return identifierImpurity(node, parents.at(-1), declared);
    case 'MemberExpression':
      return memberImpurity(node, declared);
    case 'VariableDeclarator':
      return destructuredImpurity(node);
    case 'NewExpression':
      return nameOf(node.callee) === 'Date' && nodesIn(node.arguments).length === 0 ? 'new Date()' : null;
    case 'CallExpression':
      return nameOf(node.callee) === 'Date' ? 'Date()' : null;
    case 'MetaProperty':
      return nameOf(node.meta) === 'import' ? 'import.meta' : null;
    default:
      return null;
  }
}

/** A name that stands for the global: not a property, a key, a label or something the file declares itself. */
function identifierImpurity(
  node: SyntaxNode,
  parent: SyntaxNode | undefined,
  declared: ReadonlySet<string>,
): string | null {
  const name = nameOf(node)!;
  if (!GLOBALS.has(name) || declared.has(name) || parent === undefined) return null;
  const isProperty = parent.type === 'MemberExpression' && parent.property === node && parent.computed !== true;
  const isShorthand = parent.shorthand === true && parent.value === node;
  const isKey = 'key' in parent && parent.key === node && parent.computed !== true && !isShorthand;
  const isQualified = parent.type === 'TSQualifiedName' && parent.right === node;
  const isLabel = parent.type === 'TSNamedTupleMember' || parent.type === 'LabeledStatement';
  const isParameterOfType = parent.type === 'TSFunctionType' || parent.type === 'TSMethodSignature';
  return isProperty || isKey || isQualified || isLabel || isParameterOfType ? null : name;
}

function memberImpurity(node: SyntaxNode, declared: ReadonlySet<string>): string | null {
  const property = node.computed === true ? literalText(node.property) : nameOf(node.property);
  if (property === null) return null;
  if (nameOf(node.object) === 'globalThis') return GLOBALS.has(property) ? `globalThis.${property}` : null;
  const object = objectName(node.object);
  if (object === null || declared.has(object)) return null;
  return MEMBERS[object]?.includes(property) === true ? `${object}.${property}` : null;
}

/** `Date`, and the `Date` of `globalThis.Date`. */
function objectName(object: unknown): string | null {
  const isOfGlobal = isNode(object) && object.type === 'MemberExpression' && nameOf(object.object) === 'globalThis';
  return isOfGlobal ? nameOf(object.property) : nameOf(object);
}

/** `const { random } = Math`. */
function destructuredImpurity(node: SyntaxNode): string | null {
  const object = objectName(node.init);
  if (object === null || !isNode(node.id) || node.id.type !== 'ObjectPattern') return null;
  const keys = nodesIn(node.id.properties).map((property) => nameOf(property.key));
  const taken = keys.find((key) => key !== null && MEMBERS[object]?.includes(key) === true);
  return taken === undefined ? null : `${object}.${taken}`;
}

/** Every name the file declares anywhere. Scopes are not told apart: a file that names a parameter `fetch` has one. */
function declaredNames(program: SyntaxNode): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (pattern: unknown): void => {
    if (!isNode(pattern)) return;
    if (pattern.type === 'Identifier') names.add(nameOf(pattern)!);
    if (pattern.type === 'ObjectPattern') for (const each of nodesIn(pattern.properties)) add(each.value ?? each);
    if (pattern.type === 'ArrayPattern') for (const each of nodesIn(pattern.elements)) add(each);
    if (pattern.type === 'AssignmentPattern') add(pattern.left);
    if (pattern.type === 'RestElement') add(pattern.argument);
  };
  walk(program, (node) => {
    if (node.type === 'VariableDeclarator' || /^(Function|Class)Declaration$/.test(node.type)) add(node.id);
    if (/^Import(Default|Namespace)?Specifier$/.test(node.type)) add(node.local);
    if (/Function(Expression|Declaration)$/.test(node.type)) for (const each of nodesIn(node.params)) add(each);
    if (node.type === 'CatchClause') add(node.param);
  });
  return names;
}

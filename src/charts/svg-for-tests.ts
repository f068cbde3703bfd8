import assert from 'node:assert/strict';

/** An element of a picture, as a reader that is not ours takes it apart. */
export type Node = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Node[];
  /** Text directly inside, entities resolved. */
  readonly text: string;
};

type Open = { name: string; attributes: Record<string, string>; children: Node[]; text: string };

const TOKEN = /<\/([\w:-]+)>|<([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** Parses strictly: anything that is no well-formed element, attribute or text fails the test. */
export function parseSvg(svg: string): Node {
  const root: Open = { name: '#root', attributes: {}, children: [], text: '' };
  const stack = [root];
  let at = 0;
  for (const match of svg.matchAll(TOKEN)) {
    assert.equal(match.index, at, `cannot be read: ${svg.slice(at, at + 80)}`);
    at += match[0].length;
    const [, closed, opened, attributes = '', isClosed, text] = match;
    const top = stack.at(-1)!;
    if (closed !== undefined) {
      assert.equal(closed, top.name);
      stack.pop();
      stack.at(-1)!.children.push(top);
    } else if (opened !== undefined) {
      const node: Open = { name: opened, attributes: readAttributes(attributes), children: [], text: '' };
      if (isClosed === '/') top.children.push(node);
      else stack.push(node);
    } else top.text += resolved(text!);
  }
  assert.equal(at, svg.length, `cannot be read: ${svg.slice(at, at + 80)}`);
  assert.equal(stack.length, 1, `${stack.at(-1)!.name} is not closed`);
  return root.children[0]!;
}

function readAttributes(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, key, value]) => [key!, resolved(value!)]),
  );
}

function resolved(text: string): string {
  assert.doesNotMatch(text, /&(?!(amp|lt|gt|quot|#39);)/, 'an ampersand is not escaped');
  return text.replaceAll(/&([a-z#0-9]+);/g, (_, name: string) => ENTITIES[name]!);
}

export function all(node: Node, isWanted: (node: Node) => boolean): readonly Node[] {
  return [...(isWanted(node) ? [node] : []), ...node.children.flatMap((child) => all(child, isWanted))];
}

export const byClass = (node: Node, name: string): readonly Node[] =>
  all(node, ({ attributes }) => attributes.class === name);

export const byName = (node: Node, name: string): readonly Node[] => all(node, (each) => each.name === name);

/** Every number that stands where a coordinate does. */
export function numbersIn(node: Node): readonly number[] {
  const keys = ['x', 'y', 'x1', 'x2', 'y1', 'y2', 'cx', 'cy', 'r', 'width', 'height', 'd', 'viewBox'];
  return all(node, () => true).flatMap(({ attributes }) =>
    keys.flatMap((key) => attributes[key]?.split(/[\s,a-zA-Z]+/).filter((part) => part !== '') ?? []).map(Number),
  );
}

/** The rectangles of a path that is made of them, `Mx yhwVy2h-wz` or `Mx yhwvhh-wz`. */
export function boxesOf(
  d: string,
): readonly { readonly x: number; readonly top: number; readonly bottom: number; readonly width: number }[] {
  return [...d.matchAll(/M([\d.-]+) ([\d.-]+)h([\d.-]+)([Vv])([\d.-]+)h[\d.-]+z/g)].map((match) => {
    const [x, top, width, last] = [match[1], match[2], match[3], match[5]].map(Number) as [
      number,
      number,
      number,
      number,
    ];
    return { x, top, width, bottom: match[4] === 'V' ? last : top + last };
  });
}

/** What a text covers, as wide as a wide font makes it. */
export function extentOf({ attributes, text }: Node): {
  readonly left: number;
  readonly right: number;
  readonly y: number;
} {
  const size = Number(attributes['font-size'] ?? 11);
  const width = [...text].reduce((sum, character) => sum + (/[\u3000-\u9fff]/.test(character) ? 1 : 0.6), 0) * size;
  const x = Number(attributes.x);
  const left =
    attributes['text-anchor'] === 'middle' ? x - width / 2 : attributes['text-anchor'] === 'end' ? x - width : x;
  return { left, right: left + width, y: Number(attributes.y) };
}

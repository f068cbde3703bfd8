/** A piece of SVG as text. Only the functions here make it, so that whatever comes from outside is escaped. */
export type Svg = string & { readonly __svg: never };

type Attributes = Readonly<Record<string, string | number | undefined>>;

export function element(name: string, attributes: Attributes, children: readonly Svg[] = []): Svg {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? pixels(value) : escapeText(value!)}"`);
  const head = `<${name}${written.join('')}`;
  return (children.length === 0 ? `${head}/>` : `${head}>${children.join('')}</${name}>`) as Svg;
}

/** An element that holds text. */
export function textElement(name: string, attributes: Attributes, content: string): Svg {
  return element(name, attributes, [escapeText(content) as Svg]);
}

export function group(attributes: Attributes, children: readonly Svg[]): Svg {
  return children.length === 0 ? NOTHING : element('g', attributes, children);
}

export const NOTHING = '' as Svg;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Also takes out what XML cannot hold at all, escaped or not. */
export function escapeText(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed.
      .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\uFFFE\uFFFF]/g, '')
      .replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!)
      .toWellFormed()
  );
}

/** A coordinate: a tenth of a pixel is finer than anyone sees, and the text stays short. */
export function pixels(value: number): string {
  const rounded = Math.round(value * 10) / 10;
  return String(rounded === 0 ? 0 : rounded);
}

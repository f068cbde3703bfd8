/** A fenced block of a document. */
export type Block = { readonly language: string; readonly text: string; readonly line: number };

/** The fenced blocks of a Markdown text, in order. */
export function blocksOf(markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: { readonly language: string; readonly line: number; readonly lines: string[] } | null = null;
  for (const [index, line] of markdown.split('\n').entries()) {
    const fence = /^```(\w*)\s*$/.exec(line);
    if (fence === null) open?.lines.push(line);
    else if (open === null) open = { language: fence[1]!, line: index + 1, lines: [] };
    else {
      blocks.push({ language: open.language, line: open.line, text: open.lines.join('\n') });
      open = null;
    }
  }
  return blocks;
}

/** The commands of a shell block: comments and empty lines left out, lines that end in a backslash put together. */
export function commandsOf(block: Block): readonly string[] {
  return block.text
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** The file that a block is, when its first line says so: `// tapeline.config.ts`. */
export function fileOf(block: Block): string | null {
  return /^(?:\/\/|#) ([\w./-]+\.\w+)$/.exec(block.text.split('\n')[0]!)?.[1] ?? null;
}

/** The cells of the table below a heading, without its header. */
export function tableBelow(markdown: string, heading: string): readonly (readonly string[])[] {
  const lines = markdown.split('\n');
  const from = lines.indexOf(heading);
  if (from < 0) return [];
  const next = lines.findIndex((line, index) => index > from && line.startsWith('#'));
  const rows = lines.slice(from, next < 0 ? undefined : next).filter((line) => line.startsWith('|'));
  return rows.slice(2).map((line) =>
    line
      .replace(/^\||\|$/g, '')
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll('\\|', '|')),
  );
}

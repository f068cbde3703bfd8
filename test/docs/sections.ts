/** The part of a document from a heading of the second level to the next. */
export function sectionOf(markdown: string, heading: string): string {
  const lines = markdown.split('\n');
  const from = lines.indexOf(heading);
  if (from < 0) throw new Error(`There is no heading "${heading}"`);
  const to = lines.findIndex((line, index) => index > from && line.startsWith('## '));
  return lines.slice(from, to < 0 ? undefined : to).join('\n');
}

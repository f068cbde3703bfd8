/** One place that breaks a rule of STYLE.md. */
export type Finding = { readonly path: string; readonly line: number; readonly what: string };

export function findingText({ path, line, what }: Finding): string {
  return `${path}:${line}  ${what}`;
}

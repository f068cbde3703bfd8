/** The only place where names and values become SQL text. */

export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function textList(texts: readonly string[]): string {
  return `[${texts.map(textLiteral).join(', ')}]`;
}

/**
 * Files by their very names. DuckDB takes a path for a pattern first, and a folder may be called `prices[1]`: what could
 * be a pattern is put in brackets.
 */
export function exactFiles(paths: readonly string[]): string {
  return textList(paths.map(exactPath));
}

/** The pattern that only this file fits. */
export function exactPath(path: string): string {
  return path.replace(/[*?[]/g, '[$&]');
}

/**
 * Exactly these files, in this order: folder names like `y=2026` add no columns. A column that the first file lacks
 * would vanish silently, so callers have checked that all have what they read.
 */
export function checkedFiles(paths: readonly string[]): string {
  return `read_parquet(${exactFiles(paths)}, hive_partitioning = false)`;
}

/** The same for all columns that any of the files has. A fifth slower, and reads every footer. */
export function unitedFiles(paths: readonly string[]): string {
  return `read_parquet(${exactFiles(paths)}, hive_partitioning = false, union_by_name = true)`;
}

/** One file that somebody else wrote and named. Old writers leave the mark off that tells text from bytes. */
export function strangersFile(path: string): string {
  return `read_parquet(${exactFiles([path])}, hive_partitioning = false, binary_as_string = true)`;
}

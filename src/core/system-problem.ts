/** What a system refuses, in words: Node says `ENOSPC: …`, DuckDB `IO Error: … No space left on device`,
 * or that it could not offload a block where its folder for that is full. */
const PROBLEMS = [
  ['disk_full', /ENOSPC|No space left|failed to offload data block/i, 'the disk is full'],
  ['quota', /EDQUOT|quota exceeded/i, 'the disk quota is used up'],
  ['too_large', /EFBIG|File too large/i, 'the file would be larger than the system allows'],
  ['read_only', /EROFS|Read-only file system/i, 'the file system is read-only'],
  ['permission', /EACCES|EPERM|Permission denied|Operation not permitted/i, 'the permission is missing'],
  ['name_taken', /ENOTDIR|EEXIST|Not a directory/i, 'something else already has that name'],
  ['is_folder', /EISDIR|Is a directory/i, 'it is a folder'],
  ['missing', /ENOENT|No such file/i, 'it does not exist'],
  ['disk_error', /\bEIO\b|Input\/output error/i, 'the disk reported an error'],
] as const;

export type SystemProblem = (typeof PROBLEMS)[number][0];

/** Which of the known problems an error tells; null when none. */
export function systemProblemOf(error: unknown): { readonly kind: SystemProblem; readonly text: string } | null {
  const message = messageOf(error);
  const found = PROBLEMS.find(([, pattern]) => pattern.test(message));
  return found === undefined ? null : { kind: found[0], text: found[2] };
}

/** The problem in words, or the system's own message. */
export function systemProblemText(error: unknown): string {
  return systemProblemOf(error)?.text ?? messageOf(error);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

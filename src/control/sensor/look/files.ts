import type { Json } from '../../../core/json.ts';
import type { FileWatch } from '../../definition/watch.ts';
import { invalidResult, keyedRequests } from './answers.ts';
import { type KeyedRequest, type Look, nothingSeen, REQUESTS_MAX, type Seen, type SeenFile } from './look.ts';

/** Files that one sensor can keep an eye on. */
const FILES_MAX = 10_000;

/** What is remembered of a file: its size and time, since when they are so, and 1 when it was told. */
type Known = readonly [bytes: number, modifiedAtMs: number, sinceMs: number, told: 0 | 1];

/** Tells each file once when it has stopped to change; one that changes afterwards arrives again. */
export async function lookAtFiles(watch: FileWatch, cursor: Json, look: Look): Promise<Seen> {
  const { glob, stableMs, decide } = watch;
  const files = [...(await look.files.list(glob, look.signal))].sort(byPath);
  if (files.length > FILES_MAX) {
    const problem = `"${glob}" matches ${files.length} files, the limit is ${FILES_MAX}`;
    throw invalidResult(look.sensor, problem, 'Move files away that are done, or watch fewer.');
  }
  const before = (cursor ?? {}) as Readonly<Record<string, Known>>;
  const after: Record<string, Known> = {};
  const requests: KeyedRequest[] = [];
  let [arrived, hasMore] = [0, false];
  for (const file of files) {
    const known = knownNow(file, before[file.path], look.nowMs);
    after[file.path] = known;
    if (known[3] === 1 || look.nowMs - known[2] < stableMs) continue;
    const key = `${file.path}@${file.modifiedAtMs}+${file.bytes}`.slice(-256);
    const asked = keyedRequests(look.sensor, await decide(file), key);
    hasMore = requests.length + asked.length > REQUESTS_MAX;
    if (hasMore) break;
    requests.push(...asked);
    arrived += 1;
    after[file.path] = [known[0], known[1], known[2], 1];
  }
  if (hasMore) for (const { path } of files) if (before[path] !== undefined) after[path] ??= before[path];
  const skipReason = requests.length > 0 ? null : arrived > 0 ? 'it asked for nothing' : 'no file has arrived';
  return { ...nothingSeen(after, skipReason), requests, hasMore, isIdle: false };
}

function knownNow({ bytes, modifiedAtMs }: SeenFile, before: Known | undefined, nowMs: number): Known {
  const isSame = before !== undefined && before[0] === bytes && before[1] === modifiedAtMs;
  if (!isSame) return [bytes, modifiedAtMs, nowMs, 0];
  // Since a moment that is still to come, by a clock that was set back: it is watched from now on.
  return before[2] <= nowMs ? before : [bytes, modifiedAtMs, nowMs, before[3]];
}

const byPath = (left: SeenFile, right: SeenFile): number => (left.path < right.path ? -1 : 1);

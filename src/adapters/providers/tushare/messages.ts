import type { RefusalKind } from '../../http/refusal.ts';

/**
 * What a refusal means. Limits arrive as sentences with status 200 and a code other than 0, and the codes are not told
 * apart by the vendor: the words are. First match wins.
 */
const WORDS: readonly (readonly [RefusalKind, RegExp])[] = [
  ['quota', /每天最多|每日最多|当日.{0,8}(上限|用完)/],
  ['rate', /每分钟最多|每小时最多|频率|过于频繁/],
  ['permission', /没有.{0,12}权限|积分不足|权限不足/],
  ['auth', /token/i],
  ['transient', /系统.{0,6}(繁忙|错误|异常)|服务.{0,6}(繁忙|不可用)|超时|稍后再试/],
];

export function kindOfMessage(message: string): RefusalKind {
  return WORDS.find(([, words]) => words.test(message))?.[0] ?? 'malformed';
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** How long a limit lasts, by its own words; null when it does not say. */
export function pauseOfMessage(message: string): number | null {
  if (/每分钟/.test(message)) return MINUTE_MS;
  return /每小时/.test(message) ? HOUR_MS : null;
}

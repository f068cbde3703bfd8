import { TapelineError } from '../../../core/errors.ts';
import { type RefusalKind as CommonKind, refusalError as commonRefusal } from '../../http/refusal.ts';

/** What a refusal means, and one for requests that are too large. */
export type RefusalKind = CommonKind | 'too_large';

export type Answer = {
  readonly status: number;
  readonly text: string;
  readonly retryAfterMs: number | null;
};

/**
 * The words of refusals, first match wins: the vendor's error names (RQDataError family), the Chinese sentences of this
 * and similar vendors, and what its Python layer prints. How the HTTP gateway words them is not documented.
 */
const WORDS: readonly (readonly [RefusalKind, RegExp])[] = [
  ['rate', /too many requests|rate.?limit|每分钟|每秒|每小时|频率.{0,6}(过|限|高)|频率限制|过于频繁|限流/i],
  ['banned', /\bbanned\b|black.?list|ip.{0,20}(blocked|forbidden|denied|封)|封禁|黑名单/i],
  // By its name first: the refused method may be called get_quota.
  ['permission', /PermissionDenied/],
  [
    'quota',
    /QuotaExceeded|quota|exceeded.{0,20}traffic|traffic.{0,20}exceeded|配额|流量.{0,12}(超|用完|不足|上限)|每天最多|每日最多/i,
  ],
  ['too_large', /too large|too much data|request entity|数据量过大|请求过大|超出.{0,8}(范围|限制)/i],
  [
    'permission',
    /PermissionDenied|permission|not permitted|MarketNotSupport|NoSuchService|没有.{0,12}权限|无权|权限不足/i,
  ],
  [
    'auth',
    /AuthenticationFailed|authenticat|unauthorized|invalid token|token.{0,16}(invalid|expired)|(user|password|licen[cs]e).{0,24}(wrong|invalid|incorrect|expired)|用户名|密码|登录|认证/i,
  ],
  [
    'not_found',
    /invalid order_book_id|order_book_ids?.{0,60}(not exist|not found|unknown|invalid)|valid instrument expected|no valid instrument|合约.{0,12}不存在/i,
  ],
  [
    'transient',
    /InternalError|GatewayError|internal server|bad gateway|service unavailable|timed? ?out|服务.{0,6}(不可用|繁忙)|系统繁忙/i,
  ],
];

/** Null when the answer is none: a table, or something that only its reader can judge. */
export function refusalOf(answer: Answer): RefusalKind | null {
  if (answer.status === 200) return isTableLike(answer.text) ? null : kindOfWords(answer.text);
  if (answer.status === 401) return 'auth';
  if (answer.status === 429) return 'rate';
  if (answer.status === 413) return 'too_large';
  if (answer.status >= 500) return kindOfWords(answer.text) ?? 'transient';
  return kindOfWords(answer.text) ?? (answer.status === 403 ? 'permission' : 'malformed');
}

/** Limits arrive as sentences with status 200 too; a table is never taken for one. */
const SENTENCE_CHARACTERS_MAX = 2000;

function isTableLike(text: string): boolean {
  return text.length > SENTENCE_CHARACTERS_MAX || /^\uFEFF?[\w."]*(,[\w."-]*)+\r?\n/.test(text);
}

function kindOfWords(text: string): RefusalKind | null {
  return WORDS.find(([, words]) => words.test(text))?.[0] ?? null;
}

export type RefusalContext = {
  readonly source: string;
  /** The method that was asked. */
  readonly what: string;
  /** The answer's own words, without secrets. */
  readonly excerpt: string;
};

export function refusalError(kind: RefusalKind, answer: Answer, context: RefusalContext): TapelineError {
  const { source, what, excerpt } = context;
  const detail = `HTTP ${answer.status} to ${what}${excerpt === '' ? '' : `: "${excerpt}"`}`;
  if (kind === 'too_large') {
    return new TapelineError('source.quota', { facts: { source, detail: `one request was too large, ${detail}` } });
  }
  const named = kind === 'not_found' ? `what was asked of ${what} ("${excerpt}")` : what;
  return commonRefusal({ kind, ...context, ...answer, what: named, wayOut: WAY_OUT });
}

const WAY_OUT =
  'Check user name, password or licence key; an account has one token, so another program that logs in ends this one.';

export function authError(source: string, detail: string): TapelineError {
  return new TapelineError('source.auth', { facts: { source, detail, wayOut: WAY_OUT } });
}

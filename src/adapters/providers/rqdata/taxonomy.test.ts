import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RefusalKind, refusalError, refusalOf } from './taxonomy.ts';

const answer = (status: number, text: string) => ({ status, text, retryAfterMs: null });

const CASES: readonly (readonly [number, string, RefusalKind | null])[] = [
  [200, 'order_book_id,date,open\n000001.XSHE,2019-06-03,1\n', null],
  [200, ',000001.XSHE\n2016-06-24,False\n', null],
  [200, 'name,value\nbytes_limit,0\nlicense_type,FULL', null],
  [200, '', null],
  [200, '抱歉，您每分钟最多访问该接口500次', 'rate'],
  [200, '抱歉，您每天最多访问该接口10000次', 'quota'],
  [200, '抱歉，您没有访问该接口的权限', 'permission'],
  [200, 'Traffic usage has been exceeded quota,Please call us at 0755-22676337', 'quota'],
  [400, 'QuotaExceeded: bytes_limit', 'quota'],
  [400, 'PermissionDenied: get_factor', 'permission'],
  [403, 'PermissionDenied: 您的账号没有 user.get_quota 的权限', 'permission'],
  [400, 'MarketNotSupport: hk', 'permission'],
  [400, "order_book_ids: at least one valid instrument expected, got ['NOPE']", 'not_found'],
  [400, 'invalid order_book_id: NOPE', 'not_found'],
  [400, 'start_date must be before end_date', 'malformed'],
  [401, 'anything', 'auth'],
  [403, 'AuthenticationFailed', 'auth'],
  [403, 'your IP is blocked', 'banned'],
  [403, 'no', 'permission'],
  [413, '', 'too_large'],
  [400, '请求数据量过大', 'too_large'],
  [429, '', 'rate'],
  [500, 'InternalError', 'transient'],
  [502, '<html>Bad Gateway</html>', 'transient'],
  [503, '请求过于频繁', 'rate'],
  [504, '', 'transient'],
  [418, 'I am a teapot', 'malformed'],
];

for (const [status, text, kind] of CASES) {
  test(`HTTP ${status} ${JSON.stringify(text.slice(0, 50))} is ${kind ?? 'an answer'}`, () => {
    assert.equal(refusalOf(answer(status, text)), kind);
  });
}

test('every kind is a source.* error, and only rate and transient may be tried again', () => {
  const kinds = [
    'auth',
    'permission',
    'quota',
    'too_large',
    'rate',
    'banned',
    'not_found',
    'transient',
    'malformed',
  ] as const;
  const context = { source: 'rqdata', what: 'get_price', excerpt: 'words' };
  const errors = kinds.map((kind) => refusalError(kind, { ...answer(400, 'words'), retryAfterMs: 5000 }, context));
  assert.deepEqual(
    errors.map(({ code, retry, retryAfterMs }) => `${code} ${retry} ${retryAfterMs}`),
    [
      'source.auth never null',
      'source.permission never null',
      'source.quota never null',
      'source.quota never null',
      'source.rate_limited later 5000',
      'source.banned never null',
      'source.not_found never null',
      'source.transient later 5000',
      'source.malformed never null',
    ],
  );
  assert.ok(errors.every(({ message }) => message.includes('get_price')));
});

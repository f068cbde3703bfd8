import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type DatabaseSettings, databaseAddress } from './address.ts';

const NOTHING: DatabaseSettings = {
  url: undefined,
  kind: undefined,
  host: undefined,
  port: undefined,
  user: undefined,
  password: undefined,
  name: undefined,
};
const PARTS = { ...NOTHING, host: 'db', user: 'fund', password: 'p', name: 'funds' };
const connectTimeoutMs = 10_000;

describe('the address of a database', () => {
  it('is a URL, with whatever a password may hold', () => {
    const found = databaseAddress({ ...PARTS, url: 'postgresql://me:a%40b%2Fc@[::1]:6000/quant' });
    const expected = { kind: 'postgres', host: '::1', port: 6000, user: 'me', password: 'a@b/c', database: 'quant' };
    assert.deepEqual(found, { ...expected, connectTimeoutMs });
    assert.equal(databaseAddress({ ...NOTHING, url: 'mariadb://u@h/x' }).port, 3306);
  });

  it('or its parts, MySQL unless told otherwise', () => {
    const expected = { kind: 'mysql', host: 'db', port: 3306, user: 'fund', password: 'p', database: 'funds' };
    assert.deepEqual(databaseAddress(PARTS), { ...expected, connectTimeoutMs });
    assert.equal(databaseAddress({ ...PARTS, kind: 'postgres' }).port, 5432);
    assert.equal(databaseAddress({ ...PARTS, port: '3307', password: undefined }).password, '');
  });

  for (const [what, settings, problem] of [
    ['nothing', NOTHING, /DB_HOST, DB_USER, DB_NAME not set/],
    ['a URL of something else', { ...NOTHING, url: 'redis://h/1' }, /no address of a database/],
    ['a URL without a database', { ...NOTHING, url: 'mysql://u@h' }, /names no database/],
    ['text', { ...NOTHING, url: 'here' }, /no address/],
    ['an unknown kind', { ...PARTS, kind: 'oracle' }, /"oracle"/],
    ['a port that is none', { ...PARTS, port: '33o6' }, /"33o6"/],
  ] as const)
    it(`is refused: ${what}`, () => {
      assert.throws(() => databaseAddress(settings), { code: 'config.invalid', message: problem });
    });
});

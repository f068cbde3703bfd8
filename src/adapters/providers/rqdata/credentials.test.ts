import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { isTapelineError } from '../../../core/errors.ts';
import { type Environment, requireCredentials, rqdataSettings } from './credentials.ts';

function login(env: Environment) {
  const found = rqdataSettings(env).credentials;
  return found === null ? null : [found.username, found.password(), found.origin];
}

function refusal(env: Environment) {
  try {
    rqdataSettings(env);
  } catch (error) {
    assert.ok(isTapelineError(error) && error.code === 'config.invalid');
    return error.message;
  }
  assert.fail('expected config.invalid');
}

test('user and password, a licence key, or a connection text', () => {
  assert.deepEqual(login({ RQDATA_USERNAME: 'u', RQDATA_PASSWORD: 'p' }), ['u', 'p', 'RQDATA_USERNAME']);
  assert.deepEqual(login({ RQDATAC_API_KEY: 'k' }), ['license', 'k', 'RQDATAC_API_KEY']);
  const conf = 'tcp://license:ab/c+d==@rqdatad-pro.ricequant.com:16011';
  assert.deepEqual(login({ RQDATAC_CONF: conf }), ['license', 'ab/c+d==', 'RQDATAC_CONF']);
  assert.deepEqual(login({ RQDATAC2_CONF: 'tcp://u:a%40b@h:1' }), ['u', 'a@b', 'RQDATAC2_CONF']);
  assert.deepEqual(login({ RQDATAC_CONF: 'tcp://u:a@b:c@h:1' }), ['u', 'a@b:c', 'RQDATAC_CONF']);
});

test('the order is that of the vendor: connection text, user, key', () => {
  const env = { RQDATAC_CONF: 'tcp://a:1@h:1', RQDATA_USERNAME: 'b', RQDATA_PASSWORD: '2', RQDATAC_API_KEY: '3' };
  assert.equal(login(env)?.[0], 'a');
  assert.equal(login({ ...env, RQDATAC_CONF: ' ' })?.[0], 'b');
  assert.equal(login({ RQDATAC_API_KEY: '3', RQDATA_USERNAME: '', RQDATA_PASSWORD: '' })?.[0], 'license');
});

test('nothing set is null, and asking for it names the ways', () => {
  assert.equal(login({}), null);
  assert.throws(
    () => requireCredentials(rqdataSettings({})),
    (error) => isTapelineError(error) && error.code === 'source.auth' && /RQDATA_USERNAME/.test(error.message),
  );
});

test('half a pair and a text of another form are refused without repeating a secret', () => {
  assert.match(
    refusal({ RQDATA_USERNAME: 'u' }),
    /RQDATA_PASSWORD is not valid: it is not set, but RQDATA_USERNAME is/,
  );
  assert.match(refusal({ RQDATA_PASSWORD: 's3cret' }), /RQDATA_USERNAME/);
  assert.doesNotMatch(refusal({ RQDATA_PASSWORD: 's3cret' }), /s3cret/);
  assert.doesNotMatch(refusal({ RQDATAC_CONF: 'u:s3cret' }), /s3cret/);
});

test('printing or encoding credentials shows no password', () => {
  const found = rqdataSettings({ RQDATA_USERNAME: 'u', RQDATA_PASSWORD: 's3cret' });
  assert.doesNotMatch(inspect(found, { depth: 9 }) + JSON.stringify(found), /s3cret/);
});

test('the address has a default, loses a slash at its end, and must be plain http(s)', () => {
  assert.deepEqual(rqdataSettings({}).baseUrl, 'https://rqdata.ricequant.com');
  const local = rqdataSettings({ RQDATAC_BASE_URL: 'http://127.0.0.1:8080/rq/' });
  assert.deepEqual([local.baseUrl, local.baseUrlOrigin], ['http://127.0.0.1:8080/rq', 'RQDATAC_BASE_URL']);
  for (const url of ['rqdata', 'ftp://h', 'https://u:p@h', 'https://h/?a=1']) refusal({ RQDATAC_BASE_URL: url });
});

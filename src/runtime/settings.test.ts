import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { EXIT } from '../core/errors.ts';
import { loadSettings, type Settings } from './settings.ts';

const root = mkdtempSync(join(tmpdir(), 'tapeline 设置 '));
after(() => rmSync(root, { recursive: true, force: true }));

type Files = { readonly settings?: string | Uint8Array; readonly dotEnv?: string | Uint8Array };
let folders = 0;

function load({ settings, dotEnv }: Files, env: Readonly<Record<string, string>> = {}, project = {}): Settings {
  folders += 1;
  const projectDir = join(root, String(folders));
  mkdirSync(projectDir);
  if (settings !== undefined) writeFileSync(join(projectDir, 'tapeline.settings.json'), settings);
  if (dotEnv !== undefined) writeFileSync(join(projectDir, '.env'), dotEnv);
  return loadSettings({ projectDir, env, project });
}

const BOM = '\uFEFF';

describe('settings', () => {
  test('later wins: project, settings file, .env, environment', () => {
    const project = { LOG_DIR: 'of-project' };
    const settings = '{"LOG_DIR":"of-file"}';
    const dotEnv = 'LOG_DIR=of-env-file';
    const logDir = (files: Files, env = {}): unknown => load(files, env, project).get('LOG_DIR');
    assert.equal(logDir({}), 'of-project');
    assert.equal(logDir({ settings }), 'of-file');
    assert.equal(logDir({ settings, dotEnv }), 'of-env-file');
    assert.equal(logDir({ settings, dotEnv }, { LOG_DIR: 'of-environment' }), 'of-environment');
    assert.equal(logDir({ settings }, { LOG_DIR: '' }), 'of-file', 'an empty variable is none');
  });

  test('files may begin with a byte order mark', () => {
    assert.equal(load({ settings: `${BOM}{"LOG_DIR":"x"}` }).get('LOG_DIR'), 'x');
    assert.equal(load({ dotEnv: `${BOM}LOG_DIR=x` }).get('LOG_DIR'), 'x');
  });

  test('.env may hold comments, exports, spaces and values of several lines', () => {
    const dotEnv = '# a comment\n\nexport A=1\n  B = 2\nC="one\nNOT=a name\nthree"\nD=\'x\'\nE=a=b\n';
    const found = load({ dotEnv });
    const values = ['A', 'B', 'C', 'D', 'E'].map((name) => found.get(name));
    assert.deepEqual(values, ['1', '2', 'one\nNOT=a name\nthree', 'x', 'a=b']);
  });
});

describe('what cannot be a setting is refused, and says where it stands', () => {
  const refusals: readonly [string, Files, Readonly<Record<string, string>>, string, RegExp][] = [
    ['broken JSON', { settings: '{bad' }, {}, 'config.unreadable', /tapeline\.settings\.json": Expected property name/],
    ['a list', { settings: '[]' }, {}, 'config.unreadable', /is not a JSON object/],
    ['another encoding', { settings: Buffer.from('{"A":"x"}', 'utf16le') }, {}, 'config.unreadable', /json/],
    ['bytes of GBK', { dotEnv: Uint8Array.of(0xc9, 0xee, 0xdb, 0xda) }, {}, 'config.unreadable', /it is not in UTF-8/],
    [
      'config that is no object',
      { settings: '{"config":5}' },
      {},
      'config.unreadable',
      /"config" is not a JSON object/,
    ],
    ['a name in small letters', { settings: '{"data_dir":"x"}' }, {}, 'config.unreadable', /did you mean "DATA_DIR"/],
    ['a slip of the pen', { settings: '{"DATA_DIRR":"x"}' }, {}, 'usage.unknown_name', /Did you mean "DATA_DIR"/],
    ['an object', { settings: '{"DATA_DIR":{}}' }, {}, 'config.invalid', /DATA_DIR .*it is an object/],
    [
      'none of the choices',
      { settings: '{"TAPELINE_LOG_LEVEL":"loud"}' },
      {},
      'config.invalid',
      /"loud" is none of debug/,
    ],
    ['no number', {}, { TAPELINE_CHILDREN: 'many' }, 'config.invalid', /TAPELINE_CHILDREN .*"many" is no whole number/],
    ['too small a number', {}, { RQDATA_BATCH_SIZE: '0' }, 'config.invalid', /"0" is no whole number of 1 or more/],
    ['another language', { dotEnv: 'TAPELINE_LANG=fr' }, {}, 'config.invalid', /from \.env.*"fr" is none of en, zh/],
    [
      'a line without a name',
      { dotEnv: 'A=1\nRQDATA_USERNAME: joe\n' },
      {},
      'config.unreadable',
      /line 2 is not NAME=value/,
    ],
  ];
  for (const [what, files, env, code, message] of refusals) {
    test(what, () => {
      assert.throws(() => load(files, env), { code, message, exit: EXIT.definitions });
    });
  }

  test('a setting of one’s own is none of ours', () => {
    assert.equal(load({ settings: '{"MY_SOURCE_URL":"x"}' }).get('MY_SOURCE_URL'), 'x');
    assert.equal(load({ dotEnv: 'TAPELINE_LANG=zh_CN.UTF-8' }).get('TAPELINE_LANG'), 'zh_CN.UTF-8');
  });
});

describe('secrets', () => {
  test('are known from every layer, a connection text also by its password', () => {
    const settings = '{"MY_API_KEY":"of-file"}';
    const dotEnv = 'RQDATA_PASSWORD=of-env-file';
    const env = { RQDATAC_CONF: 'tcp://joe:p@ss:word@host:16011', USER: 'joe' };
    const { secrets } = load({ settings, dotEnv }, env);
    assert.deepEqual([...secrets].sort(), ['of-env-file', 'of-file', 'p@ss:word', 'tcp://joe:p@ss:word@host:16011']);
  });
});

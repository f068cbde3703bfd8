import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { REPORT_MARK } from '../../charts/report/page.ts';
import { isTapelineError } from '../../core/errors.ts';
import { writeReport } from './write-report.ts';

const PAGE = `<!doctype html>\n<head>\n${REPORT_MARK}\n</head>`;
let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'tapeline 报告 '));
});
after(() => rmSync(folder, { recursive: true, force: true }));

describe('writeReport', () => {
  test('makes the folder, replaces an earlier report, and leaves nothing beside it', async () => {
    const path = join(folder, 'new', 'day.html');
    await writeReport(path, PAGE, 'reports');
    await writeReport(path, `${PAGE} second`, 'reports');
    assert.equal(readFileSync(path, 'utf8'), `${PAGE} second`);
    assert.deepEqual(readdirSync(join(folder, 'new')), ['day.html']);
  });

  test('leaves a file alone that is no report, unless told to replace anything', async () => {
    const path = join(folder, 'notes.html');
    writeFileSync(path, '<p>mine</p>');
    const refused = (error: unknown) => isTapelineError(error) && error.code === 'usage.invalid' && error.exit === 2;
    await assert.rejects(writeReport(path, PAGE, 'reports'), refused);
    assert.equal(readFileSync(path, 'utf8'), '<p>mine</p>');
    await writeReport(path, PAGE, 'anything');
    assert.equal(readFileSync(path, 'utf8'), PAGE);
  });

  test('says so when the name is that of a folder', async () => {
    const path = join(folder, 'folder');
    mkdirSync(path);
    await assert.rejects(
      writeReport(path, PAGE, 'anything'),
      (error) => isTapelineError(error) && error.code === 'io.failed',
    );
    assert.deepEqual(readdirSync(path), []);
  });
});

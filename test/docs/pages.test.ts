import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readText } from '../../scripts/source/files.ts';
import { blocksOf } from './blocks.ts';
import { openDesk } from './desk.ts';
import { playDocument } from './play.ts';

describe('pages whose code runs', () => {
  for (const page of [
    'docs/testing.md',
    'docs/pipelines.md',
    'docs/backtest.md',
    'docs/schedules.md',
    'docs/sensors.md',
    'docs/partitions.md',
    'docs/charts.md',
    'docs/funds.md',
  ]) {
    test(page, async () => {
      using desk = openDesk();
      await playDocument(page, readText(page), desk);
    });
  }

  test('docs/charts.md shows the example as it lies in examples', () => {
    const [code] = blocksOf(readText('docs/charts.md')).filter(({ language }) => language === 'ts');
    assert.equal(`${code!.text}\n`, readText('examples/charts/draw.ts'));
  });

  test('docs/configuration.md: the settings file says what it says there', async () => {
    using desk = openDesk();
    const [file] = blocksOf(readText('docs/configuration.md')).filter(({ language }) => language === 'json');
    desk.write('tapeline.settings.json', file!.text);
    const { stdout } = await desk.run('tapeline config show analysis --json');
    const { settings, config } = JSON.parse(stdout) as Record<string, readonly Record<string, unknown>[]>;
    const shown = (rows: readonly Record<string, unknown>[] | undefined, key: string) =>
      rows?.filter((row) => row.key === key).map(({ value, where }) => [value, where]);
    const where = 'tapeline.settings.json';
    assert.deepEqual(shown(settings, 'DATA_DIR'), [['/srv/market-data', where]]);
    assert.deepEqual(shown(config, 'days_back'), [[60, where]]);
    assert.deepEqual(shown(config, 'indicators'), [[['SMA(20)', 'RSI(14)'], where]]);
  });
});

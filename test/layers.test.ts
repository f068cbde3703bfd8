import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filesBelow, readText } from '../scripts/source/files.ts';
import { checkLayers } from './layers/check.ts';
import { type LayerRules, violationText } from './layers/rules.ts';

test('the sources keep to layers.json', () => {
  const paths = filesBelow('src', (path) => path.endsWith('.ts'));
  const { dependencies } = JSON.parse(readText('package.json')) as { readonly dependencies: Record<string, string> };
  const violations = checkLayers({
    files: new Map(paths.map((path) => [path, readText(path)])),
    rules: JSON.parse(readText('layers.json')) as LayerRules,
    dependencies: Object.keys(dependencies),
  });
  assert.ok(paths.length > 0, 'there are sources');
  assert.equal(violations.length, 0, `\n${violations.map(violationText).join('\n')}\n`);
});

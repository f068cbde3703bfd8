import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'tapeline-examples-'));
after(() => rmSync(folder, { recursive: true }));

/** What a project imports, as files of this clone. */
const PACKAGE = {
  'tapeline/testing': new URL('./index.ts', import.meta.url).href,
  tapeline: new URL('../control/definition/index.ts', import.meta.url).href,
};

type Example = { readonly name: string; readonly code: string };

function examplesOf(file: string): readonly Example[] {
  const docstrings = readFileSync(join(here, file), 'utf8').match(/\/\*\*[\s\S]*?\*\//g) ?? [];
  return docstrings.flatMap((docstring) => {
    const [, ...examples] = docstring.split('@example');
    return examples.map((text, index) => ({ name: `${file}-${index + 1}`, code: codeOf(text) }));
  });
}

const codeOf = (text: string): string =>
  text
    .replace(/\*\/$/, '')
    .split('\n')
    .map((line) => line.replace(/^ ?\* ?/, ''))
    .join('\n');

function runnable(code: string): string {
  return code.replaceAll(/from '(tapeline[^']*)'/g, (_all, specifier: string) => {
    const url = PACKAGE[specifier as keyof typeof PACKAGE];
    assert.ok(url !== undefined, `an example imports ${specifier}`);
    return `from '${url}'`;
  });
}

const files = readdirSync(here).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
const examples = files.flatMap(examplesOf);

test('there are examples of everything that is documented to be used', () => {
  for (const name of ['call-op.ts', 'run-in-memory.ts', 'seeded-random.ts', 'virtual-clock.ts'])
    assert.ok(
      examples.some((example) => example.name.startsWith(name)),
      name,
    );
});

for (const { name, code } of examples) {
  test(`the example in ${name} runs`, async () => {
    assert.match(code, /assert/, 'an example that asserts nothing shows nothing');
    const path = join(folder, `${name.replaceAll('.', '-')}.ts`);
    writeFileSync(path, runnable(code));
    await import(pathToFileURL(path).href);
  });
}

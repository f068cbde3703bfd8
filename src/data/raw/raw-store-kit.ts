import { caseMaker, expectEqual, expectRefused, expectTrue, type KitCase } from '../kit-case.ts';
import type { RawAbout, RawStore } from './raw-store.ts';

/** One empty raw store, that several handles share; disposing of it removes it. */
export interface RawStoreWorld extends AsyncDisposable {
  open(): Promise<RawStore>;
  /** Harms the stored file of an address from outside. */
  harm(path: string, how: 'remove' | 'cut' | 'garble'): Promise<void>;
}

const ABOUT: RawAbout = {
  source: 'csv:us-stocks',
  extension: 'csv',
  query: { kind: 'bars', instruments: ['AAPL'] },
  fetchedAtMs: 1_700_000_000_000,
  simulated: false,
};

const BODY = new TextEncoder().encode('instrument,close\n贵州茅台,1700.5\n');

/** Every promise of the `RawStore` port as cases for any test runner. */
export function rawStoreKit(newWorld: () => Promise<RawStoreWorld>): readonly KitCase[] {
  const storeCase = caseMaker(newWorld);
  return [
    storeCase('gives back the bytes it was given, text or not, few or many', async (world) => {
      const store = await world.open();
      const noise = Uint8Array.from({ length: 300_000 }, (_, at) => (at * at * 31 + (at >> 7)) & 255);
      for (const body of [BODY, new Uint8Array(0), noise]) {
        const address = await store.put(body, ABOUT);
        expectEqual(address.bytes, body.length, 'the address tells the length of the body');
        expectEqual([...(await store.get(address))], [...body], 'the body comes back byte for byte');
      }
    }),
    storeCase('names a body by the SHA-256 of what was received', async (world) => {
      const store = await world.open();
      const empty = await store.put(new Uint8Array(0), ABOUT);
      // FIPS 180-4: the hash of nothing.
      expectEqual(
        empty.sha256,
        'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
        'the hash is SHA-256',
      );
    }),
    storeCase('stores the same bytes once, whatever was asked', async (world) => {
      const store = await world.open();
      const first = await store.put(BODY, ABOUT);
      const again = await store.put(BODY, { ...ABOUT, query: { kind: 'other' }, fetchedAtMs: 1_800_000_000_000 });
      expectEqual(again, first, 'equal bodies of one source share an address');
    }),
    storeCase('keeps the bodies of different sources apart', async (world) => {
      const store = await world.open();
      const first = await store.put(BODY, ABOUT);
      const second = await store.put(BODY, { ...ABOUT, source: 'csv.us-stocks' });
      expectTrue(first.path !== second.path, 'each source has its own folder');
    }),
    storeCase('is read by another handle', async (world) => {
      const address = await (await world.open()).put(BODY, ABOUT);
      expectEqual([...(await (await world.open()).get(address))], [...BODY], 'a second handle sees the body');
    }),
    storeCase('survives many puts of one body at once', async (world) => {
      const store = await world.open();
      const addresses = await Promise.all(Array.from({ length: 8 }, () => store.put(BODY, ABOUT)));
      for (const address of addresses) expectEqual(address, addresses[0], 'all got the same address');
      expectEqual([...(await store.get(addresses[0]!))], [...BODY], 'and the body is whole');
    }),
    storeCase('accepts any source name without leaving its folder', async (world) => {
      const store = await world.open();
      for (const source of ['../outside', '..', '/etc', 'a/b', '', '数据 源', 'x\0y']) {
        const address = await store.put(BODY, { ...ABOUT, source });
        expectTrue(!address.path.split('/').includes('..'), `"${source}" became ${address.path}`);
        expectEqual([...(await store.get(address))], [...BODY], `the body of "${source}" comes back`);
      }
    }),
    storeCase('says so when a body is gone, cut or changed, and heals by storing it again', async (world) => {
      const store = await world.open();
      for (const how of ['remove', 'cut', 'garble'] as const) {
        const address = await store.put(BODY, ABOUT);
        await world.harm(address.path, how);
        await expectRefused(store.get(address), 'data.invalid', address.path);
        await store.put(BODY, ABOUT);
        expectEqual([...(await store.get(address))], [...BODY], `storing it again heals "${how}"`);
      }
    }),
    storeCase('refuses an address that leads out of its folder', async (world) => {
      const store = await world.open();
      const address = await store.put(BODY, ABOUT);
      await expectRefused(store.get({ ...address, path: `../${address.path}` }), 'io.failed', 'outside');
    }),
  ];
}

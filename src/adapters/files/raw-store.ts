import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import { TapelineError } from '../../core/errors.ts';
import { canonicalJson } from '../../core/hash.ts';
import type { RawAbout, RawAddress, RawStore } from '../../data/raw/raw-store.ts';
import { type CrashPoint, durableFiles, failingWith, writeAtomically } from './atomic-write.ts';
import { makeFolders } from './make-folders.ts';
import { joinPosix, pathSegment, resolveInside } from './resolve-inside.ts';

export type RawStoreOptions = { readonly folder: string; readonly crashPoint?: CrashPoint };

const OS_BYTE_AT = 9;
const OS_UNKNOWN = 255;

/**
 * Keeps bodies gzipped in `<folder>/<source>/<first two of sha>/<sha>.<ext>.gz`, named by the hash of what was
 * received, with `<sha>.meta.json` beside each. A body that comes again is the same file, and its meta stays that of
 * the first time.
 */
export async function openRawStore(options: RawStoreOptions): Promise<RawStore> {
  const folder = resolve(options.folder);
  const files = durableFiles(options.crashPoint);
  await failingWith('create the folder', folder, async () => makeFolders(folder));
  return {
    async put(body, about) {
      const address = addressOf(body, about);
      const path = await resolveInside(folder, address.path);
      const meta = path.replace(/[^/\\]+$/, `${address.sha256}.meta.json`);
      if (!(await holdsBody(path, address.sha256))) await writeAtomically(files, path, await packed(body));
      // Also when the file was there: whoever wrote it may have died before its name was durable.
      else await files.syncFolder(join(path, '..'));
      if (!(await isReadable(meta))) await writeAtomically(files, meta, metaOf(about, address));
      return address;
    },
    async get(address) {
      const path = await resolveInside(folder, address.path);
      return unpacked(address, await readBody(address, path));
    },
  };
}

function addressOf(body: Uint8Array, about: RawAbout): RawAddress {
  const sha256 = sha256Of(body);
  const path = joinPosix(pathSegment(about.source), sha256.slice(0, 2), `${sha256}.${about.extension}.gz`);
  return { sha256, path, bytes: body.length };
}

/** Equal bodies give equal bytes: Node writes no time into the header, and the system byte is blanked here. */
async function packed(body: Uint8Array): Promise<Uint8Array> {
  const bytes = await promisify(gzip)(body, { level: constants.Z_DEFAULT_COMPRESSION });
  bytes[OS_BYTE_AT] = OS_UNKNOWN;
  return bytes;
}

function metaOf(about: RawAbout, address: RawAddress): Uint8Array {
  return new TextEncoder().encode(`${canonicalJson({ ...about, bytes: address.bytes, sha256: address.sha256 })}\n`);
}

async function holdsBody(path: string, sha256: string): Promise<boolean> {
  try {
    return sha256Of(await promisify(gunzip)(await readFile(path))) === sha256;
  } catch {
    return false;
  }
}

async function isReadable(path: string): Promise<boolean> {
  try {
    JSON.parse(await readFile(path, 'utf8'));
    return true;
  } catch {
    return false;
  }
}

async function readBody(address: RawAddress, path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw damaged(address, 'the raw body is missing', error);
    return failingWith('read', path, () => Promise.reject(error));
  }
}

async function unpacked(address: RawAddress, bytes: Uint8Array): Promise<Uint8Array> {
  const body = await promisify(gunzip)(bytes).catch((error: unknown) => {
    throw damaged(address, 'the raw body cannot be unpacked', error);
  });
  if (sha256Of(body) === address.sha256) return body;
  throw damaged(address, 'the raw body is not the one that was received', null);
}

function sha256Of(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}

function damaged(address: RawAddress, problem: string, cause: unknown): TapelineError {
  const wayOut = 'Fetch it again, or restore the file from a backup.';
  const facts = { dataset: address.path, problem, wayOut };
  return new TapelineError('data.invalid', cause === null ? { facts } : { facts, cause });
}

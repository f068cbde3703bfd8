import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { durableFiles, failingWith, writeAtomically } from '../../adapters/files/atomic-write.ts';
import { REPORT_MARK } from '../../charts/report/page.ts';
import { TapelineError } from '../../core/errors.ts';

/** Replaces an earlier report as a whole; another file only when told to. @throws usage.invalid, io.failed */
export async function writeReport(path: string, html: string, over: 'reports' | 'anything'): Promise<void> {
  if (over === 'reports' && (await isForeign(path))) {
    const wayOut = 'Choose another name, or replace it with --force.';
    throw new TapelineError('usage.invalid', {
      facts: { what: 'That file is no report of Tapeline and is left alone', got: path, wayOut },
    });
  }
  await writeAtomically(durableFiles(), path, new TextEncoder().encode(html));
}

const HEAD_BYTES = 512;

async function isForeign(path: string): Promise<boolean> {
  return failingWith('read', path, async () => {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined || !found.isFile()) return false;
    return !headOf(path).includes(REPORT_MARK);
  });
}

function headOf(path: string): string {
  const file = openSync(path, 'r');
  try {
    const bytes = new Uint8Array(HEAD_BYTES);
    return new TextDecoder().decode(bytes.subarray(0, readSync(file, bytes)));
  } finally {
    closeSync(file);
  }
}

import { type Bytes, bytesOf } from '../../core/bytes.ts';
import { TapelineError } from '../../core/errors.ts';

/**
 * The memory an op may use, in bytes. Only a process of its own can be measured and ended.
 * @throws definition.invalid
 */
export function planMemory(where: string, memory: Bytes, isolate: 'none' | 'process' | undefined): number {
  if (isolate !== 'process') {
    const problem = 'memory is limited, and it runs in the process of the engine, which cannot be ended for it';
    throw new TapelineError('definition.invalid', { facts: { where, problem, wayOut: "Add isolate: 'process'." } });
  }
  try {
    return bytesOf(memory);
  } catch (cause) {
    const problem = `memory is "${memory}", an amount like 512MB or 2GB is expected`;
    throw new TapelineError('definition.invalid', { facts: { where, problem, wayOut: 'Correct it.' }, cause });
  }
}

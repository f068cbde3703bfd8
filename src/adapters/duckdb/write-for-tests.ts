/**
 * A process that writes one file to a lake and prints it, or dies at the n-th durable action. For tests:
 *
 *     node write-for-tests.ts <lake folder> <rows> <crash at, 0 for never>
 */
import { isTapelineError } from '../../core/errors.ts';
import { type Frame, frame, type Schema, textColumn } from '../../core/frame.ts';
import type { LakeWrite } from '../../data/stored/lake.ts';
import { openLake } from './lake.ts';

export const TICKS: Schema = { instrument: 'text', session: 'day', close: 'double' };
const INSTRUMENTS = 5;

export function ticksOf(rows: number): Frame {
  const numbers = Array.from({ length: rows }, (_, row) => row);
  return frame({
    instrument: textColumn(numbers.map((row) => `00000${row % INSTRUMENTS}.XSHE`)),
    session: { type: 'day', values: Int32Array.from(numbers, (row) => 15_000 + Math.floor(row / INSTRUMENTS)) },
    // Digits that do not compress, so that the file is larger than any buffer.
    close: { type: 'double', values: Float64Array.from(numbers, (row) => Math.sin(row) * 1000) },
  });
}

export function ticksWrite(rows: number, changes: Partial<LakeWrite> = {}): LakeWrite {
  const provenance = {
    asset: 'ticks',
    providers: ['test'],
    simulated: true,
    runId: 'run',
    stepKey: 'step',
    codeVersion: '1',
    inputs: [],
  };
  const key = ['instrument', 'session'];
  return { asset: 'ticks', partition: 'y=2011', rows: ticksOf(rows), schema: TICKS, key, provenance, ...changes };
}

if (import.meta.main) {
  const [folder, rows, crashAt] = process.argv.slice(2);
  let actions = 0;
  const crashPoint = (): void => {
    actions += 1;
    if (actions === Number(crashAt)) process.kill(process.pid, 'SIGKILL');
  };
  await using lake = await openLake({ folder: folder!, crashPoint });
  try {
    const file = await lake.write(ticksWrite(Number(rows)));
    process.stdout.write(JSON.stringify({ file, actions }));
  } catch (error) {
    if (!isTapelineError(error)) throw error;
    process.stdout.write(JSON.stringify({ code: error.code, message: error.message, facts: error.facts }));
  }
}

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { type ErrorRecord, fromErrorRecord } from '../core/errors.ts';
import { type Panel, preparePanel } from '../quant/index.ts';

/** Threads that compute the indicators of a panel side by side; they are kept warm until it is closed. */
export type PanelThreads = AsyncDisposable & {
  /**
   * The results of `runPanel`, bit for bit, in shared memory. Columns that are not in shared memory are copied into it:
   * make them with `sharedColumn` to spare that. One call at a time.
   * throws  quant.parameter, quant.input, usage.unknown_name
   */
  readonly run: (panel: Panel, specs: readonly string[]) => Promise<Record<string, Float64Array>>;
  /** The same in two steps, for columns of results that are to be filled again; `run` fills them. */
  readonly prepare: (panel: Panel, specs: readonly string[]) => SharedPanelJob;
};

export type SharedPanelJob = {
  readonly outputs: Record<string, Float64Array>;
  readonly run: () => Promise<void>;
};

/** What a thread is asked to do; it takes parts off the list that `taken` counts until none is left. */
export type PanelOrder = {
  readonly panel: Panel;
  readonly specs: readonly string[];
  readonly outputs: Readonly<Record<string, Float64Array>>;
  readonly bounds: readonly number[];
  readonly taken: Int32Array;
};

export type PanelAnswer = { readonly error: ErrorRecord | null };

/** So many parts for each thread: one that has to wait for its core leaves its share to the others. */
const PARTS_PER_THREAD = 8;

/** A column that threads can share. */
export function sharedColumn(bars: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(bars * Float64Array.BYTES_PER_ELEMENT));
}

export function openPanelThreads(threads: number): PanelThreads {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const url = new URL(`./panel-thread.${extension}`, import.meta.url);
  const workers = Array.from({ length: Math.max(1, threads) }, () => {
    const worker = new Worker(url);
    worker.unref();
    return worker;
  });
  return {
    prepare: (panel, specs) => prepareShared(workers, panel, specs),
    run: async (panel, specs) => {
      const job = prepareShared(workers, panel, specs);
      await job.run();
      return job.outputs;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

function prepareShared(workers: readonly Worker[], panel: Panel, specs: readonly string[]): SharedPanelJob {
  // It checks what was given, too, before a thread sees it.
  const { outputs } = preparePanel(panel, specs, (_, bars) => sharedColumn(bars));
  const bounds = boundsOf(panel.offsets, workers.length * PARTS_PER_THREAD);
  const taken = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const order: PanelOrder = { panel: inSharedMemory(panel), specs, outputs, bounds, taken };
  const run = async (): Promise<void> => {
    Atomics.store(taken, 0, 0);
    await Promise.all(workers.map((worker) => give(worker, order)));
  };
  return { outputs, run };
}

/** Instruments at which the parts begin, about as many bars in each, and the end. */
function boundsOf(offsets: Panel['offsets'], parts: number): readonly number[] {
  const instruments = Math.max(0, offsets.length - 1);
  const barsPerPart = (offsets.at(-1) ?? 0) / parts;
  const bounds = [0];
  for (let k = 1; k < instruments; k += 1) if (offsets[k]! >= bounds.length * barsPerPart) bounds.push(k);
  return [...bounds, instruments];
}

function inSharedMemory(panel: Panel): Panel {
  const { offsets, ...columns } = panel;
  const shared = Object.entries(columns).map(([name, column]) => [name, shareColumn(column)]);
  return { offsets, ...Object.fromEntries(shared) };
}

function shareColumn(column: Float64Array): Float64Array {
  if (column.buffer instanceof SharedArrayBuffer) return column;
  const shared = sharedColumn(column.length);
  shared.set(column);
  return shared;
}

async function give(worker: Worker, order: PanelOrder): Promise<void> {
  worker.ref();
  const answered = once(worker, 'message');
  worker.postMessage(order);
  const [{ error }] = (await answered) as [PanelAnswer];
  worker.unref();
  if (error !== null) throw fromErrorRecord(error);
}

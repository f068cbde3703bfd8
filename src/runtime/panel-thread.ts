/** A thread of `panel-threads.ts`: computes parts of a panel until none is left. */
import { parentPort } from 'node:worker_threads';
import { toErrorRecord } from '../core/errors.ts';
import { preparePanel } from '../quant/index.ts';
import type { PanelAnswer, PanelOrder } from './panel-threads.ts';

parentPort!.on('message', (order: PanelOrder) => {
  parentPort!.postMessage(answer(order));
});

function answer({ panel, specs, outputs, bounds, taken }: PanelOrder): PanelAnswer {
  try {
    const job = preparePanel(panel, specs, (name) => outputs[name]!);
    for (let part = next(taken); part + 1 < bounds.length; part = next(taken)) {
      job.run(bounds[part]!, bounds[part + 1]!);
    }
    return { error: null };
  } catch (error) {
    return { error: toErrorRecord(error) };
  }
}

function next(taken: Int32Array): number {
  return Atomics.add(taken, 0, 1);
}

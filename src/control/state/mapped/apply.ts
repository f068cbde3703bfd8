import type { MappedEventBody } from '../../event/mapped-events.ts';
import { mappedKey } from '../../plan/mapped-key.ts';
import type { Patch } from '../tables.ts';

type Head = { readonly runId: string | null; readonly stepKey: string | null; readonly atMs: number };

/** The items' rows, and the map's own, which is neither pending nor running while they work. */
export function applyMapped(event: MappedEventBody & Head): readonly Patch[] {
  const run_id = event.runId!;
  const step_key = event.stepKey!;
  if (event.kind === 'steps_joined') {
    const { outcome: state, counts, error } = event.data;
    const set = { state, ended_at_ms: event.atMs, items: JSON.stringify(counts), error: json(error) };
    return [{ table: 'step', key: { run_id, step_key }, set }];
  }
  const { op, position, keys, reused } = event.data;
  const map: Patch = { table: 'step', key: { run_id, step_key }, set: { state: 'mapped', started_at_ms: event.atMs } };
  const items = keys.map((item, index): Patch => {
    const output = Object.hasOwn(reused, item) ? reused[item]! : null;
    const isReused = output !== null;
    const set = {
      op,
      position: position + index,
      state: isReused ? 'succeeded' : 'pending',
      attempt: 0,
      reused: isReused ? 1 : 0,
      output,
    };
    return { table: 'step', key: { run_id, step_key: mappedKey(step_key, item) }, set };
  });
  return [map, ...items];
}

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

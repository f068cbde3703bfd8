import type { Absences, Materialized, PartitionEventBody } from '../../event/partition-events.ts';
import type { Patch } from '../tables.ts';

type Head = { readonly runId: string | null; readonly stepKey: string | null; readonly atMs: number };

/** What a success changes of its partitioned assets. */
export function materialized(event: Head, made: Materialized): readonly Patch[] {
  const { asset, number, axis, codeVersion } = made;
  const inputs = JSON.stringify(made.inputs);
  const history: Patch = {
    table: 'materialization',
    key: { asset, number },
    set: {
      version: made.version,
      axis,
      covers: made.covers,
      changed: made.changed,
      inputs,
      code_version: codeVersion,
      data_version: made.dataVersion,
      rows: made.rows,
      reason: made.reason,
      checks: JSON.stringify(made.checks),
      run_id: event.runId,
      step_key: event.stepKey,
      at_ms: event.atMs,
    },
  };
  const region = made.current;
  const current: Patch = {
    table: 'coverage',
    key: { asset, number },
    set: { axis, region, inputs, code_version: codeVersion },
  };
  const kept = region === '' ? [] : [current];
  return [history, ...replaced(asset, made.replaced), ...kept, ...absences(made, made.absences)];
}

export function partitionEvent(event: PartitionEventBody & Pick<Head, 'atMs'>): readonly Patch[] {
  switch (event.kind) {
    case 'partition_keys_added':
      return event.data.keys.map(({ key, lane, first = null, last = null }) =>
        partitionKey(event.data.keysOf, key, {
          lane,
          added_at_ms: event.atMs,
          removed_at_ms: null,
          first_date: first,
          last_date: last,
        }),
      );
    case 'partition_keys_removed':
      return event.data.keys.map((key) => partitionKey(event.data.keysOf, key, { removed_at_ms: event.atMs }));
    case 'partitions_forgotten':
      return [...replaced(event.data.asset, event.data.replaced), ...absences(event.data, event.data.absences)];
  }
}

function replaced(asset: string, rows: Materialized['replaced']): readonly Patch[] {
  return rows.map(({ number, region }) => ({
    table: 'coverage',
    key: { asset, number },
    set: region === '' ? null : { region },
  }));
}

/** What is forgotten leaves the axis of the rest as it is. */
function absences(
  { asset, axis }: { readonly asset: string; readonly axis?: string },
  changed: Absences = {},
): readonly Patch[] {
  return Object.entries(changed).map(([reason, region]) => ({
    table: 'partition_absence',
    key: { asset, reason },
    set: region === '' ? null : { ...(axis === undefined ? {} : { axis }), region },
  }));
}

function partitionKey(keysOf: string, key: string, set: Patch['set']): Patch {
  return { table: 'partition_key', key: { keys_of: keysOf, key }, set };
}

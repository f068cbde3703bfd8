import type { Indicator } from './definition.ts';

/** Another convention's version of an indicator: a name and columns of its own, and what it does otherwise. */
export function variantOf(prefix: string, base: Indicator, changes: Partial<Indicator>): Indicator {
  const changed = { ...base, ...changes };
  const outputs = changed.outputs.map((output) => ({ ...output, stem: `${prefix}_${output.stem}` }));
  return { ...changed, name: `${prefix}.${base.name}`, outputs };
}

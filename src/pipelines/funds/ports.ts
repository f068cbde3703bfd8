import { port } from '../../control/definition/resource.ts';
import type { FundSource } from '../../data/source/funds.ts';

/** What the fund ops need from outside, besides the lake and the raw store. A profile binds a provider to it. */
export const fundSource = port<FundSource>(
  'fund_source',
  'Where net asset values and distributions of funds come from.',
);

import type { FundKind, FundRequest } from '../../../data/source/funds.ts';
import type { ParsedBuilder } from '../../../data/source/parsed-builder.ts';
import type { Where } from './body-text.ts';

export type MapContext = {
  readonly kind: FundKind;
  readonly request: FundRequest;
  readonly body: Uint8Array;
  readonly where: Where;
  readonly out: ParsedBuilder;
};

type Nav = {
  readonly code: string;
  readonly day: number;
  readonly unit: number;
  readonly accumulated: number;
  readonly dailyReturn: number | null;
  readonly states: readonly (string | null)[];
};

export function navCells({ code, day, unit, accumulated, dailyReturn, states }: Nav) {
  return [code, day, unit, accumulated, dailyReturn, null, null, null, states[0] ?? null, states[1] ?? null, null];
}

type Income = {
  readonly code: string;
  readonly day: number;
  readonly income: number;
  readonly yield7d: number;
  readonly states: readonly (string | null)[];
};

/** A money fund's row: no NAV, although one page prints 1 for it. */
export function incomeCells({ code, day, income, yield7d, states }: Income) {
  return [code, day, null, null, null, income, yield7d, null, states[0] ?? null, states[1] ?? null, null];
}

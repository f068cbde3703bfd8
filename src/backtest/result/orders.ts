import { ENTRY } from '../book/log.ts';
import type { OrderRequest } from '../events/order.ts';
import { CANCELLED, NOT_REACHED, NOTHING_TO_CHANGE, POSITION_CLOSED, type Reason, reasonOf } from '../market/reason.ts';
import type { Run } from '../run/run.ts';
import type { Entry } from './entry.ts';

/**
 * `reduced`: part of it was filled. `rejected`: nothing was. `expired`: its price was not reached in time. `open`: the
 * bars ended first. `unneeded`: the position was what it wanted.
 */
export type OrderState = 'filled' | 'reduced' | 'rejected' | 'cancelled' | 'expired' | 'unneeded' | 'open';

export type Order = {
  readonly id: number;
  readonly asset: string;
  /** The bar at whose close it was decided. */
  readonly decidedBar: number;
  /** The bar that filled or ended it; null while open. */
  readonly bar: number | null;
  readonly state: OrderState;
  /** Why it was not filled, or not wholly. */
  readonly reason: Reason | null;
  /** Shares traded; below zero when sold. */
  readonly filled: number;
  readonly request: OrderRequest;
};

export function ordersOf(run: Run, entries: readonly Entry[]): readonly Order[] {
  const orders = new Map<number, Order>();
  const names = run.prepared.assets.map(({ name }) => name);
  for (const entry of entries) {
    if (entry.kind !== ENTRY.fill && entry.kind !== ENTRY.refusal) continue;
    const { order: id, bar, decided, asset } = entry;
    const known = orders.get(id);
    const filled = (known?.filled ?? 0) + (entry.kind === ENTRY.fill ? entry.quantity : 0);
    const reason = entry.kind === ENTRY.refusal ? entry.reason : 0;
    const state = stateOf(filled, known !== undefined, reason);
    const request = run.requestOf({ order: id, asset, decidedBar: decided });
    const shared = { id, asset: names[asset]!, decidedBar: decided, request };
    orders.set(id, { ...shared, bar, state, reason: reasonOf(reason), filled });
  }
  for (const open of run.open) {
    const { order: id, asset, decidedBar } = open;
    const filled = orders.get(id)?.filled ?? 0;
    const shared = { id, asset: names[asset]!, decidedBar, request: run.requestOf(open) };
    orders.set(id, { ...shared, bar: null, state: 'open', reason: null, filled });
  }
  return [...orders.values()].sort((left, right) => left.id - right.id);
}

function stateOf(filled: number, isKnown: boolean, reason: number): OrderState {
  if (reason === 0) return 'filled';
  if (isKnown && filled !== 0) return 'reduced';
  if (reason === CANCELLED || reason === POSITION_CLOSED) return 'cancelled';
  if (reason === NOTHING_TO_CHANGE) return 'unneeded';
  return reason === NOT_REACHED ? 'expired' : 'rejected';
}

import { assert } from '../../core/errors.ts';
import type { RequestAnswer } from './store.ts';
import type { StateTransaction } from './transaction.ts';

/** A request is answered once. */
export function answerRequest(tx: StateTransaction, id: number, answer: RequestAnswer): void {
  const state = tx.requestState(id);
  assert(state === 'open', `request ${id} ${state === null ? 'does not exist' : 'is answered already'}`);
  tx.answer(id, answer);
}

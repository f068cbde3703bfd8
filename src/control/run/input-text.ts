import type { PlannedInput } from '../plan/plan.ts';
import { type BoardStep, sourceKey } from './board.ts';
import type { RunBoard } from './run-board.ts';

/** What a step gets for one of its inputs: JSON text, or null where the source was left out. */
export function inputText(board: RunBoard, step: BoardStep, input: PlannedInput): string | null {
  const { from, part, oneOf } = input;
  if (part === 'item') return board.textOf(board.get(from)!, step, 'item');
  if (part === 'failures') return board.failuresText(board.get(from)!);
  const sources = (oneOf ?? [from]).map((key) => board.get(sourceKey(step, key))!);
  const source = sources.find(({ state }) => state === 'succeeded');
  return source === undefined ? null : board.textOf(source, step, null);
}

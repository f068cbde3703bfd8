import { type Completed, FILL } from './cells.ts';

/**
 * Draws straight lines over the first `limit` cells of each gap that has a value on both sides and no barrier inside.
 * `sessions` measures by calendar days, null by position.
 */
export function interpolate(
  completed: Completed,
  barrier: Uint8Array,
  limit: number,
  sessions: Int32Array | null,
): void {
  let left = -1;
  for (let cell = 0; cell < completed.values.length; cell += 1) {
    if (barrier[cell] === 1) left = -1;
    if (completed.method[cell] !== FILL.observed) continue;
    if (left !== -1) drawLine(completed, left, cell, Math.min(cell, left + 1 + limit), sessions);
    left = cell;
  }
}

function drawLine(
  { values, method, knownAt }: Completed,
  left: number,
  right: number,
  end: number,
  sessions: Int32Array | null,
): void {
  const place = (cell: number) => (sessions === null ? cell : sessions[cell]!);
  const slope = (values[right]! - values[left]!) / (place(right) - place(left));
  for (let cell = left + 1; cell < end; cell += 1) {
    values[cell] = values[left]! + slope * (place(cell) - place(left));
    method[cell] = sessions === null ? FILL.linear : FILL.time;
    knownAt[cell] = right;
  }
}

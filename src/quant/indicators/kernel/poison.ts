/**
 * 0 when all three are finite, NaN otherwise: for bars that reach the state by no other way. Not a product with 0, whose
 * type (0, -0 or NaN) makes the engine keep the sum in a slower form.
 */
export function poisonOf(a: number, b: number, c: number): number {
  const sum = a + b + c;
  return sum - sum;
}

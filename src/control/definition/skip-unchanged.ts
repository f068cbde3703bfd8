import { TapelineError } from '../../core/errors.ts';

/** When a step of the op need not be done: nothing that decides what it makes has changed since it was done last. */
export type SkipUnchanged<I = never> = {
  /** What the owner calls the code. Another one is a change: an op is skipped only by a name that somebody gave it. */
  readonly codeVersion: string;
  /** The assets that it makes, of its `writes`: they have to be as it left them. */
  readonly makes: readonly string[];
  /** What of its inputs decides, besides the content of the assets it reads; all of them unless said. */
  readonly inputs?: (inputs: I, at: { readonly asOfMs: number }) => unknown;
  /** What its successors get of the output of then: that nothing was done, say. The same unless said. */
  readonly output?: (output: never) => unknown;
};

/** @throws definition.invalid */
export function checkSkipUnchanged(op: string, skip: SkipUnchanged, writes: readonly string[]): void {
  const stranger = skip.makes.find((name) => !writes.includes(name));
  const problem =
    skip.codeVersion === ''
      ? 'skipUnchanged has no codeVersion'
      : skip.makes.length === 0
        ? 'skipUnchanged names no asset that it makes'
        : stranger === undefined
          ? null
          : `skipUnchanged says that it makes "${stranger}", which is not in its writes`;
  if (problem === null) return;
  const wayOut = "Write skipUnchanged: { codeVersion: '1', makes: ['…'] }, or leave it out.";
  throw new TapelineError('definition.invalid', { facts: { where: `Op "${op}"`, problem, wayOut } });
}

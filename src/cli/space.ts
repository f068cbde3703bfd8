import type { TapelineError } from '../core/errors.ts';
import { sentence } from '../core/messages/sentence.ts';
import type { Output } from './output.ts';

/** Says when the state can take nothing more, and when it can again. */
export function tellSpace(output: Output): (problem: TapelineError | null) => void {
  const { texts } = output;
  return (problem) => {
    if (problem === null) output.note(output.typed(texts.spaceAgain));
    else output.note(output.typed(texts.noSpace(sentence(problem, output.language))));
  };
}

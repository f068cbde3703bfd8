import { stripVTControlCharacters } from 'node:util';

const TAIL_CHARACTERS = 4000;

/**
 * The last lines that a child wrote, to say how it ended. Only whole lines are kept: a cut through a line could leave
 * half a secret, which nobody would recognise.
 */
export class OutputTail {
  #kept = '';
  #dropped = 0;

  push(text: string): void {
    const all = this.#kept + text;
    if (all.length <= TAIL_CHARACTERS) {
      this.#kept = all;
      return;
    }
    const firstBreak = all.indexOf('\n', all.length - TAIL_CHARACTERS);
    this.#kept = firstBreak < 0 ? '' : all.slice(firstBreak + 1);
    this.#dropped += all.length - this.#kept.length;
  }

  clear(): void {
    this.#kept = '';
    this.#dropped = 0;
  }

  text(): string {
    const before = this.#dropped === 0 ? '' : `[${this.#dropped} characters before]\n`;
    return before + stripVTControlCharacters(this.#kept);
  }
}

export const TAIL_CHARACTERS = 4000;
/** Cutting at every push would cost 4 µs a line of a flood. */
const HELD_CHARACTERS = 16 * TAIL_CHARACTERS;

/**
 * The last lines that a child wrote (printable by now), to say how it ended. Only whole lines are kept: a cut through a line could leave
 * half a secret, which nobody would recognise. How the text was cut into chunks on its way makes no difference.
 */
export class OutputTail {
  #kept = '';
  #dropped = 0;
  /** The line that is still being written was cut: all of it goes, up to its end. */
  #isInCutLine = false;

  push(text: string): void {
    this.#kept += this.#isInCutLine ? this.#afterCutLine(text) : text;
    if (this.#kept.length > HELD_CHARACTERS) this.#cut();
  }

  clear(): void {
    this.#kept = '';
    this.#dropped = 0;
    this.#isInCutLine = false;
  }

  text(): string {
    this.#cut();
    const before = this.#dropped === 0 ? '' : `[${this.#dropped} characters before]\n`;
    return before + this.#kept;
  }

  #cut(): void {
    const all = this.#kept;
    if (all.length <= TAIL_CHARACTERS) return;
    const firstBreak = all.indexOf('\n', all.length - TAIL_CHARACTERS - 1);
    this.#isInCutLine = firstBreak < 0;
    this.#kept = firstBreak < 0 ? '' : all.slice(firstBreak + 1);
    this.#dropped += all.length - this.#kept.length;
  }

  #afterCutLine(text: string): string {
    const end = text.indexOf('\n');
    this.#isInCutLine = end < 0;
    const rest = end < 0 ? '' : text.slice(end + 1);
    this.#dropped += text.length - rest.length;
    return rest;
  }
}

import { boundedText, LINE_CHARACTERS_MAX, printable } from '../../control/step/bounded-text.ts';

/** Of a longer line only this much is looked at: secrets in it are found before it is cut to what is kept. */
const SEEN_CHARACTERS = 8 * LINE_CHARACTERS_MAX;
/** A marker is shorter than this. */
const MARKER_CHARACTERS_MAX = 128;

export type OutputLinesOptions = {
  /** Of the child: only it writes markers with it. */
  readonly mark: string;
  readonly redact: (text: string) => string;
  readonly onLine: (line: string) => void;
};

/** Where the output of an attempt begins and ends within what its child writes. */
export function outputMarker(mark: string, place: 'begin' | 'end', epoch: number): string {
  return `\u001etapeline ${mark} ${place} ${epoch}\n`;
}

/**
 * Turns one output stream of a child into lines that belong to the attempt that wrote them. What comes outside of an
 * attempt's markers (a timer that a step left, a library that flushes late) is nobody's and dropped. However long a
 * line is, a bounded piece of it is held; bytes that are no text and what a terminal would act on are made harmless.
 */
export class OutputLines {
  readonly #mark: string;
  readonly #redact: (text: string) => string;
  readonly #onLine: (line: string) => void;
  #line = '';
  #lineLength = 0;
  /** The last characters of a line of which the head alone is held: a marker may stand there. */
  #lineEnd = '';
  #epoch: number | null = null;
  #lastEnded = 0;
  readonly #ended = new Map<number, () => void>();

  constructor({ mark, redact, onLine }: OutputLinesOptions) {
    this.#mark = `\u001etapeline ${mark} `;
    this.#redact = redact;
    this.#onLine = onLine;
  }

  push(text: string): void {
    let begin = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', begin)) {
      this.#add(text.slice(begin, end));
      this.#endLine();
      begin = end + 1;
    }
    if (begin < text.length) this.#add(text.slice(begin));
  }

  /** Resolves when the attempt's end marker came. */
  ended(epoch: number): Promise<void> {
    if (this.#lastEnded >= epoch) return Promise.resolve();
    return new Promise((resolve) => this.#ended.set(epoch, resolve));
  }

  /** The stream is over, or nobody waits any longer: what stands there without an end is a line, too. */
  finish(): void {
    if (this.#lineLength > 0) this.#endLine();
    this.#epoch = null;
  }

  #add(piece: string): void {
    this.#lineLength += piece.length;
    const room = SEEN_CHARACTERS - this.#line.length;
    if (room > 0) this.#line += piece.slice(0, room);
    if (this.#lineLength > this.#line.length) this.#lineEnd = lastOf(this.#lineEnd, piece);
  }

  #endLine(): void {
    const end = this.#lineLength > this.#line.length ? this.#lineEnd : this.#line;
    const at = end.lastIndexOf(this.#mark);
    const markerLength = at < 0 ? 0 : end.length - at;
    const length = this.#lineLength - markerLength;
    if (at < 0 || length > 0) this.#tell(this.#line.slice(0, length), length);
    if (at >= 0) this.#turn(end.slice(at + this.#mark.length));
    this.#line = '';
    this.#lineLength = 0;
    this.#lineEnd = '';
  }

  #turn(place: string): void {
    const [what, epoch] = place.split(' ');
    if (what === 'begin') this.#epoch = Number(epoch);
    if (what !== 'end') return;
    this.#epoch = null;
    this.#lastEnded = Number(epoch);
    this.#ended.get(this.#lastEnded)?.();
    this.#ended.delete(this.#lastEnded);
  }

  #tell(line: string, length: number): void {
    if (this.#epoch === null) return;
    const cut = length > LINE_CHARACTERS_MAX ? boundedText(this.#redact(line), LINE_CHARACTERS_MAX, length) : line;
    this.#onLine(printable(cut.endsWith('\r') ? cut.slice(0, -1) : cut));
  }
}

function lastOf(before: string, piece: string): string {
  return piece.length >= MARKER_CHARACTERS_MAX
    ? piece.slice(-MARKER_CHARACTERS_MAX)
    : (before + piece).slice(-MARKER_CHARACTERS_MAX);
}

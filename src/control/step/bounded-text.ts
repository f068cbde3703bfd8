import { TOO_LARGE, unstorableIn } from '../../core/json.ts';
import { redactTexts } from '../../core/secret.ts';
import type { LogFields } from '../definition/log.ts';
import type { StepLogLine } from './task.ts';

/** Characters of one line of a step's log, and of its fields as JSON. */
export const LINE_CHARACTERS_MAX = 8192;

/**
 * A text of at most `max` characters and a word on how much is missing. It is cut between words, so that no half of a
 * token stays, which nobody would recognise as a secret.
 */
export function boundedText(text: string, max = LINE_CHARACTERS_MAX, length = text.length): string {
  if (length <= max) return text;
  const head = text.slice(0, max + 1);
  const kept = head.slice(0, Math.max(0, head.search(/\s\S*$/)));
  return `${kept}${kept === '' ? '' : ' '}[${length - kept.length} characters more]`;
}

/** A log line whose message, fields and error are bounded, so that one line cannot fill a disk or a memory. */
export function boundedLine(line: StepLogLine): StepLogLine {
  const { message, fields, error } = line;
  const shorten = (text: string): string => boundedText(text);
  return {
    ...line,
    message: shorten(message),
    fields: boundedFields(fields),
    error: error === null ? null : redactTexts(error, shorten),
  };
}

/** Fields may come from code of others in a child: what cannot even be printed is only said to be there. */
function boundedFields(fields: LogFields): LogFields {
  const problem = unstorableIn(fields, LINE_CHARACTERS_MAX);
  if (problem === null) return fields;
  return { cut: problem === TOO_LARGE ? `fields of more than ${LINE_CHARACTERS_MAX} characters` : problem };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: it is about them
const UNPRINTABLE = /[\0-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
/**
 * What a terminal takes for a command: colours and moves, titles and links. No part of it can be read twice, so that
 * the time it takes grows with the text and no faster; the usual patterns took 200 ms for 8192 characters.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is about them
const TERMINAL_COMMAND = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\))/g;

/** A text without commands to a terminal; other controls and changes of direction stand as `\u{7}`, tabs stay. */
export function printable(text: string): string {
  if (text.search(UNPRINTABLE) < 0) return text;
  const plain = text.replace(TERMINAL_COMMAND, '');
  return plain.replace(UNPRINTABLE, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`);
}

import { type ErrorRecord, EXIT, fromErrorRecord, isTapelineError, toErrorRecord } from '../core/errors.ts';
import { sentence } from '../core/messages/sentence.ts';
import type { Output } from './output.ts';
import { plain } from './table.ts';

/** Shows an error to people or to a program, and gives the exit code that says what kind it is. */
export function showFailure(error: unknown, output: Output): number {
  const record = toErrorRecord(error);
  if (output.isJson) output.json({ error: record });
  else output.note(plain(failureText(record, output)));
  return isTapelineError(error) ? error.exit : EXIT.failed;
}

/** The sentence, and what lies behind it, a line each; what it says already is not said again. */
export function failureText(record: ErrorRecord, output: Output): string {
  const head = `${output.style('red', output.texts.error)} ${record.code}: ${sentenceOf(record, output)}`;
  const causes: string[] = [];
  for (let above = record, cause = record.cause; cause !== null; above = cause, cause = cause.cause)
    if (!isTold(above, cause)) causes.push(`  ${output.texts.cause}: ${sentenceOf(cause, output)}`);
  return [head, ...causes].join('\n');
}

/** Errors of these families put what a library said into words of their own; `--json` and the logs have both. */
const TELLS_CAUSE = /^(io|store|usage|source|config)\./;

function isTold(above: ErrorRecord, { code, message }: ErrorRecord): boolean {
  if (code !== 'step.threw') return false;
  return TELLS_CAUSE.test(above.code) || above.message.includes(message.replace(/^\w*Error: /, ''));
}

export function sentenceOf(record: ErrorRecord, output: Output): string {
  return record.code === 'step.threw' ? record.message : sentence(fromErrorRecord(record), output.language);
}

import { redactor, redactTexts } from '../core/secret.ts';

/** Values that no screen and no document may show, as far as settings were read in this process. */
const secrets = new Set<string>();
let redact: (text: string) => string = (text) => text;

export function hideFromNowOn(values: readonly string[]): void {
  for (const value of values) secrets.add(value);
  redact = redactor([...secrets]);
}

export function withoutSecrets(text: string): string {
  return redact(text);
}

/** A document as it may be printed: texts in it are searched, numbers and names of fields are not. */
export function documentWithoutSecrets(value: unknown): unknown {
  return secrets.size === 0 ? value : redactTexts(JSON.parse(JSON.stringify(value)) as unknown, redact);
}

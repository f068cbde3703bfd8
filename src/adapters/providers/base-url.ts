import { TapelineError } from '../../core/errors.ts';

/** @throws config.invalid unless it is a plain address of one of the schemes, without user part, query or fragment. */
export function checkAddress(
  text: string,
  { setting, example }: { readonly setting: string; readonly example: string },
): string {
  const url = URL.parse(text.trim());
  const isPlain = url !== null && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  const schemes = /^https?:/.test(example) ? /^https?:$/ : /^wss?:$/;
  if (url !== null && isPlain && schemes.test(url.protocol)) {
    return `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, '')}`;
  }
  const problem = `it is not a plain address like ${example}`;
  throw new TapelineError('config.invalid', {
    facts: { where: `Setting ${setting}`, problems: [problem], wayOut: `Write it like ${example}.` },
  });
}

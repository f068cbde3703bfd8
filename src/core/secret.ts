const HIDDEN = '[secret]';

/** A value that must not be seen: printing, logging or serialising it shows `[secret]`. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The one way to the text; grep for it to see every use. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return HIDDEN;
  }
}

const SECRET_NAME = /PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|LICEN[CS]E|CREDENTIAL|_CONF$|^DATABASE_URL$/i;

/** Whether a setting of this name holds a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

const SECRET_LENGTH_MIN = 4;

/**
 * Replaces every known secret in a text, also in its URL-encoded and JSON-escaped form, and in Base64, alone or within
 * a longer text (`user:password` of a header). Shorter ones than four characters are left: they would blot out
 * ordinary words.
 */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const forms = secrets.filter((secret) => secret.length >= SECRET_LENGTH_MIN).flatMap(formsOf);
  const longestFirst = [...new Set(forms)].sort((left, right) => right.length - left.length);
  return (text) => longestFirst.reduce((rest, form) => rest.replaceAll(form, HIDDEN), text);
}

function formsOf(secret: string): readonly string[] {
  const escaped = JSON.stringify(secret).slice(1, -1);
  const url = encodeURIComponent(secret.toWellFormed());
  const inUrls = [url, url.replaceAll('%20', '+'), url.replaceAll(/%../g, (code) => code.toLowerCase())];
  return [secret, escaped, JSON.stringify(escaped).slice(1, -1), ...inUrls, ...base64Forms(secret)];
}

/** A piece of Base64 shorter than this is in ordinary words, too. */
const BASE64_LENGTH_MIN = 6;

/**
 * The whole secret in Base64, and what of it does not depend on its neighbours at each of the three places where it
 * can begin within a longer text; both alphabets.
 */
function base64Forms(secret: string): readonly string[] {
  const bytes = new TextEncoder().encode(secret);
  const inner = [0, 1, 2].map((before) => {
    const text = base64(Uint8Array.from([...new Uint8Array(before), ...bytes]));
    const begin = Math.ceil((before * 8) / 6);
    return text.slice(begin, Math.floor(((before + bytes.length) * 8) / 6));
  });
  const forms = [base64(bytes), ...inner.filter((piece) => piece.length >= BASE64_LENGTH_MIN)];
  return forms.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}

/** The same value with every text in it passed through `redact`; keys stay as they are. */
export function redactTexts<T>(value: T, redact: (text: string) => string): T {
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map((each: unknown) => redactTexts(each, redact)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redactTexts(inner, redact)])) as T;
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

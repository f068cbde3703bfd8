import { styleText } from 'node:util';
import type { Language } from '../core/messages/sentence.ts';
import { documentWithoutSecrets, withoutSecrets } from './hidden.ts';
import { type Texts, textsIn } from './texts/texts.ts';

type StyleName = Extract<Parameters<typeof styleText>[0], string>;

/** Where a verb writes. Results go to stdout, progress and notes to stderr; with `--json` stdout holds one document. */
export type Output = {
  readonly isJson: boolean;
  readonly isQuiet: boolean;
  readonly language: Language;
  readonly texts: Texts;
  /** Progress may be drawn in place. */
  readonly isLive: boolean;
  readonly columns: number;
  readonly json: (value: unknown) => void;
  readonly line: (text?: string) => void;
  readonly note: (text: string) => void;
  /** Unformatted, to stderr: for the live display. */
  readonly draw: (text: string) => void;
  readonly style: (style: StyleName, text: string) => string;
  /** A proposed command as it has to be typed: `npx` in front where npm started this program. */
  readonly typed: (text: string) => string;
};

export type OutputOptions = { readonly json: boolean; readonly quiet: boolean; readonly language: Language };

export function openOutput({ json, quiet, language }: OutputOptions): Output {
  const { stdout, stderr, env } = process;
  const prefix = env.npm_command === undefined ? '' : 'npx ';
  const isLive = stderr.isTTY === true && env.CI === undefined && !json && !quiet;
  return {
    isJson: json,
    isQuiet: quiet,
    get language() {
      return settled ?? language;
    },
    get texts() {
      return textsIn(settled ?? language);
    },
    isLive,
    columns: stdout.columns ?? 100,
    json: (value) => void stdout.write(`${JSON.stringify(documentWithoutSecrets(value), null, 2)}\n`),
    line: (text = '') => {
      if (!json) stdout.write(`${withoutSecrets(text)}\n`);
    },
    note: (text) => {
      if (!quiet) stderr.write(`${withoutSecrets(text)}\n`);
    },
    draw: (text) => void stderr.write(withoutSecrets(text)),
    style: (style, text) => styleText(style, text, { stream: json ? stderr : stdout, validateStream: true }),
    typed: (text) => text.replace(/\btapeline /, (word) => prefix + word),
  };
}

export const LANGUAGES = ['en', 'zh'] as const satisfies readonly Language[];

let settled: Language | null = null;

/** What the project's settings say counts from here on: they are read after the command line. */
export function settleLanguage(asked: string): void {
  settled = languageOf(asked, {});
}

/** The reader's language: a flag or setting, else what the terminal says. */
export function languageOf(asked: string | undefined, env: Readonly<Record<string, string | undefined>>): Language {
  const text = asked ?? env.TAPELINE_LANG ?? env.LC_ALL ?? env.LC_MESSAGES ?? env.LANG ?? '';
  return text.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

import type { ErrorCode, TapelineError } from '../errors.ts';
import { type ErrorFacts, type Messages, messagesEn } from './en.ts';
import { messagesZh } from './zh.ts';

export type Language = 'en' | 'zh';

const CATALOGUES: Readonly<Record<Language, Messages>> = { en: messagesEn, zh: messagesZh };

/** The error's sentence in the reader's language. */
export function sentence(error: TapelineError, language: Language): string {
  const say = CATALOGUES[language][error.code] as (facts: ErrorFacts[ErrorCode]) => string;
  return say(error.facts);
}

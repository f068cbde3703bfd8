import type { Language } from '../../core/messages/sentence.ts';
import { textsEn } from './en.ts';
import { textsZh } from './zh.ts';

/** What the screens say. Errors have their own catalogue in `core/messages`. */
export type Texts = {
  readonly [K in keyof typeof textsEn]: (typeof textsEn)[K] extends (...args: infer A) => string
    ? (...args: A) => string
    : (typeof textsEn)[K] extends string
      ? string
      : (typeof textsEn)[K];
};

export function textsIn(language: Language): Texts {
  return language === 'zh' ? textsZh : textsEn;
}

import type { Language } from '../../core/messages/sentence.ts';
import { engineEn } from './engine-en.ts';
import { type EngineTexts, engineZh } from './engine-zh.ts';

export type { EngineTexts } from './engine-zh.ts';

export const engineTexts = (language: Language): EngineTexts => (language === 'zh' ? engineZh : engineEn);

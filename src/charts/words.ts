/** The few words that stand in pictures themselves. */
const WORDS = {
  en: {
    open: 'O',
    high: 'H',
    low: 'L',
    close: 'C',
    noData: 'no data',
    perColumn: (sessions: number) => `each candle or bar: ${sessions} sessions`,
  },
  zh: {
    open: '开',
    high: '高',
    low: '低',
    close: '收',
    noData: '无数据',
    perColumn: (sessions: number) => `每根代表 ${sessions} 个交易日`,
  },
} as const;

export type Words = (typeof WORDS)['en' | 'zh'];

export function wordsIn(language: 'en' | 'zh'): Words {
  return WORDS[language];
}

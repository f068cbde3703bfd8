import type { SessionDay } from '../../core/time.ts';
import { hash32 } from '../rqdata/random.ts';

/** How a fund behaves: what it publishes, and when. */
export type FundBehaviour = 'ordinary' | 'bond' | 'money' | 'qdii' | 'fof';

export type SimulatedFund = {
  /** Six digits. */
  readonly code: string;
  readonly name: string;
  /** As the real list writes it. */
  readonly type: string;
  readonly initials: string;
  readonly pinyin: string;
  readonly company: string;
  readonly behaviour: FundBehaviour;
  /** The first day with a value. */
  readonly founded: SessionDay;
};

type Breed = { readonly type: string; readonly word: string; readonly behaviour: FundBehaviour };

/** One after another over the codes, so that any twenty funds hold every breed. */
const BREEDS: readonly Breed[] = [
  { type: '混合型-灵活', word: '成长混合', behaviour: 'ordinary' },
  { type: '货币型-普通货币', word: '货币A', behaviour: 'money' },
  { type: '债券型-长债', word: '信用债券A', behaviour: 'bond' },
  { type: 'QDII-普通股票', word: '全球精选QDII', behaviour: 'qdii' },
  { type: '股票型', word: '价值股票', behaviour: 'ordinary' },
  { type: '指数型-股票', word: '300指数A', behaviour: 'ordinary' },
  { type: '混合型-偏股', word: '优选混合', behaviour: 'ordinary' },
  { type: 'FOF-稳健型', word: '养老目标FOF', behaviour: 'fof' },
  { type: '债券型-中短债', word: '短债债券C', behaviour: 'bond' },
  { type: '指数型-海外股票', word: '纳指联接', behaviour: 'qdii' },
  { type: '混合型-偏债', word: '稳健混合', behaviour: 'bond' },
  { type: '货币型-浮动净值', word: '浮动净值货币', behaviour: 'bond' },
];

const COMPANIES = ['模拟东方基金', '模拟长江基金', '模拟泰山基金', '模拟海天基金', '模拟北辰基金'];
const PINYIN = ['DONGFANG', 'CHANGJIANG', 'TAISHAN', 'HAITIAN', 'BEICHEN'];

/** Made-up funds: every name begins with 模拟, simulated. A quarter of them begins within the first two years. */
export function rosterOf(count: number, days: Int32Array): readonly SimulatedFund[] {
  return Array.from({ length: count }, (_, index) => {
    const code = String(index + 1).padStart(6, '0');
    const breed = BREEDS[index % BREEDS.length]!;
    const house = index % COMPANIES.length;
    const isYoung = index >= BREEDS.length && hash32(`young ${code}`) % 4 === 0;
    const first = isYoung ? hash32(`founded ${code}`) % Math.max(1, Math.min(days.length - 1, 480)) : 0;
    return {
      code,
      name: `${COMPANIES[house]!.slice(0, 4)}${breed.word}${code.slice(3)}`,
      type: breed.type,
      initials: `MN${PINYIN[house]!.slice(0, 2)}`,
      pinyin: `MONI${PINYIN[house]!}`,
      company: COMPANIES[house]!,
      behaviour: breed.behaviour,
      founded: days[first]!,
    };
  });
}

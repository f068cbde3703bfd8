/** What a fund is to whoever waits for its value, or is surprised by it. */
export type FundClass = 'equity' | 'bond' | 'money' | 'qdii' | 'fof' | 'reit';

export type FundRhythm = {
  /** Sessions from a value's own date to the evening on which funds of the kind have published it; null: no rhythm. */
  readonly lagSessions: number | null;
  /** Money funds state an income for every day of the calendar. */
  readonly isEveryDay: boolean;
  /** A larger daily return than this, distributions aside, is not believed. */
  readonly returnMax: number;
};

/** By class. A REIT states its value twice a year. */
export const RHYTHMS: Readonly<Record<FundClass, FundRhythm>> = {
  equity: { lagSessions: 0, isEveryDay: false, returnMax: 0.12 },
  bond: { lagSessions: 0, isEveryDay: false, returnMax: 0.03 },
  money: { lagSessions: 0, isEveryDay: true, returnMax: 0.03 },
  qdii: { lagSessions: 2, isEveryDay: false, returnMax: 0.2 },
  fof: { lagSessions: 2, isEveryDay: false, returnMax: 0.12 },
  reit: { lagSessions: null, isEveryDay: false, returnMax: 0.3 },
};

/** The class of a type as publishers write it, 混合型-灵活; what nobody wrote is taken for a fund of shares. */
export function fundClassOf(fundType: string | null): FundClass {
  const type = fundType ?? '';
  if (/^QDII|海外/.test(type)) return 'qdii';
  if (/FOF/.test(type)) return 'fof';
  if (/^REIT/i.test(type)) return 'reit';
  // A money fund with floating value publishes NAVs, as a bond fund does.
  if (/浮动净值/.test(type)) return 'bond';
  if (/^货币/.test(type)) return 'money';
  return /^债券|固收|偏债/.test(type) ? 'bond' : 'equity';
}

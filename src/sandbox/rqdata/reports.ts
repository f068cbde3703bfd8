import type { SimulatedInstrument } from './instruments.ts';
import { numberOfQuarter, type Quarter } from './quarters.ts';
import { type RandomStream, randomStream } from './random.ts';
import type { StatementValues } from './statement-fields.ts';

export type ReportsQuestion = {
  readonly seed: number;
  readonly instrument: SimulatedInstrument;
  readonly first: Quarter;
  readonly count: number;
};

/** A company between two quarters. Yuan. */
type Company = {
  /** Revenue of one quarter of a year without seasons. */
  revenue: number;
  margin: number;
  equityParent: number;
  liabilities: number;
  minorityShare: number;
  annualProfit: number;
  ytd: { revenue: number; cost: number; profit: number; cash: number };
};

const SEASONS = [0.92, 1, 0.98, 1.1];
const TAX_RATE = 0.18;

/** The true figures of each quarter, year to date, as first reported. */
export function simulateReports({ seed, instrument, first, count }: ReportsQuestion): readonly StatementValues[] {
  const random = randomStream(seed, 'company', instrument.orderBookId);
  const company = found(random, instrument);
  const quarters = Array.from({ length: count }, (_, index) => first + index);
  return quarters.map((quarter) => {
    const number = numberOfQuarter(quarter);
    if (number === 1) company.ytd = { revenue: 0, cost: 0, profit: 0, cash: 0 };
    doBusiness(random, company, number);
    if (number === 2) payOut(company, instrument.traits.payoutRatio);
    if (number === 4) company.annualProfit = company.ytd.profit;
    return balance(company);
  });
}

/** Sized so that price over earnings and price over book are plausible at the market's first price. */
function found(random: RandomStream, { traits }: SimulatedInstrument): Company {
  const worth = (traits.priceCentsFirst / 100) * traits.sharesFirst;
  const annualProfit = worth / traits.priceEarningsFirst;
  const size = Math.abs(annualProfit);
  const margin = Math.sign(annualProfit) * (0.04 + 0.16 * random.next());
  const equityParent = annualProfit > 0 ? size / (0.04 + 0.13 * random.next()) : worth / (1.5 + 3 * random.next());
  return {
    revenue: size / Math.abs(margin) / 4,
    margin,
    equityParent,
    liabilities: equityParent * (0.3 + 1.4 * random.next()),
    minorityShare: random.next() < 0.5 ? 0 : 0.08 * random.next(),
    annualProfit,
    ytd: { revenue: 0, cost: 0, profit: 0, cash: 0 },
  };
}

function doBusiness(random: RandomStream, company: Company, quarterNumber: number): void {
  company.revenue *= Math.exp(0.012 + 0.05 * random.normal());
  company.margin += 0.08 * (0.07 - company.margin) + 0.02 * random.normal();
  const revenue = company.revenue * SEASONS[quarterNumber - 1]! * Math.exp(0.04 * random.normal());
  const profit = revenue * company.margin;
  company.ytd.revenue += revenue;
  company.ytd.cost += revenue * Math.max(0.3, 0.78 - company.margin);
  company.ytd.profit += profit;
  company.ytd.cash += profit * (0.6 + 0.8 * random.next()) + 0.01 * revenue * random.normal();
  company.equityParent = Math.max(company.equityParent + profit, 0.02 * company.liabilities);
  company.liabilities *= Math.exp(0.008 + 0.02 * random.normal());
}

function payOut(company: Company, payoutRatio: number): void {
  company.equityParent -= Math.max(0, company.annualProfit) * payoutRatio;
}

function balance({ ytd, equityParent, liabilities, minorityShare }: Company): StatementValues {
  const parent = cents(ytd.profit);
  const netProfit = cents(ytd.profit / (1 - minorityShare));
  const tax = cents(Math.max(0, netProfit) * TAX_RATE);
  const minority = cents(equityParent * minorityShare);
  const equity = cents(cents(equityParent) + minority);
  return {
    revenue: cents(ytd.revenue),
    operating_revenue: cents(ytd.revenue * 0.998),
    operating_cost: cents(ytd.cost),
    gross_profit: cents(cents(ytd.revenue * 0.998) - cents(ytd.cost)),
    profit_from_operation: cents(netProfit + tax),
    profit_before_tax: cents(netProfit + tax),
    income_tax: tax,
    net_profit: netProfit,
    net_profit_parent_company: parent,
    total_assets: cents(equity + cents(liabilities)),
    total_liabilities: cents(liabilities),
    total_equity: equity,
    equity_parent_company: cents(equityParent),
    minority_interest: minority,
    cash_flow_from_operating_activities: cents(ytd.cash),
  };
}

function cents(yuan: number): number {
  return Math.round(yuan * 100) / 100;
}

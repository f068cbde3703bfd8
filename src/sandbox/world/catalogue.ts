import { COINS, type Coin } from './price-path.ts';
import { idOf, type Question, questionsEnding, tokenOf } from './questions.ts';

/** A question as one venue lists it. */
export type Listed = {
  readonly question: Question;
  /** The venue's own number of it. */
  readonly id: string;
  readonly conditionId: string;
  readonly tokens: readonly [string, string];
};

export type Catalogue = {
  /** Whatever is open or ended lately, in the order of its end. */
  readonly all: () => readonly Listed[];
  readonly byToken: (token: string) => { readonly listed: Listed; readonly outcome: 0 | 1 } | null;
  readonly byCondition: (conditionId: string) => Listed | null;
  readonly byId: (id: string) => Listed | null;
};

const DAY_MS = 86_400_000;
/** How far back a venue's list goes, and how far ahead questions are put. */
const [DAYS_BACK, DAYS_AHEAD] = [45, 7];
const IDS_FIRST = 1_000_000;

/** Made anew once a day of the venue's clock. */
export function createCatalogue(venue: string, seed: number, nowMs: () => number): Catalogue {
  let day = Number.NaN;
  let known = indexed([]);
  const current = () => {
    const today = Math.floor(nowMs() / DAY_MS);
    if (today !== day) [day, known] = [today, indexed(listedAround(venue, seed, today))];
    return known;
  };
  return {
    all: () => current().all.filter(({ question }) => question.opensMs <= nowMs()),
    byToken: (token) => current().byToken.get(token) ?? null,
    byCondition: (conditionId) => current().byCondition.get(conditionId) ?? null,
    byId: (id) => current().byId.get(id) ?? null,
  };
}

function listedAround(venue: string, seed: number, today: number): readonly Listed[] {
  const range = { fromMs: (today - DAYS_BACK) * DAY_MS, toMs: (today + 1 + DAYS_AHEAD) * DAY_MS };
  const coins = Object.keys(COINS) as Coin[];
  return coins
    .flatMap((coin) => questionsEnding({ seed, coin, ...range }))
    .sort((left, right) => left.endMs - right.endMs || (left.slug < right.slug ? -1 : 1))
    .map((question) => ({
      question,
      id: String(IDS_FIRST + (Number.parseInt(idOf(venue, question.slug).slice(2, 10), 16) % 8_000_000)),
      conditionId: idOf(venue, 'condition', question.slug),
      tokens: [tokenOf(venue, question.slug, 0), tokenOf(venue, question.slug, 1)],
    }));
}

function indexed(all: readonly Listed[]) {
  const byToken = new Map(
    all.flatMap((listed) => listed.tokens.map((token, outcome) => [token, { listed, outcome: outcome as 0 | 1 }])),
  );
  const byCondition = new Map(all.map((listed) => [listed.conditionId, listed]));
  return { all, byToken, byCondition, byId: new Map(all.map((listed) => [listed.id, listed])) };
}

/** What the ops do when they run. Each loads it then: whoever only lists jobs waits for none of it. */
export { calendarOf } from '../../calendar/index.ts';
export { fundMarkdown } from '../../charts/report/fund-page.ts';
export { page } from '../../charts/report/page.ts';
export { measureFunds } from '../../data/derived/fund-metrics.ts';
export { planShards, rememberMeasured } from '../../data/derived/fund-shards.ts';
export { collectNavs } from '../../data/path/collect-navs.ts';
export { mergeNavs } from '../../data/path/merge-navs.ts';
export { fundWeek } from '../../data/reported/fund-week.ts';
export { scoreFunds } from '../../data/scored/score-funds.ts';
export { removeExpired } from '../../data/stored/nav-staging.ts';
export { readOrigin } from '../../data/stored/origins.ts';
export { recordVerdicts } from '../../data/stored/record-verdicts.ts';
export { logUpdate } from '../../data/stored/update-log.ts';
export { joinVerdicts } from '../../data/validated/verdict.ts';
export { authorOf, authorOfDerived, openDraft, publishAll } from '../stocks/step-path.ts';
export { openFundPath } from './step-path.ts';

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { byClass, parseSvg } from '../svg-for-tests.ts';
import { fundMarkdown } from './fund-page.ts';
import type { Report } from './model.ts';
import { type PageOptions, page, REPORT_MARK } from './page.ts';
import { BACKTEST, DAILY, FACTORS, FUND_WEEK, INSTRUMENT, QUALITY } from './report-for-tests.ts';
import { reportEn } from './texts/en.ts';
import { reportZh } from './texts/zh.ts';

const ALL: readonly Report[] = [DAILY, INSTRUMENT, BACKTEST, FACTORS, QUALITY, FUND_WEEK];
const OPTIONS: PageOptions = { language: 'en', rising: 'green', theme: 'auto' };
const html = (report: Report, more: Partial<PageOptions> = {}) => page(report, { ...OPTIONS, ...more });
const svgs = (text: string) =>
  (text.match(/<svg[\s\S]*?<\/svg>/g) ?? []).map((svg) => svg.replace(/<style>.*?<\/style>/, ''));
/** What a reader sees in cells and paragraphs. */
const textsOf = (text: string) =>
  [...text.matchAll(/<(?:td|th|dd|dt|li|p|h1|h2|h3|span|code)[^>]*>([^<]*)/g)].map((match) => match[1]!);

describe('every report', () => {
  test('is one page that asks nothing from anywhere: no script, no link, no address but that of the SVG language', () => {
    for (const report of ALL) {
      const text = html(report).replaceAll('xmlns="http://www.w3.org/2000/svg"', '');
      assert.doesNotMatch(text, /https?:|<script|<link|<img|@import|url\(|src=/, report.kind);
      assert.match(text, /Content-Security-Policy" content="default-src 'none'/);
      assert.ok(
        text.slice(0, 512).includes(REPORT_MARK),
        'the mark by which a report is known stands at the beginning',
      );
    }
  });

  test('has well-formed pictures, each with a name and a description', () => {
    for (const report of ALL) {
      const pictures = svgs(html(report));
      assert.ok(pictures.length > 0, report.kind);
      for (const picture of pictures) {
        const root = parseSvg(picture);
        assert.deepEqual(
          root.children.slice(0, 2).map(({ name }) => name),
          ['title', 'desc'],
        );
        assert.ok(root.children[0]!.text.length > 0);
      }
    }
  });

  test('closes what it opens', () => {
    for (const report of ALL) {
      const body = html(report)
        .replace(/^[\s\S]*<body>/, '')
        .replace(/<svg[\s\S]*?<\/svg>/g, '');
      const open: string[] = [];
      for (const [, end, name] of body.matchAll(/<(\/?)([a-z0-9]+)[^>]*>/g)) {
        if (end === '') open.push(name!);
        else if (name !== 'body' && name !== 'html') assert.equal(open.pop(), name, report.kind);
      }
      assert.deepEqual(open, []);
    }
  });

  test('shows what comes from outside as text', () => {
    assert.match(html(INSTRUMENT), /模拟&lt;煤炭&gt;&amp;0001/);
    assert.match(html(DAILY), /RQData at &lt;somewhere&gt;/);
    assert.match(html(DAILY), /--set &quot;a&lt;b&quot;/);
    for (const report of ALL) assert.doesNotMatch(html(report), /<煤炭>|<somewhere>|x<y/);
  });

  test('of simulated data says so, and of real data does not', () => {
    assert.ok(textsOf(html(DAILY)).includes(reportEn.simulated));
    assert.ok(textsOf(html(DAILY, { language: 'zh' })).includes(reportZh.simulated));
    assert.ok(!textsOf(html(BACKTEST)).includes(reportEn.simulated));
  });

  test('says how it came to be', () => {
    for (const report of ALL) {
      const texts = textsOf(html(report)).join('\n');
      for (const part of ['sandbox', 'rqdata', '2026-01-02T03:04:05.000Z', 'tapeline 0.1.0'])
        assert.ok(texts.includes(part), part);
    }
  });

  test('is Chinese in Chinese', () => {
    for (const report of ALL) {
      const text = html(report, { language: 'zh' });
      assert.match(text, /<html lang="zh-CN">/);
      assert.doesNotMatch(text, /\bundefined\b|\bNaN\b|\[object/);
      const headings = [...text.matchAll(/<h2>([^<]*)/g)].map((match) => match[1]!);
      for (const heading of headings) assert.match(heading, /[\u4e00-\u9fff]|^\d{4}-/, heading);
    }
  });

  test('rises red or green, light or dark, and on paper always light', () => {
    const risingOf = (text: string) => /:root\{[^}]*--rising:(#\w+)/.exec(text)![1];
    assert.notEqual(risingOf(html(DAILY, { rising: 'red' })), risingOf(html(DAILY, { rising: 'green' })));
    assert.match(html(DAILY), /@media screen and \(prefers-color-scheme:dark\)\{:root/);
    assert.doesNotMatch(html(DAILY, { theme: 'light' }), /prefers-color-scheme/);
    assert.match(
      html(DAILY, { theme: 'dark' }),
      /@media print\{:root\{--paper:#ffffff|@media print\{:root\{[^}]*--paper:#ffffff/,
    );
  });

  test('is the same text again, and after a way through JSON', () => {
    for (const report of ALL) assert.equal(html(JSON.parse(JSON.stringify(report)) as Report), html(report));
  });
});

describe('the texts', () => {
  test('are the same in both languages, and take the same facts', () => {
    assert.deepEqual(Object.keys(reportZh).sort(), Object.keys(reportEn).sort());
    for (const [key, value] of Object.entries(reportEn)) {
      assert.equal(typeof reportZh[key as keyof typeof reportZh], typeof value, key);
    }
    for (const key of ['metricNames', 'strategyNames', 'refusals'] as const) {
      assert.deepEqual(Object.keys(reportZh[key]).sort(), Object.keys(reportEn[key]).sort(), key);
    }
  });
});

describe('the daily report', () => {
  test('names the best scores with what they are made of', () => {
    const texts = textsOf(html(DAILY));
    for (const text of ['600086.XSHG', '1.271', '1.30', '−0.03', '000021.XSHE 某某', '–'])
      assert.ok(texts.includes(text), text);
  });

  test('says what came, what is missing and how good it is; a share below one is never 100 %', () => {
    const texts = textsOf(html(DAILY));
    for (const text of ['211,088', '214,822', '99.9%', 'high_below_body: high &gt;= max(open, close)']) {
      assert.ok(texts.includes(text), text);
    }
  });

  test('says codes in the words it is given', () => {
    const said = html(DAILY, { words: (code) => `word of ${code}` });
    for (const code of ['succeeded', 'warned', 'no column']) assert.ok(said.includes(`word of ${code}`), code);
  });

  test('of a run that scored nothing has no chart and says so', () => {
    const bare = { ...DAILY, scores: null, charts: [], gaps: null, quality: null, synced: [], skipped: [] };
    assert.ok(textsOf(html(bare)).includes(reportEn.noScores));
  });
});

describe('the instrument report', () => {
  test('marks suspensions, filled bars and ex-dates on the chart', () => {
    const [chart] = svgs(html(INSTRUMENT)).map(parseSvg);
    assert.equal(byClass(chart!, 'spans').length, 2);
    assert.match(JSON.stringify(byClass(chart!, 'flag')), /ex-date, factor 1\.25 \(read off prices, not announced\)/);
  });

  test('draws an envelope as one band with its middle', () => {
    const outputs = ['bbands_upper', 'bbands_middle', 'bbands_lower'].map((name, k) => ({
      name,
      values: INSTRUMENT.chart.bars.close.map((close) => close && close - k),
    }));
    const chart = { ...INSTRUMENT.chart, indicators: [{ text: 'BBANDS(20)', place: 'price' as const, outputs }] };
    const [picture] = svgs(html({ ...INSTRUMENT, chart })).map(parseSvg);
    assert.deepEqual([byClass(picture!, 'band').length, byClass(picture!, 'line').length], [1, 1]);
  });

  test('draws what a Chinese terminal names otherwise alike, and leaves out what the title says', () => {
    const columns = (...names: string[]) => names.map((name) => ({ name, values: INSTRUMENT.chart.bars.close }));
    const indicators = [
      { text: 'tdx.BOLL(20)', place: 'price', outputs: columns('tdx_boll_boll', 'tdx_boll_ub', 'tdx_boll_lb') },
      { text: 'tdx.MACD(12,26,9)', place: 'pane', outputs: columns('tdx_macd_dif', 'tdx_macd_dea', 'tdx_macd_macd') },
    ] as const;
    const [text] = svgs(html({ ...INSTRUMENT, chart: { ...INSTRUMENT.chart, indicators } }));
    const picture = parseSvg(text!);
    assert.equal(byClass(picture, 'band').length, 1);
    assert.match(text!, />dif /);
    assert.doesNotMatch(text!, /tdx_/);
  });

  test('of a range without bars says so', () => {
    const bars = { sessions: [], open: [], high: [], low: [], close: [], volume: [] };
    const chart = { ...INSTRUMENT.chart, bars, indicators: [], events: [], filled: [], suspended: [] };
    const report = { ...INSTRUMENT, chart, figures: { ...INSTRUMENT.figures, bars: 0 } };
    assert.ok(textsOf(html(report)).includes(reportEn.noBars));
  });
});

describe('the backtest report', () => {
  test('has a mark at each end of a trade and a line between', () => {
    const marked = svgs(html(BACKTEST))
      .map(parseSvg)
      .find((svg) => byClass(svg, 'buy').length > 0)!;
    assert.deepEqual([byClass(marked, 'buy').length, byClass(marked, 'sell').length], [1, 1]);
    assert.match(byClass(marked, 'sell')[0]!.children[0]!.text, /40,000 × 23\.00 \(\+6\.93%\)/);
  });

  test('of a sweep says what luck alone would have found', () => {
    const texts = textsOf(html(BACKTEST)).join('\n');
    assert.match(texts, /6 trials\. Best Sharpe ratio per bar .* probability of skill 60\.0 %/);
    assert.doesNotMatch(textsOf(html({ ...BACKTEST, sweep: null })).join('\n'), /trials/);
  });

  test('warns where nothing was charged, and of few trades', () => {
    const texts = textsOf(html({ ...BACKTEST, rulesNote: 'no_costs' }));
    assert.ok(texts.includes(reportEn.warnNoCosts));
    assert.ok(texts.includes(reportEn.warnFewTrades('1')));
    assert.ok(!textsOf(html(BACKTEST)).includes(reportEn.warnNoCosts));
  });

  test('gives metrics by their convention, the reason where there is none, and every cost', () => {
    const texts = textsOf(html(BACKTEST));
    for (const text of [
      '– (too short)',
      '412.50',
      '100.50',
      '0.025%, at least 5.00',
      'at the upper limit',
      '−12.30%',
      'still below',
    ]) {
      assert.ok(texts.includes(text), text);
    }
  });

  test('of an account that fell to nothing still has a picture', () => {
    const equity = BACKTEST.equity.map((_, k) => (k > 40 ? -5 : 1_000_000));
    assert.ok(textsOf(html({ ...BACKTEST, equity })).includes(reportEn.warnRuined));
  });
});

describe('the factor report', () => {
  test('shows each quantile, one without members too', () => {
    const [quantiles] = svgs(html(FACTORS)).map(parseSvg);
    assert.equal(byClass(quantiles!, 'bar').length, 3);
    assert.ok(textsOf(html(FACTORS)).includes('0.021'));
  });
});

describe('the quality report', () => {
  test('says what was checked, what failed, run by run, and what was decided about rows', () => {
    const seen = textsOf(html(QUALITY, { words: (code) => (code === 'quarantine' ? 'set aside' : code) }));
    for (const text of ['98.76%', '1,234', 'low_above_body', 'set aside', '2026-01-02 03:04 · c2bdb476:7'])
      assert.ok(seen.includes(text), text);
    assert.ok(seen.includes('corrected · ada: swapped &lt;in the file&gt;'));
    assert.ok(seen.includes('the newest 2 of 300'));
    const [picture] = svgs(html(QUALITY));
    assert.deepEqual(
      byClass(parseSvg(picture!), 'row').map((row) => row.children[0]!.text),
      ['low_above_body'],
      'rules that held need no row',
    );
  });

  test('has no picture and says so when nothing was ever broken', () => {
    const rules = QUALITY.rules.slice(1);
    const quarantine = { total: 0, open: 0, reasons: [], rows: [] };
    const text = html({ ...QUALITY, rules, quarantine });
    assert.deepEqual(svgs(text), []);
    assert.ok(textsOf(text).includes(reportEn.nothingBroken));
    assert.ok(textsOf(text).includes(reportEn.nothingQuarantined));
  });
});

describe('the week of funds', () => {
  test('shows medians by class, the best, who is behind and what was done; what nobody has is a dash', () => {
    const texts = textsOf(html(FUND_WEEK));
    for (const wanted of ['equity', '1,200', '−1.23%', '+8.12%', 'REIT', '–', 'late', '2024-02-27', '84,000']) {
      assert.ok(texts.includes(wanted), `${wanted} in ${texts.join(' | ')}`);
    }
  });

  test('is the same tables as Markdown, in which a bar in a name is no column', () => {
    const lines = fundMarkdown({ ...FUND_WEEK, simulated: true }, { language: 'zh', rising: 'red' }).split('\n');
    assert.equal(lines[0], '# 基金周报 · 2024-03-15');
    assert.ok(
      lines.some((line) => line.startsWith('**') && line.endsWith('**')),
      'it says that it is simulated',
    );
    const best = lines.find((line) => line.includes('000001'))!;
    assert.ok(best.includes('<b>A\\|B</b>'));
    assert.equal(best.replaceAll('\\|', '').split('|').length, 11);
    const none = fundMarkdown({ ...FUND_WEEK, behind: [] }, { language: 'en', rising: 'red' });
    assert.match(none, /## Behind what their class has published\n\nNobody is behind\./);
  });
});

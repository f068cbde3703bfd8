import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { layoutOf } from './layout/layout.ts';
import { sessionChart } from './session-chart.ts';
import type { ChartSpec, Series } from './spec.ts';
import { all, boxesOf, byClass, byName, extentOf, type Node, numbersIn, parseSvg } from './svg-for-tests.ts';

type Bar = readonly [open: number, high: number, low: number, close: number];

const chartOf = (series: readonly Series[], sessions: number, more: object = {}): ChartSpec => ({
  title: 'A chart',
  sessions: Array.from({ length: sessions }, (_, k) => 19_723 + k),
  panes: [{ numbers: 'price', series, ...more }],
});
const candlesOf = (bars: readonly (Bar | null)[]): Series => {
  const column = (index: number) => bars.map((bar) => bar?.[index] ?? null);
  return { kind: 'candles', name: 'X', open: column(0), high: column(1), low: column(2), close: column(3) };
};
const draw = (spec: ChartSpec, options = {}): Node => parseSvg(sessionChart(spec, options));
/** Bodies by direction. */
const bodies = (svg: Node, direction: string) =>
  byClass(svg, direction).flatMap((node) =>
    byClass(node, 'bodies').flatMap(({ attributes }) => boxesOf(attributes.d!)),
  );
const near = (left: number, right: number, slack = 0.11) =>
  assert.ok(Math.abs(left - right) <= slack, `${left} is not ${right}`);

const FOUR: readonly Bar[] = [
  [10, 12, 9, 11],
  [11, 13, 10, 10.5],
  [10.5, 11, 10, 10.5],
  [10.5, 12, 10.5, 12],
];

describe('candles', () => {
  test('have bodies from open to close and wicks from high to low', () => {
    const spec = chartOf([candlesOf(FOUR)], 4);
    const { scale } = layoutOf(spec, {}).panes[0]!;
    const svg = draw(spec);
    const [first, last] = bodies(svg, 'rising');
    near(first!.top, scale.y(11));
    near(first!.bottom, scale.y(10));
    near(last!.bottom, scale.y(10.5));
    const wicks = byClass(byClass(svg, 'rising')[0]!, 'wicks')[0]!.attributes.d!;
    const lines = [...wicks.matchAll(/M[\d.]+ ([\d.]+)V([\d.]+)/g)].map(([, from, to]) => [Number(from), Number(to)]);
    near(lines[0]![0]!, scale.y(12));
    near(lines[1]![1]!, scale.y(9));
    assert.equal(lines.length, 2, 'the last one has no wick: it closed at its high and opened at its low');
  });

  test('that end where they began take the direction from the close before', () => {
    const svg = draw(chartOf([candlesOf([...FOUR.slice(0, 2), [10.6, 11, 10, 10.6], [10.6, 10.6, 10.6, 10.6]])], 4));
    assert.equal(bodies(svg, 'rising').length, 2, '10.6 is above 10.5');
    assert.equal(bodies(svg, 'falling').length, 1);
    assert.equal(bodies(svg, 'flat').length, 1);
    assert.equal(bodies(draw(chartOf([candlesOf([[5, 5, 5, 5]])], 1)), 'flat').length, 1, 'there is no close before');
  });

  test('that rise are red or green, as asked, and hollow', () => {
    const spec = chartOf([candlesOf(FOUR)], 4);
    const colour = (rising: 'red' | 'green', direction: string) =>
      byClass(draw(spec, { rising }), direction)[0]!.attributes;
    assert.equal(colour('red', 'rising').stroke, colour('green', 'falling').stroke);
    assert.equal(colour('green', 'rising').stroke, colour('red', 'falling').stroke);
    assert.notEqual(colour('red', 'rising').stroke, colour('red', 'falling').stroke);
    assert.notEqual(colour('red', 'rising').fill, colour('red', 'rising').stroke);
    assert.equal(colour('red', 'falling').fill, colour('red', 'falling').stroke);
  });

  test('of many sessions become one, and hide no extreme', () => {
    const bars = Array.from({ length: 5000 }, (_, k): Bar => [10, 11, 9, k % 2 === 0 ? 10.2 : 9.8]);
    bars[3333] = [10, 29, 9, 10];
    bars[4444] = [10, 11, 1, 10];
    const spec = chartOf([candlesOf(bars)], 5000);
    const layout = layoutOf(spec, {});
    const svg = draw(spec);
    assert.ok(layout.columns.perColumn > 1);
    const drawn = ['rising', 'falling', 'flat'].flatMap((each) => bodies(svg, each));
    assert.equal(drawn.length, Math.ceil(5000 / layout.columns.perColumn));
    const ends = byClass(svg, 'wicks').flatMap(({ attributes }) =>
      [...attributes.d!.matchAll(/[ V]([\d.]+)/g)].map((match) => Number(match[1])),
    );
    near(Math.min(...ends), layout.panes[0]!.scale.y(29));
    near(Math.max(...ends), layout.panes[0]!.scale.y(1));
    assert.match(byClass(svg, 'per-column')[0]!.text, new RegExp(`${layout.columns.perColumn} sessions`));
  });

  test('leave a hole where a session has no price', () => {
    const svg = draw(chartOf([candlesOf([FOUR[0]!, null, FOUR[3]!])], 3));
    const places = bodies(svg, 'rising').map(({ x }) => x);
    assert.equal(places.length, 2);
    const slot = layoutOf(chartOf([], 3), {}).columns.slot;
    assert.ok(places[1]! - places[0]! > 1.5 * slot);
    assert.match(byClass(svg, 'hover')[0]!.children[1]!.children[0]!.text, /no data/);
  });

  test('keep their body between open and close for any prices', () => {
    const price = fc.double({ min: 0.01, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(price, price, price, price), { minLength: 1, maxLength: 60 }), (rows) => {
        const bars = rows.map(([a, b, c, d]): Bar => [a, Math.max(a, b, c, d), Math.min(a, b, c, d), d]);
        const spec = chartOf([candlesOf(bars)], bars.length);
        const { scale, plotTop, plotBottom } = layoutOf(spec, {}).panes[0]!;
        const svg = draw(spec);
        const drawn = ['rising', 'falling', 'flat'].flatMap((each) => bodies(svg, each)).toSorted((l, r) => l.x - r.x);
        assert.equal(drawn.length, bars.length);
        drawn.forEach(({ top, bottom }, index) => {
          const [open, , , close] = bars[index]!;
          near(top, scale.y(Math.max(open, close)));
          near(bottom, scale.y(Math.min(open, close)));
          assert.ok(top >= plotTop - 0.1 && bottom <= plotBottom + 0.1);
        });
      }),
      { numRuns: 40 },
    );
  });
});

describe('lines', () => {
  const line = (values: readonly (number | null)[]): Series => ({ kind: 'line', name: 'L', values, tone: 'blue' });

  test('break at gaps, and a value alone is a dot', () => {
    const [group] = byClass(draw(chartOf([line([1, 2, null, 4, Number.NaN, 6, 7])], 7)), 'line');
    assert.equal([...group!.children[0]!.attributes.d!.matchAll(/M/g)].length, 2);
    assert.equal(byName(group!, 'circle').length, 1);
  });

  test('of more points than pixels keep their highest and lowest', () => {
    const values = Array.from({ length: 20_000 }, (_, k) => Math.sin(k / 7));
    values[12_345] = 9;
    values[777] = -9;
    const spec = chartOf([line(values)], values.length);
    const { scale } = layoutOf(spec, {}).panes[0]!;
    const d = byName(byClass(draw(spec), 'line')[0]!, 'path')[0]!.attributes.d!;
    const heights = [...d.matchAll(/ ([\d.]+)/g)].map((match) => Number(match[1]));
    assert.ok(heights.length < 4 * 960);
    near(Math.min(...heights), scale.y(9));
    near(Math.max(...heights), scale.y(-9));
  });

  test('on a logarithmic axis leave out what is not above zero', () => {
    const svg = draw(chartOf([line([1, 0, -5, 10, 100])], 5, { scale: 'log' }));
    assert.equal(byName(byClass(svg, 'line')[0]!, 'circle').length, 1);
    assert.ok(numbersIn(svg).every(Number.isFinite));
  });
});

describe('bars, areas and spans', () => {
  test('of negative values hang below zero', () => {
    const series: Series = { kind: 'bars', name: 'H', values: [1, -2, 0, 3], tone: 'sign' };
    const spec = chartOf([series], 4);
    const { scale } = layoutOf(spec, {}).panes[0]!;
    const svg = byClass(draw(spec), 'bars')[0]!;
    const boxes = (name: string) => byClass(svg, name).flatMap(({ attributes }) => boxesOf(attributes.d!));
    assert.equal(boxes('rising').length, 2);
    near(boxes('falling')[0]!.top, scale.y(0));
    near(boxes('falling')[0]!.bottom, scale.y(-2));
  });

  test('of many sessions add up where they are amounts', () => {
    const values = new Float64Array(5000).fill(7);
    const spec = chartOf([{ kind: 'bars', name: 'V', values, tone: 'blue', join: 'sum' }], 5000);
    const { columns, panes } = layoutOf(spec, {});
    assert.ok(panes[0]!.scale.max >= columns.perColumn * 7);
  });

  test('fill to their base, and cover the sessions they are about', () => {
    const area: Series = { kind: 'area', name: 'D', values: [0, -0.1, -0.3, 0], tone: 'falling' };
    const spans: Series = { kind: 'spans', name: 'S', tone: 'grey', spans: [{ fromBar: 1, toBar: 2, text: 'why' }] };
    const spec = chartOf([area, spans], 4);
    const layout = layoutOf(spec, {});
    const svg = draw(spec);
    assert.match(byClass(svg, 'area')[0]!.children[0]!.attributes.d!, new RegExp(` ${layout.panes[0]!.scale.y(0)}`));
    const [rect] = byName(byClass(svg, 'spans')[0]!, 'rect');
    near(Number(rect!.attributes.x), layout.columns.x(1) - layout.columns.slot / 2);
    near(Number(rect!.attributes.width), 2 * layout.columns.slot);
    assert.equal(rect!.children[0]!.text, 'why');
  });
});

describe('markers', () => {
  test('stand at their bar: a purchase below its price, a sale above', () => {
    const marks = [
      { bar: 0, value: 9, shape: 'buy', tone: 'blue', text: 'bought' },
      { bar: 3, value: 12, shape: 'sell', tone: 'purple', text: 'sold' },
      { bar: 99, value: 12, shape: 'sell', tone: 'purple', text: 'outside' },
    ] as const;
    const links = [{ fromBar: 0, from: 10, toBar: 3, to: 12, tone: 'rising' }] as const;
    const spec = chartOf([candlesOf(FOUR), { kind: 'markers', name: 'T', marks, links }], 4);
    const { columns, panes } = layoutOf(spec, {});
    const svg = draw(spec);
    const tip = (name: string) =>
      byClass(svg, name)[0]!
        .attributes.d!.match(/M([\d.]+) ([\d.]+)/)!
        .slice(1)
        .map(Number);
    near(tip('buy')[0]!, columns.x(0));
    assert.ok(tip('buy')[1]! > panes[0]!.scale.y(9));
    near(tip('sell')[0]!, columns.x(3));
    assert.ok(tip('sell')[1]! < panes[0]!.scale.y(12));
    assert.equal(byClass(svg, 'sell').length, 1, 'what lies outside is left out');
    near(Number(byName(byClass(svg, 'markers')[0]!, 'line')[0]!.attributes.x2), columns.x(3));
  });
});

describe('every chart', () => {
  const any = (length: number): readonly Series[] => {
    const values = Array.from({ length }, (_, k) => (k % 5 === 3 ? null : (k % 11) - 3));
    return [
      candlesOf(values.map((value) => (value === null ? null : [value + 5, value + 7, value + 4, value + 6]))),
      { kind: 'line', name: '<b>&"线\u0007', values, tone: 'orange' },
      { kind: 'band', name: 'B', lower: values, upper: values.map((value) => value && value + 1), tone: 'teal' },
    ];
  };

  test('is well-formed, named, and has finite numbers, from no session to thousands, wide or narrow', () => {
    for (const length of [0, 1, 2, 7, 250, 3000]) {
      for (const width of [320, 960]) {
        const svg = draw(chartOf(any(length), length), { width });
        assert.equal(svg.attributes.role, 'img');
        assert.deepEqual([svg.children[0]!.name, svg.children[1]!.name], ['title', 'desc']);
        assert.ok(numbersIn(svg).every(Number.isFinite), `${length} sessions`);
      }
    }
  });

  test('shows names as they are written, and nothing of them is markup', () => {
    const svg = draw(chartOf(any(5), 5));
    assert.ok(byName(svg, 'text').some(({ text }) => text.startsWith('<b>&"线')));
    assert.equal(byName(svg, 'b').length, 0);
  });

  test('says so where it has no data', () => {
    assert.equal(
      byName(draw(chartOf([], 0)), 'text')
        .map(({ text }) => text)
        .join(),
      'no data',
    );
    const empty = draw(chartOf([{ kind: 'bars', name: 'V', values: [null, null], tone: 'sign' }], 2), {
      language: 'zh',
    });
    assert.ok(byName(empty, 'text').some(({ text }) => text === '无数据'));
  });

  test('has no text over another, nor outside the picture', () => {
    const series = [
      ...any(300),
      ...['SMA 5', 'SMA 20', 'SMA 60', 'BOLL 20', 'EMA 120', '收盘价'].map((name, k): Series => {
        return {
          kind: 'line',
          name,
          values: Array.from({ length: 300 }, (_, bar) => 1000 * Math.sin(bar / (20 + k))),
          tone: 'blue',
        };
      }),
    ];
    for (const width of [420, 960]) {
      const svg = draw(chartOf(series, 300), { width });
      const texts = byName(svg, 'text').map((node) => ({ node, ...extentOf(node) }));
      for (const [index, one] of texts.entries()) {
        assert.ok(one.left >= -1 && one.right <= width + 1, `"${one.node.text}" leaves ${width}: ${one.right}`);
        for (const other of texts.slice(index + 1)) {
          const isApart = one.right <= other.left || other.right <= one.left || Math.abs(one.y - other.y) >= 11;
          assert.ok(isApart, `"${one.node.text}" lies on "${other.node.text}"`);
        }
      }
    }
  });

  test('is the same text for the same spec', () => {
    const spec = chartOf(any(40), 40);
    assert.equal(sessionChart(spec), sessionChart(structuredClone(spec)));
  });

  test('is the same after a way through JSON', () => {
    const spec = chartOf(any(40), 40);
    assert.equal(sessionChart(JSON.parse(JSON.stringify(spec)) as ChartSpec), sessionChart(spec));
  });

  test('takes its colours from the page where it is asked to', () => {
    const svg = draw(chartOf(any(10), 10), { theme: 'page' });
    const colours = all(svg, () => true).flatMap(({ attributes }) => [attributes.fill, attributes.stroke]);
    assert.ok(colours.every((colour) => colour === undefined || colour === 'none' || colour.startsWith('var(--')));
  });
});

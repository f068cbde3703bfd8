import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { barChart, lyingBars } from './bar-chart.ts';
import { heatMap } from './heat-map.ts';
import { byClass, byName, numbersIn, parseSvg } from './svg-for-tests.ts';

const MONTHS = ['Jan', 'Feb', 'Year'];

describe('heatMap', () => {
  const rows = [
    { name: '2023', cells: [0.05, -0.1, -0.055] },
    { name: '2024 & <on>', cells: [0.01, null, 0.0004] },
  ];
  const svg = parseSvg(heatMap({ title: 'Months', columns: MONTHS, rows, numbers: 'percent', totalsFrom: 2 }));
  const opacity = (name: string, index: number) =>
    Number(byClass(svg, name)[index]!.children[0]!.attributes['fill-opacity']);

  test('colours cells by sign, stronger the farther from zero, with the number in each', () => {
    assert.deepEqual(
      byClass(svg, 'rising').map(({ children }) => children[1]!.text),
      ['+5.0', '+1.0', '0.0'],
    );
    assert.deepEqual(
      byClass(svg, 'falling').map(({ children }) => children[1]!.text),
      ['−10.0', '−5.5'],
    );
    assert.ok(opacity('rising', 0) > opacity('rising', 1));
  });

  test('leaves a month without a return empty', () => assert.equal(byClass(svg, 'empty').length, 1));

  test('puts totals apart', () => {
    const [first, second, total] = byClass(svg, 'row')[0]!
      .children.slice(1)
      .map((cell) => Number(cell.children[0]!.attributes.x));
    assert.ok(total! - second! > second! - first!);
  });

  test('without a row says so', () => {
    const empty = parseSvg(heatMap({ title: 'M', columns: MONTHS, rows: [], numbers: 'percent' }));
    assert.ok(byName(empty, 'text').some(({ text }) => text === 'no data'));
  });
});

describe('barChart', () => {
  const bars = [
    { name: 'Q1', value: -0.02 },
    { name: 'Q2', value: null },
    { name: 'Q3', value: 0.04 },
  ];
  const svg = parseSvg(barChart({ title: 'Quantiles', numbers: 'percent', bars }));

  test('lets bars grow from zero in proportion, and leaves unknown ones out', () => {
    const boxes = byClass(svg, 'bar').map(({ children }) => children.find(({ name }) => name === 'rect')?.attributes);
    assert.equal(boxes[1], undefined);
    const [low, high] = [Number(boxes[0]!.height), Number(boxes[2]!.height)];
    assert.ok(Math.abs(high / low - 2) < 0.02, `${high} is twice ${low}`);
    assert.ok(Math.abs(Number(boxes[0]!.y) - (Number(boxes[2]!.y) + high)) < 0.2, 'they meet at zero');
  });

  test('writes each value and each name', () => {
    const texts = byName(svg, 'text').map(({ text }) => text);
    for (const text of ['−2.00%', '4.00%', 'Q1', 'Q2', 'Q3']) assert.ok(texts.includes(text), text);
  });

  test('has finite numbers also without bars, and when all are zero', () => {
    for (const list of [[], [{ name: 'a', value: 0 }], [{ name: 'a', value: Number.NaN }]]) {
      for (const draw of [barChart, lyingBars]) {
        assert.ok(numbersIn(parseSvg(draw({ title: 't', numbers: 'number', bars: list }))).every(Number.isFinite));
      }
    }
  });
});

describe('lyingBars', () => {
  test('reach to both sides of one line, and share a scale when told to', () => {
    const bars = [
      { name: 'momentum', value: 0.5 },
      { name: 'trend', value: -0.25 },
    ];
    const widths = (reach: number) =>
      byName(parseSvg(lyingBars({ title: 't', numbers: 'number', bars }, { reach })), 'rect')
        .filter(({ attributes }) => attributes.class !== 'paper')
        .map(({ attributes }) => Number(attributes.width));
    assert.ok(Math.abs(widths(0.5)[0]! - 2 * widths(0.5)[1]!) < 0.2);
    assert.ok(Math.abs(widths(0.5)[0]! - 2 * widths(1)[0]!) < 0.2);
  });
});

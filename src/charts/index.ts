/**
 * `tapeline/charts`: pictures of market data as SVG text, from plain data. No browser, no canvas, no fonts to load; the
 * same input makes the same bytes.
 */

export { barChart, lyingBars } from './bar-chart.ts';
export { heatMap } from './heat-map.ts';
export { sessionChart } from './session-chart.ts';
export type {
  Area,
  Band,
  BarChartSpec,
  Bars,
  Candles,
  ChartSpec,
  HeatMapSpec,
  Line,
  Link,
  Mark,
  Markers,
  NumberStyle,
  Pane,
  RenderOptions,
  Series,
  Spans,
  Tone,
  Values,
} from './spec.ts';

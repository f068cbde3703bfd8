import { doubles, type Frame, text, textAt } from '../../core/frame.ts';
import { type Klines, klinesFromBars } from '../../quant/kline/klines.ts';
import { BAR_INTERVALS, type BarInterval } from '../source/predictions.ts';

/**
 * Longer candles of stored shorter ones. What was left out at the exchange is missing in them too: nothing is carried over
 * an outage.
 *
 * reads  coin_bars of one shelf
 */
export function coinBars(
  table: Frame,
  wish: { readonly from: BarInterval; readonly to: BarInterval; readonly fromMs: number; readonly toMs: number },
): Klines {
  const [interval, begins] = [text(table, 'interval'), doubles(table, 'begins_at')];
  const rows = Array.from({ length: table.rows }, (_, row) => row).filter(
    (row) => textAt(interval, row) === wish.from && begins[row]! >= wish.fromMs && begins[row]! < wish.toMs,
  );
  const pick = (name: string) => {
    const values = doubles(table, name);
    return Float64Array.from(rows, (row) => values[row]!);
  };
  const bars = {
    atMs: pick('begins_at'),
    open: pick('open'),
    high: pick('high'),
    low: pick('low'),
    close: pick('close'),
    volume: pick('volume'),
    turnover: pick('turnover'),
  };
  const source = { kind: 'bars', stamp: 'start', intervalMs: BAR_INTERVALS[wish.from] } as const;
  const grid = { kind: 'utc', intervalMs: BAR_INTERVALS[wish.to] } as const;
  return klinesFromBars(bars, { grid, stamp: 'start', source, knownUntilMs: wish.toMs });
}

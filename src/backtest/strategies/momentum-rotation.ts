import type { Strategy } from '../events/run-bars.ts';

export type MomentumRotation = {
  /** Bars over which the gain is taken. */
  readonly lookback: number;
  /** Assets held at a time, in equal parts. */
  readonly top: number;
  /** Bars from one choice to the next. */
  readonly every: number;
};

/**
 * Wanted weights: the assets that gained most, chosen anew every so many bars, NaN between. Run them with
 * `rebalance: 'every-bar'`, so that weights which drifted are brought back at each choice.
 */
export function momentumRotationPositions(
  closes: readonly Float64Array[],
  { lookback, top, every }: MomentumRotation,
): readonly Float64Array[] {
  const bars = closes[0]?.length ?? 0;
  const weights = closes.map(() => new Float64Array(bars).fill(Number.NaN));
  for (let bar = lookback; bar < bars; bar += every) {
    const chosen = weightsOf(
      closes.map((close) => close[bar]! / close[bar - lookback]!),
      top,
    );
    weights.forEach((column, asset) => {
      column[bar] = chosen[asset]!;
    });
  }
  return weights;
}

/** The same, bar by bar. */
export function momentumRotation({ lookback, top, every }: MomentumRotation): () => Strategy {
  return () =>
    ({ bar, assets, close }) => {
      if (bar < lookback || (bar - lookback) % every !== 0) return null;
      const chosen = weightsOf(
        assets.map((asset) => close(asset) / close(asset, lookback)),
        top,
      );
      return [
        { cancel: 'all' as const },
        ...assets.map((asset, index) => {
          return { targetWeight: chosen[index]!, asset, timeInForce: 'until-filled' as const };
        }),
      ];
    };
}

/** Equal weights for the largest gains; the first of equal ones. Assets without a gain to tell have none. */
function weightsOf(gains: readonly number[], top: number): readonly number[] {
  const ranked = gains.map((gain, asset) => ({ gain, asset })).filter(({ gain }) => Number.isFinite(gain));
  ranked.sort((left, right) => right.gain - left.gain || left.asset - right.asset);
  const chosen = new Set(ranked.slice(0, top).map(({ asset }) => asset));
  return gains.map((_, asset) => (chosen.has(asset) ? 1 / top : 0));
}

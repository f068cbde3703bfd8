/** `tapeline/quant`: numbers from columns. Typed arrays in, typed arrays out; no I/O, no clock; runs in a browser too. */

export { type AdjustmentBasis, adjust, adjustVolume, factorPerSession } from './adjustment.ts';
export { type Completed, FILL, type FillCode, type GappySeries } from './completion/cells.ts';
export { type CompletionPolicy, complete } from './completion/complete.ts';
export { type CompletedBars, completeBars, type GappyBars } from './completion/complete-bars.ts';
export { type CorporateActions, type ExFactorTable, exFactors } from './corporate-actions.ts';
export { bySection } from './cross-section/by-section.ts';
export {
  type CombinedScores,
  type CombineOptions,
  combine,
  type MissingFactorPolicy,
} from './cross-section/combine.ts';
export {
  type IcMethod,
  type IcSummary,
  type IcSummaryOptions,
  informationCoefficient,
  summarizeIc,
} from './cross-section/information-coefficient.ts';
export { type NeutralizeOptions, neutralize } from './cross-section/neutralize.ts';
export { percentileScore } from './cross-section/percentile-score.ts';
export { binTurnover, meanByBin, quantileBins } from './cross-section/quantiles.ts';
export { rankAutocorrelation } from './cross-section/rank-autocorrelation.ts';
export { type StandardizePolicy, standardize } from './cross-section/standardize.ts';
export { type WinsorizePolicy, winsorize } from './cross-section/winsorize.ts';
export { asOf, gather } from './fundamentals/as-of.ts';
export { assertKnown, type GuardedColumn, guardAsOf } from './fundamentals/as-of-guard.ts';
export {
  lastFiscalYearEnd,
  numberOfQuarter,
  type Quarter,
  quarterOf,
  quarterText,
  toQuarter,
} from './fundamentals/quarter.ts';
export {
  type EquityChange,
  roeDiluted,
  roeTrailing,
  roeWeighted,
  type WeightedRoeInput,
} from './fundamentals/return-on-equity.ts';
export type { Statements, Usable } from './fundamentals/statements.ts';
export {
  averageOfYear,
  type Derivation,
  deriveAsOf,
  growthYearOnYear,
  type KnownYtd,
  lastFullYear,
  singleQuarter,
  trailingTwelveMonths,
} from './fundamentals/trailing.ts';
export { pb, pe, ps } from './fundamentals/valuation.ts';
export * as abstract from './indicators/abstract.ts';
export { INDICATORS } from './indicators/catalogue.ts';
export { ADDED_IN_0_8 } from './indicators/catalogue-0-8.ts';
export { CONVENTIONS, type Convention, indicatorNamed, indicatorsOf } from './indicators/conventions.ts';
export { htDcPeriod } from './indicators/cycle/ht-dc-period.ts';
export { htDcPhase } from './indicators/cycle/ht-dc-phase.ts';
export { htPhasor } from './indicators/cycle/ht-phasor.ts';
export { htSine } from './indicators/cycle/ht-sine.ts';
export { htTrendMode } from './indicators/cycle/ht-trend-mode.ts';
/** All 161 by TA-Lib's conventions, math included: `ta.max`, `ta.sin`. */
export * as ta from './indicators/functions.ts';
/** TA-Lib 0.8.1's additions, all 40. */
export * from './indicators/functions-0-8.ts';
export type {
  CloseVolume,
  HighLow,
  HighLowClose,
  HighLowCloseVolume,
  OpenClose,
  OpenHighLowClose,
} from './indicators/kernel/bars.ts';
export type { Group, Indicator, InputName, OptionSpec, OutputSpec } from './indicators/kernel/definition.ts';
export { openStream, resumeStream, type Stream, type StreamState } from './indicators/kernel/stream.ts';
export { packState, type StreamStateText, unpackState } from './indicators/kernel/stream-state.ts';
export { adx } from './indicators/momentum/adx.ts';
export { adxr } from './indicators/momentum/adxr.ts';
export { apo } from './indicators/momentum/apo.ts';
export { aroon } from './indicators/momentum/aroon.ts';
export { aroonOsc } from './indicators/momentum/aroon-osc.ts';
export { bop } from './indicators/momentum/bop.ts';
export { cci } from './indicators/momentum/cci.ts';
export { cmo } from './indicators/momentum/cmo.ts';
export { dx } from './indicators/momentum/dx.ts';
export { imi } from './indicators/momentum/imi.ts';
export { type MacdOptions, type MacdResult, macd } from './indicators/momentum/macd.ts';
export { type MacdExtOptions, macdExt } from './indicators/momentum/macd-ext.ts';
export { macdFix } from './indicators/momentum/macd-fix.ts';
export { mfi } from './indicators/momentum/mfi.ts';
export { minusDi } from './indicators/momentum/minus-di.ts';
export { minusDm } from './indicators/momentum/minus-dm.ts';
export { mom } from './indicators/momentum/mom.ts';
export { plusDi } from './indicators/momentum/plus-di.ts';
export { plusDm } from './indicators/momentum/plus-dm.ts';
export { ppo } from './indicators/momentum/ppo.ts';
export { roc } from './indicators/momentum/roc.ts';
export { rocP } from './indicators/momentum/roc-p.ts';
export { rocR } from './indicators/momentum/roc-r.ts';
export { rocR100 } from './indicators/momentum/roc-r-100.ts';
export { rsi } from './indicators/momentum/rsi.ts';
export { type StochOptions, stoch } from './indicators/momentum/stoch.ts';
export { type StochFOptions, stochF } from './indicators/momentum/stoch-f.ts';
export { stochRsi } from './indicators/momentum/stoch-rsi.ts';
export { trix } from './indicators/momentum/trix.ts';
export { ultOsc } from './indicators/momentum/ult-osc.ts';
export { willr } from './indicators/momentum/willr.ts';
export { accbands } from './indicators/overlap/accbands.ts';
export { bbands } from './indicators/overlap/bbands.ts';
export { dema } from './indicators/overlap/dema.ts';
export { ema } from './indicators/overlap/ema.ts';
export { htTrendline } from './indicators/overlap/ht-trendline.ts';
export { kama } from './indicators/overlap/kama.ts';
export { ma } from './indicators/overlap/ma.ts';
export { MA_TYPES, type MaType } from './indicators/overlap/ma-type.ts';
export { mama } from './indicators/overlap/mama.ts';
export { mavp } from './indicators/overlap/mavp.ts';
export { midPoint } from './indicators/overlap/mid-point.ts';
export { midPrice } from './indicators/overlap/mid-price.ts';
export { sar } from './indicators/overlap/sar.ts';
export { type SarExtOptions, sarExt } from './indicators/overlap/sar-ext.ts';
export { sma } from './indicators/overlap/sma.ts';
export { t3 } from './indicators/overlap/t3.ts';
export { tema } from './indicators/overlap/tema.ts';
export { trima } from './indicators/overlap/trima.ts';
export { wma } from './indicators/overlap/wma.ts';
export { cdlAbandonedBaby } from './indicators/pattern/abandoned-baby.ts';
export { cdlAdvanceBlock } from './indicators/pattern/advance-block.ts';
export { cdlBeltHold } from './indicators/pattern/belt-hold.ts';
export { cdlBreakaway } from './indicators/pattern/breakaway.ts';
export { cdlClosingMarubozu } from './indicators/pattern/closing-marubozu.ts';
export { cdlConcealBabySwallow } from './indicators/pattern/conceal-baby-swallow.ts';
export { cdlCounterAttack } from './indicators/pattern/counter-attack.ts';
export { cdlDarkCloudCover } from './indicators/pattern/dark-cloud-cover.ts';
export { cdlDoji } from './indicators/pattern/doji.ts';
export { cdlDojiStar } from './indicators/pattern/doji-star.ts';
export { cdlDragonflyDoji } from './indicators/pattern/dragonfly-doji.ts';
export { cdlEngulfing } from './indicators/pattern/engulfing.ts';
export { cdlEveningDojiStar } from './indicators/pattern/evening-doji-star.ts';
export { cdlEveningStar } from './indicators/pattern/evening-star.ts';
export { cdlGapSideSideWhite } from './indicators/pattern/gap-side-side-white.ts';
export { cdlGravestoneDoji } from './indicators/pattern/gravestone-doji.ts';
export { cdlHammer } from './indicators/pattern/hammer.ts';
export { cdlHangingMan } from './indicators/pattern/hanging-man.ts';
export { cdlHarami } from './indicators/pattern/harami.ts';
export { cdlHaramiCross } from './indicators/pattern/harami-cross.ts';
export { cdlHighWave } from './indicators/pattern/high-wave.ts';
export { cdlHikkake } from './indicators/pattern/hikkake.ts';
export { cdlHikkakeMod } from './indicators/pattern/hikkake-mod.ts';
export { cdlHomingPigeon } from './indicators/pattern/homing-pigeon.ts';
export { cdlIdentical3Crows } from './indicators/pattern/identical-three-crows.ts';
export { cdlInNeck } from './indicators/pattern/in-neck.ts';
export { cdlInvertedHammer } from './indicators/pattern/inverted-hammer.ts';
export { cdlKicking } from './indicators/pattern/kicking.ts';
export { cdlKickingByLength } from './indicators/pattern/kicking-by-length.ts';
export { cdlLadderBottom } from './indicators/pattern/ladder-bottom.ts';
export { cdlLongLeggedDoji } from './indicators/pattern/long-legged-doji.ts';
export { cdlLongLine } from './indicators/pattern/long-line.ts';
export { cdlMarubozu } from './indicators/pattern/marubozu.ts';
export { cdlMatHold } from './indicators/pattern/mat-hold.ts';
export { cdlMatchingLow } from './indicators/pattern/matching-low.ts';
export { cdlMorningDojiStar } from './indicators/pattern/morning-doji-star.ts';
export { cdlMorningStar } from './indicators/pattern/morning-star.ts';
export { cdlOnNeck } from './indicators/pattern/on-neck.ts';
export { cdlPiercing } from './indicators/pattern/piercing.ts';
export { cdlRickshawMan } from './indicators/pattern/rickshaw-man.ts';
export { cdlRiseFall3Methods } from './indicators/pattern/rise-fall-three-methods.ts';
export { cdlSeparatingLines } from './indicators/pattern/separating-lines.ts';
export { cdlShootingStar } from './indicators/pattern/shooting-star.ts';
export { cdlShortLine } from './indicators/pattern/short-line.ts';
export { cdlSpinningTop } from './indicators/pattern/spinning-top.ts';
export { cdlStalledPattern } from './indicators/pattern/stalled-pattern.ts';
export { cdlStickSandwich } from './indicators/pattern/stick-sandwich.ts';
export { cdlTakuri } from './indicators/pattern/takuri.ts';
export { cdlTasukiGap } from './indicators/pattern/tasuki-gap.ts';
export { cdl3BlackCrows } from './indicators/pattern/three-black-crows.ts';
export { cdl3Inside } from './indicators/pattern/three-inside.ts';
export { cdl3LineStrike } from './indicators/pattern/three-line-strike.ts';
export { cdl3Outside } from './indicators/pattern/three-outside.ts';
export { cdl3StarsInSouth } from './indicators/pattern/three-stars-in-south.ts';
export { cdl3WhiteSoldiers } from './indicators/pattern/three-white-soldiers.ts';
export { cdlThrusting } from './indicators/pattern/thrusting.ts';
export { cdlTristar } from './indicators/pattern/tristar.ts';
export { cdl2Crows } from './indicators/pattern/two-crows.ts';
export { cdlUnique3River } from './indicators/pattern/unique-three-river.ts';
export { cdlUpsideGap2Crows } from './indicators/pattern/upside-gap-two-crows.ts';
export { cdlXSideGap3Methods } from './indicators/pattern/xside-gap-three-methods.ts';
export { avgDev } from './indicators/price/avg-dev.ts';
export { avgPrice } from './indicators/price/avg-price.ts';
export { medPrice } from './indicators/price/med-price.ts';
export { typPrice } from './indicators/price/typ-price.ts';
export { wclPrice } from './indicators/price/wcl-price.ts';
/** TA-Lib's definitions computed accurately: `sound.bbands`, `sound.variance`; what needs no repair as it is. */
export * as sound from './indicators/sound/functions.ts';
export { type IndicatorSpec, parseIndicator } from './indicators/spec.ts';
export { beta } from './indicators/statistic/beta.ts';
export { correl } from './indicators/statistic/correl.ts';
export { linearReg } from './indicators/statistic/linear-reg.ts';
export { linearRegAngle } from './indicators/statistic/linear-reg-angle.ts';
export { linearRegIntercept } from './indicators/statistic/linear-reg-intercept.ts';
export { linearRegSlope } from './indicators/statistic/linear-reg-slope.ts';
export { stdDev } from './indicators/statistic/std-dev.ts';
export { tsf } from './indicators/statistic/tsf.ts';
export { variance } from './indicators/statistic/variance.ts';
/** TA-Lib 0.8.1: its defaults and numbers where they changed, and its 40 additions. */
export * as talib08 from './indicators/talib08/functions.ts';
/** 通达信 and 同花顺: `tdx.KDJ`, `tdx.MACD`, and the formula language, `tdx.HHV`, `tdx.CROSS`. */
export * as tdx from './indicators/tdx/functions.ts';
export { atr } from './indicators/volatility/atr.ts';
export { natr } from './indicators/volatility/natr.ts';
export { trueRange } from './indicators/volatility/true-range.ts';
export { ad } from './indicators/volume/ad.ts';
export { adOsc } from './indicators/volume/ad-osc.ts';
export { obv } from './indicators/volume/obv.ts';
export { type Bucket, type HoursOfSession, type KlineGrid, type SessionWindow, sessionWindow } from './kline/grid.ts';
export { type Klines, klinesFromBars, klinesFromTrades, type SourceBars, type Trades } from './kline/klines.ts';
export {
  type Kline,
  type KlineFold,
  type KlineOptions,
  type KlineState,
  type KlineStream,
  openKlines,
} from './kline/stream.ts';
export * as metrics from './metrics/index.ts';
export { type Panel, type PanelJob, preparePanel, runPanel } from './panel.ts';
export {
  openPanelStream,
  type PanelBars,
  type PanelStream,
  type PanelStreamState,
  resumePanelStream,
} from './panel-stream.ts';
export { correlation, rankCorrelation } from './statistics/correlation.ts';
export { type Moments, moments } from './statistics/moments.ts';
export { median, medianAbsoluteDeviation, quantile } from './statistics/quantile.ts';
export { percentileRank, type RankOptions, rank } from './statistics/rank.ts';
export {
  openSessionVwap,
  type SessionBars,
  type SessionVwap,
  type SessionVwapBar,
  type SessionVwapOptions,
  type SessionVwapPoint,
  type SessionVwapState,
  type SessionVwapStream,
  sessionVwap,
} from './vwap/session-vwap.ts';

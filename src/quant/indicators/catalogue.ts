import { HT_DCPERIOD } from './cycle/ht-dc-period.ts';
import { HT_DCPHASE } from './cycle/ht-dc-phase.ts';
import { HT_PHASOR } from './cycle/ht-phasor.ts';
import { HT_SINE } from './cycle/ht-sine.ts';
import { HT_TRENDMODE } from './cycle/ht-trend-mode.ts';
import type { Indicator } from './kernel/definition.ts';
import { ADX } from './momentum/adx.ts';
import { ADXR } from './momentum/adxr.ts';
import { APO } from './momentum/apo.ts';
import { AROON } from './momentum/aroon.ts';
import { AROONOSC } from './momentum/aroon-osc.ts';
import { BOP } from './momentum/bop.ts';
import { CCI } from './momentum/cci.ts';
import { CMO } from './momentum/cmo.ts';
import { DX } from './momentum/dx.ts';
import { IMI } from './momentum/imi.ts';
import { MACD } from './momentum/macd.ts';
import { MACDEXT } from './momentum/macd-ext.ts';
import { MACDFIX } from './momentum/macd-fix.ts';
import { MFI } from './momentum/mfi.ts';
import { MINUS_DI } from './momentum/minus-di.ts';
import { MINUS_DM } from './momentum/minus-dm.ts';
import { MOM } from './momentum/mom.ts';
import { PLUS_DI } from './momentum/plus-di.ts';
import { PLUS_DM } from './momentum/plus-dm.ts';
import { PPO } from './momentum/ppo.ts';
import { ROC } from './momentum/roc.ts';
import { ROCP } from './momentum/roc-p.ts';
import { ROCR } from './momentum/roc-r.ts';
import { ROCR100 } from './momentum/roc-r-100.ts';
import { RSI } from './momentum/rsi.ts';
import { STOCH } from './momentum/stoch.ts';
import { STOCHF } from './momentum/stoch-f.ts';
import { STOCHRSI } from './momentum/stoch-rsi.ts';
import { TRIX } from './momentum/trix.ts';
import { ULTOSC } from './momentum/ult-osc.ts';
import { WILLR } from './momentum/willr.ts';
import { ADD } from './operator/add.ts';
import { DIV } from './operator/div.ts';
import { MAX } from './operator/max.ts';
import { MAXINDEX } from './operator/max-index.ts';
import { MIN } from './operator/min.ts';
import { MININDEX } from './operator/min-index.ts';
import { MINMAX } from './operator/min-max.ts';
import { MINMAXINDEX } from './operator/min-max-index.ts';
import { MULT } from './operator/mult.ts';
import { SUB } from './operator/sub.ts';
import { SUM } from './operator/sum.ts';
import { ACCBANDS } from './overlap/accbands.ts';
import { BBANDS } from './overlap/bbands.ts';
import { DEMA } from './overlap/dema.ts';
import { EMA } from './overlap/ema.ts';
import { HT_TRENDLINE } from './overlap/ht-trendline.ts';
import { KAMA } from './overlap/kama.ts';
import { MA } from './overlap/ma.ts';
import { MAMA } from './overlap/mama.ts';
import { MAVP } from './overlap/mavp.ts';
import { MIDPOINT } from './overlap/mid-point.ts';
import { MIDPRICE } from './overlap/mid-price.ts';
import { SAR } from './overlap/sar.ts';
import { SAREXT } from './overlap/sar-ext.ts';
import { SMA } from './overlap/sma.ts';
import { T3 } from './overlap/t3.ts';
import { TEMA } from './overlap/tema.ts';
import { TRIMA } from './overlap/trima.ts';
import { WMA } from './overlap/wma.ts';
import { CDLABANDONEDBABY } from './pattern/abandoned-baby.ts';
import { CDLADVANCEBLOCK } from './pattern/advance-block.ts';
import { CDLBELTHOLD } from './pattern/belt-hold.ts';
import { CDLBREAKAWAY } from './pattern/breakaway.ts';
import { CDLCLOSINGMARUBOZU } from './pattern/closing-marubozu.ts';
import { CDLCONCEALBABYSWALL } from './pattern/conceal-baby-swallow.ts';
import { CDLCOUNTERATTACK } from './pattern/counter-attack.ts';
import { CDLDARKCLOUDCOVER } from './pattern/dark-cloud-cover.ts';
import { CDLDOJI } from './pattern/doji.ts';
import { CDLDOJISTAR } from './pattern/doji-star.ts';
import { CDLDRAGONFLYDOJI } from './pattern/dragonfly-doji.ts';
import { CDLENGULFING } from './pattern/engulfing.ts';
import { CDLEVENINGDOJISTAR } from './pattern/evening-doji-star.ts';
import { CDLEVENINGSTAR } from './pattern/evening-star.ts';
import { CDLGAPSIDESIDEWHITE } from './pattern/gap-side-side-white.ts';
import { CDLGRAVESTONEDOJI } from './pattern/gravestone-doji.ts';
import { CDLHAMMER } from './pattern/hammer.ts';
import { CDLHANGINGMAN } from './pattern/hanging-man.ts';
import { CDLHARAMI } from './pattern/harami.ts';
import { CDLHARAMICROSS } from './pattern/harami-cross.ts';
import { CDLHIGHWAVE } from './pattern/high-wave.ts';
import { CDLHIKKAKE } from './pattern/hikkake.ts';
import { CDLHIKKAKEMOD } from './pattern/hikkake-mod.ts';
import { CDLHOMINGPIGEON } from './pattern/homing-pigeon.ts';
import { CDLIDENTICAL3CROWS } from './pattern/identical-three-crows.ts';
import { CDLINNECK } from './pattern/in-neck.ts';
import { CDLINVERTEDHAMMER } from './pattern/inverted-hammer.ts';
import { CDLKICKING } from './pattern/kicking.ts';
import { CDLKICKINGBYLENGTH } from './pattern/kicking-by-length.ts';
import { CDLLADDERBOTTOM } from './pattern/ladder-bottom.ts';
import { CDLLONGLEGGEDDOJI } from './pattern/long-legged-doji.ts';
import { CDLLONGLINE } from './pattern/long-line.ts';
import { CDLMARUBOZU } from './pattern/marubozu.ts';
import { CDLMATHOLD } from './pattern/mat-hold.ts';
import { CDLMATCHINGLOW } from './pattern/matching-low.ts';
import { CDLMORNINGDOJISTAR } from './pattern/morning-doji-star.ts';
import { CDLMORNINGSTAR } from './pattern/morning-star.ts';
import { CDLONNECK } from './pattern/on-neck.ts';
import { CDLPIERCING } from './pattern/piercing.ts';
import { CDLRICKSHAWMAN } from './pattern/rickshaw-man.ts';
import { CDLRISEFALL3METHODS } from './pattern/rise-fall-three-methods.ts';
import { CDLSEPARATINGLINES } from './pattern/separating-lines.ts';
import { CDLSHOOTINGSTAR } from './pattern/shooting-star.ts';
import { CDLSHORTLINE } from './pattern/short-line.ts';
import { CDLSPINNINGTOP } from './pattern/spinning-top.ts';
import { CDLSTALLEDPATTERN } from './pattern/stalled-pattern.ts';
import { CDLSTICKSANDWICH } from './pattern/stick-sandwich.ts';
import { CDLTAKURI } from './pattern/takuri.ts';
import { CDLTASUKIGAP } from './pattern/tasuki-gap.ts';
import { CDL3BLACKCROWS } from './pattern/three-black-crows.ts';
import { CDL3INSIDE } from './pattern/three-inside.ts';
import { CDL3LINESTRIKE } from './pattern/three-line-strike.ts';
import { CDL3OUTSIDE } from './pattern/three-outside.ts';
import { CDL3STARSINSOUTH } from './pattern/three-stars-in-south.ts';
import { CDL3WHITESOLDIERS } from './pattern/three-white-soldiers.ts';
import { CDLTHRUSTING } from './pattern/thrusting.ts';
import { CDLTRISTAR } from './pattern/tristar.ts';
import { CDL2CROWS } from './pattern/two-crows.ts';
import { CDLUNIQUE3RIVER } from './pattern/unique-three-river.ts';
import { CDLUPSIDEGAP2CROWS } from './pattern/upside-gap-two-crows.ts';
import { CDLXSIDEGAP3METHODS } from './pattern/xside-gap-three-methods.ts';
import { AVGDEV } from './price/avg-dev.ts';
import { AVGPRICE } from './price/avg-price.ts';
import { MEDPRICE } from './price/med-price.ts';
import { TYPPRICE } from './price/typ-price.ts';
import { WCLPRICE } from './price/wcl-price.ts';
import { BETA } from './statistic/beta.ts';
import { CORREL } from './statistic/correl.ts';
import { LINEARREG } from './statistic/linear-reg.ts';
import { LINEARREG_ANGLE } from './statistic/linear-reg-angle.ts';
import { LINEARREG_INTERCEPT } from './statistic/linear-reg-intercept.ts';
import { LINEARREG_SLOPE } from './statistic/linear-reg-slope.ts';
import { STDDEV } from './statistic/std-dev.ts';
import { TSF } from './statistic/tsf.ts';
import { VAR } from './statistic/variance.ts';
import { ACOS } from './transform/acos.ts';
import { ASIN } from './transform/asin.ts';
import { ATAN } from './transform/atan.ts';
import { CEIL } from './transform/ceil.ts';
import { COS } from './transform/cos.ts';
import { COSH } from './transform/cosh.ts';
import { EXP } from './transform/exp.ts';
import { FLOOR } from './transform/floor.ts';
import { LN } from './transform/ln.ts';
import { LOG10 } from './transform/log10.ts';
import { SIN } from './transform/sin.ts';
import { SINH } from './transform/sinh.ts';
import { SQRT } from './transform/sqrt.ts';
import { TAN } from './transform/tan.ts';
import { TANH } from './transform/tanh.ts';
import { ATR } from './volatility/atr.ts';
import { NATR } from './volatility/natr.ts';
import { TRANGE } from './volatility/true-range.ts';
import { AD } from './volume/ad.ts';
import { ADOSC } from './volume/ad-osc.ts';
import { OBV } from './volume/obv.ts';

/** Every indicator, by name. */
export const INDICATORS: readonly Indicator[] = [
  ACCBANDS,
  ACOS,
  AD,
  ADD,
  ADOSC,
  ADX,
  ADXR,
  APO,
  AROON,
  AROONOSC,
  ASIN,
  ATAN,
  ATR,
  AVGDEV,
  AVGPRICE,
  BBANDS,
  BETA,
  BOP,
  CCI,
  CDL2CROWS,
  CDL3BLACKCROWS,
  CDL3INSIDE,
  CDL3LINESTRIKE,
  CDL3OUTSIDE,
  CDL3STARSINSOUTH,
  CDL3WHITESOLDIERS,
  CDLABANDONEDBABY,
  CDLADVANCEBLOCK,
  CDLBELTHOLD,
  CDLBREAKAWAY,
  CDLCLOSINGMARUBOZU,
  CDLCONCEALBABYSWALL,
  CDLCOUNTERATTACK,
  CDLDARKCLOUDCOVER,
  CDLDOJI,
  CDLDOJISTAR,
  CDLDRAGONFLYDOJI,
  CDLENGULFING,
  CDLEVENINGDOJISTAR,
  CDLEVENINGSTAR,
  CDLGAPSIDESIDEWHITE,
  CDLGRAVESTONEDOJI,
  CDLHAMMER,
  CDLHANGINGMAN,
  CDLHARAMI,
  CDLHARAMICROSS,
  CDLHIGHWAVE,
  CDLHIKKAKE,
  CDLHIKKAKEMOD,
  CDLHOMINGPIGEON,
  CDLIDENTICAL3CROWS,
  CDLINNECK,
  CDLINVERTEDHAMMER,
  CDLKICKING,
  CDLKICKINGBYLENGTH,
  CDLLADDERBOTTOM,
  CDLLONGLEGGEDDOJI,
  CDLLONGLINE,
  CDLMARUBOZU,
  CDLMATCHINGLOW,
  CDLMATHOLD,
  CDLMORNINGDOJISTAR,
  CDLMORNINGSTAR,
  CDLONNECK,
  CDLPIERCING,
  CDLRICKSHAWMAN,
  CDLRISEFALL3METHODS,
  CDLSEPARATINGLINES,
  CDLSHOOTINGSTAR,
  CDLSHORTLINE,
  CDLSPINNINGTOP,
  CDLSTALLEDPATTERN,
  CDLSTICKSANDWICH,
  CDLTAKURI,
  CDLTASUKIGAP,
  CDLTHRUSTING,
  CDLTRISTAR,
  CDLUNIQUE3RIVER,
  CDLUPSIDEGAP2CROWS,
  CDLXSIDEGAP3METHODS,
  CEIL,
  CMO,
  CORREL,
  COS,
  COSH,
  DEMA,
  DIV,
  DX,
  EMA,
  EXP,
  FLOOR,
  HT_DCPERIOD,
  HT_DCPHASE,
  HT_PHASOR,
  HT_SINE,
  HT_TRENDLINE,
  HT_TRENDMODE,
  IMI,
  KAMA,
  LINEARREG,
  LINEARREG_ANGLE,
  LINEARREG_INTERCEPT,
  LINEARREG_SLOPE,
  LN,
  LOG10,
  MA,
  MACD,
  MACDEXT,
  MACDFIX,
  MAMA,
  MAVP,
  MAX,
  MAXINDEX,
  MEDPRICE,
  MFI,
  MIDPOINT,
  MIDPRICE,
  MIN,
  MININDEX,
  MINMAX,
  MINMAXINDEX,
  MINUS_DI,
  MINUS_DM,
  MOM,
  MULT,
  NATR,
  OBV,
  PLUS_DI,
  PLUS_DM,
  PPO,
  ROC,
  ROCP,
  ROCR,
  ROCR100,
  RSI,
  SAR,
  SAREXT,
  SIN,
  SINH,
  SMA,
  SQRT,
  STDDEV,
  STOCH,
  STOCHF,
  STOCHRSI,
  SUB,
  SUM,
  T3,
  TAN,
  TANH,
  TEMA,
  TRANGE,
  TRIMA,
  TRIX,
  TSF,
  TYPPRICE,
  ULTOSC,
  VAR,
  WCLPRICE,
  WILLR,
  WMA,
];

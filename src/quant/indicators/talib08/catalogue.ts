import type { Indicator } from '../kernel/definition.ts';
import { TALIB08_APO } from './apo.ts';
import { TALIB08_BBANDS } from './bbands.ts';
import { TALIB08_BETA } from './beta.ts';
import { TALIB08_CCI } from './cci.ts';
import { TALIB08_CORREL } from './correl.ts';
import { TALIB08_IMI } from './imi.ts';
import { TALIB08_LINEARREG } from './linear-reg.ts';
import { TALIB08_LINEARREG_ANGLE } from './linear-reg-angle.ts';
import { TALIB08_LINEARREG_INTERCEPT } from './linear-reg-intercept.ts';
import { TALIB08_LINEARREG_SLOPE } from './linear-reg-slope.ts';
import { TALIB08_MA } from './ma.ts';
import { TALIB08_MACDEXT } from './macd-ext.ts';
import { TALIB08_MAVP } from './mavp.ts';
import { TALIB08_MFI } from './mfi.ts';
import { TALIB08_PPO } from './ppo.ts';
import { TALIB08_STDDEV } from './std-dev.ts';
import { TALIB08_STOCH } from './stoch.ts';
import { TALIB08_STOCHF } from './stoch-f.ts';
import { TALIB08_STOCHRSI } from './stoch-rsi.ts';
import { TALIB08_TSF } from './tsf.ts';
import { TALIB08_VAR } from './variance.ts';

/** The functions of TA-Lib 0.7 whose numbers, defaults or types of moving average 0.8.1 changed. */
export const TALIB08: readonly Indicator[] = [
  TALIB08_APO,
  TALIB08_BBANDS,
  TALIB08_BETA,
  TALIB08_CCI,
  TALIB08_CORREL,
  TALIB08_IMI,
  TALIB08_LINEARREG,
  TALIB08_LINEARREG_ANGLE,
  TALIB08_LINEARREG_INTERCEPT,
  TALIB08_LINEARREG_SLOPE,
  TALIB08_MA,
  TALIB08_MACDEXT,
  TALIB08_MAVP,
  TALIB08_MFI,
  TALIB08_PPO,
  TALIB08_STDDEV,
  TALIB08_STOCH,
  TALIB08_STOCHF,
  TALIB08_STOCHRSI,
  TALIB08_TSF,
  TALIB08_VAR,
];

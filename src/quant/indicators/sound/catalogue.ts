import type { Indicator } from '../kernel/definition.ts';
import { SOUND_BBANDS } from './bbands.ts';
import { SOUND_BETA } from './beta.ts';
import { SOUND_CCI } from './cci.ts';
import { SOUND_CORREL } from './correl.ts';
import { SOUND_IMI } from './imi.ts';
import { SOUND_LINEARREG } from './linear-reg.ts';
import { SOUND_LINEARREG_ANGLE } from './linear-reg-angle.ts';
import { SOUND_LINEARREG_INTERCEPT } from './linear-reg-intercept.ts';
import { SOUND_LINEARREG_SLOPE } from './linear-reg-slope.ts';
import { SOUND_MFI } from './mfi.ts';
import { SOUND_NATR } from './natr.ts';
import { SOUND_RSI } from './rsi.ts';
import { SOUND_SMA } from './sma.ts';
import { SOUND_STDDEV } from './std-dev.ts';
import { SOUND_SUM } from './sum.ts';
import { SOUND_TSF } from './tsf.ts';
import { SOUND_VAR } from './variance.ts';
import { SOUND_VWAP } from './vwap.ts';
import { SOUND_WMA } from './wma.ts';

/** The functions that `sound` computes otherwise than TA-Lib. */
export const SOUND: readonly Indicator[] = [
  SOUND_BBANDS,
  SOUND_BETA,
  SOUND_CCI,
  SOUND_CORREL,
  SOUND_IMI,
  SOUND_LINEARREG,
  SOUND_LINEARREG_ANGLE,
  SOUND_LINEARREG_INTERCEPT,
  SOUND_LINEARREG_SLOPE,
  SOUND_MFI,
  SOUND_NATR,
  SOUND_RSI,
  SOUND_SMA,
  SOUND_STDDEV,
  SOUND_SUM,
  SOUND_TSF,
  SOUND_VAR,
  SOUND_VWAP,
  SOUND_WMA,
];

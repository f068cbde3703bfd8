import type { Indicator } from '../kernel/definition.ts';
import { TDX_ADTM } from './adtm.ts';
import { TDX_ASI } from './asi.ts';
import { TDX_ATR } from './atr.ts';
import { TDX_AVEDEV } from './ave-dev.ts';
import { TDX_BARSLAST } from './bars-last.ts';
import { TDX_BARSLASTCOUNT } from './bars-last-count.ts';
import { TDX_BARSSINCE } from './bars-since.ts';
import { TDX_BARSSINCEN } from './bars-since-n.ts';
import { TDX_BBI } from './bbi.ts';
import { TDX_BBIBOLL } from './bbi-boll.ts';
import { TDX_BIAS } from './bias.ts';
import { TDX_BOLL } from './boll.ts';
import { TDX_BRAR } from './brar.ts';
import { TDX_CCI } from './cci.ts';
import { TDX_CHO } from './cho.ts';
import { TDX_COUNT } from './count.ts';
import { TDX_CR } from './cr.ts';
import { TDX_CROSS } from './cross.ts';
import { TDX_DFMA } from './dfma.ts';
import { TDX_DKX } from './dkx.ts';
import { TDX_DMA } from './dma.ts';
import { TDX_DMI } from './dmi.ts';
import { TDX_DPO } from './dpo.ts';
import { TDX_EMA } from './ema.ts';
import { TDX_EMV } from './emv.ts';
import { TDX_ENE } from './ene.ts';
import { TDX_EVERY } from './every.ts';
import { TDX_EXIST } from './exist.ts';
import { TDX_EXPMA } from './expma.ts';
import { TDX_FILTER } from './filter.ts';
import { TDX_FORCAST } from './forcast.ts';
import { TDX_HHV } from './hhv.ts';
import { TDX_HHVBARS } from './hhv-bars.ts';
import { TDX_KDJ } from './kdj.ts';
import { TDX_KTN } from './ktn.ts';
import { TDX_LLV } from './llv.ts';
import { TDX_LLVBARS } from './llv-bars.ts';
import { TDX_LONGCROSS } from './long-cross.ts';
import { TDX_LWR } from './lwr.ts';
import { TDX_MA } from './ma.ts';
import { TDX_MACD } from './macd.ts';
import { TDX_MASS } from './mass.ts';
import { TDX_MFI } from './mfi.ts';
import { TDX_MIKE } from './mike.ts';
import { TDX_MTM } from './mtm.ts';
import { TDX_OBV } from './obv.ts';
import { TDX_PBX } from './pbx.ts';
import { TDX_PSY } from './psy.ts';
import { TDX_REF } from './ref.ts';
import { TDX_ROC } from './roc.ts';
import { TDX_RSI } from './rsi.ts';
import { TDX_SKDJ } from './skdj.ts';
import { TDX_SLOPE } from './slope.ts';
import { TDX_SMA } from './sma.ts';
import { TDX_STD } from './std.ts';
import { TDX_STDP } from './stdp.ts';
import { TDX_SUM } from './sum.ts';
import { TDX_TAQ } from './taq.ts';
import { TDX_TRIX } from './trix.ts';
import { TDX_VALUEWHEN } from './value-when.ts';
import { TDX_VPT } from './vpt.ts';
import { TDX_VR } from './vr.ts';
import { TDX_WAD } from './wad.ts';
import { TDX_WMA } from './wma.ts';
import { TDX_WR } from './wr.ts';
import { TDX_WVAD } from './wvad.ts';
import { TDX_XSII } from './xsii.ts';

/** 通达信's indicators and the parts of its formula language. */
export const TDX: readonly Indicator[] = [
  TDX_ADTM,
  TDX_ASI,
  TDX_ATR,
  TDX_AVEDEV,
  TDX_BARSLAST,
  TDX_BARSLASTCOUNT,
  TDX_BARSSINCE,
  TDX_BARSSINCEN,
  TDX_BBI,
  TDX_BBIBOLL,
  TDX_BIAS,
  TDX_BOLL,
  TDX_BRAR,
  TDX_CCI,
  TDX_CHO,
  TDX_COUNT,
  TDX_CR,
  TDX_CROSS,
  TDX_DFMA,
  TDX_DKX,
  TDX_DMA,
  TDX_DMI,
  TDX_DPO,
  TDX_EMA,
  TDX_EMV,
  TDX_ENE,
  TDX_EVERY,
  TDX_EXIST,
  TDX_EXPMA,
  TDX_FILTER,
  TDX_FORCAST,
  TDX_HHV,
  TDX_HHVBARS,
  TDX_KDJ,
  TDX_KTN,
  TDX_LLV,
  TDX_LLVBARS,
  TDX_LONGCROSS,
  TDX_LWR,
  TDX_MA,
  TDX_MACD,
  TDX_MASS,
  TDX_MFI,
  TDX_MIKE,
  TDX_MTM,
  TDX_OBV,
  TDX_PBX,
  TDX_PSY,
  TDX_REF,
  TDX_ROC,
  TDX_RSI,
  TDX_SKDJ,
  TDX_SLOPE,
  TDX_SMA,
  TDX_STD,
  TDX_STDP,
  TDX_SUM,
  TDX_TAQ,
  TDX_TRIX,
  TDX_VALUEWHEN,
  TDX_VPT,
  TDX_VR,
  TDX_WAD,
  TDX_WMA,
  TDX_WR,
  TDX_WVAD,
  TDX_XSII,
];

import type { Indicator } from './kernel/definition.ts';
import { AC } from './momentum/ac.ts';
import { AO } from './momentum/ao.ts';
import { CMOU } from './momentum/cmou.ts';
import { COPPOCK } from './momentum/coppock.ts';
import { DPO } from './momentum/dpo.ts';
import { ER } from './momentum/er.ts';
import { ERI } from './momentum/eri.ts';
import { FOSC } from './momentum/fosc.ts';
import { FRACTAL } from './momentum/fractal.ts';
import { KDJ } from './momentum/kdj.ts';
import { QSTICK } from './momentum/qstick.ts';
import { SMI } from './momentum/smi.ts';
import { TSI } from './momentum/tsi.ts';
import { VHF } from './momentum/vhf.ts';
import { VORTEX } from './momentum/vortex.ts';
import { WAD } from './momentum/wad.ts';
import { CUMSUM } from './operator/cum-sum.ts';
import { DONCHIAN } from './overlap/donchian.ts';
import { HMA } from './overlap/hma.ts';
import { KC } from './overlap/kc.ts';
import { RMA } from './overlap/rma.ts';
import { SUPERTREND } from './overlap/supertrend.ts';
import { VWMA } from './overlap/vwma.ts';
import { ZLEMA } from './overlap/zlema.ts';
import { HA } from './price/ha.ts';
import { PERCENTRANK } from './statistic/percent-rank.ts';
import { PERCENTILE } from './statistic/percentile.ts';
import { ADR } from './volatility/adr.ts';
import { CVI } from './volatility/cvi.ts';
import { MASSI } from './volatility/massi.ts';
import { RVI } from './volatility/rvi.ts';
import { CMF } from './volume/cmf.ts';
import { EFI } from './volume/efi.ts';
import { MARKETFI } from './volume/market-fi.ts';
import { NVI } from './volume/nvi.ts';
import { PVI } from './volume/pvi.ts';
import { PVO } from './volume/pvo.ts';
import { PVT } from './volume/pvt.ts';
import { RVOL } from './volume/rvol.ts';
import { VWAP } from './volume/vwap.ts';

/** The 40 functions that TA-Lib 0.8.1 adds to the 161 of 0.7, in the order of their names. */
export const ADDED_IN_0_8: readonly Indicator[] = [
  AC,
  ADR,
  AO,
  CMF,
  CMOU,
  COPPOCK,
  CUMSUM,
  CVI,
  DONCHIAN,
  DPO,
  EFI,
  ER,
  ERI,
  FOSC,
  FRACTAL,
  HA,
  HMA,
  KC,
  KDJ,
  MARKETFI,
  MASSI,
  NVI,
  PERCENTILE,
  PERCENTRANK,
  PVI,
  PVO,
  PVT,
  QSTICK,
  RMA,
  RVI,
  RVOL,
  SMI,
  SUPERTREND,
  TSI,
  VHF,
  VORTEX,
  VWAP,
  VWMA,
  WAD,
  ZLEMA,
];

/** TA-Lib 0.8.1: the 161 functions of 0.7, those it changed with its defaults and numbers, and the 40 it added. */
export * from '../functions.ts';
export * from '../functions-0-8.ts';
export { apo } from './apo.ts';
export { bbands } from './bbands.ts';
export { beta } from './beta.ts';
export { cci } from './cci.ts';
export { correl } from './correl.ts';
export { imi } from './imi.ts';
export { linearReg } from './linear-reg.ts';
export { linearRegAngle } from './linear-reg-angle.ts';
export { linearRegIntercept } from './linear-reg-intercept.ts';
export { linearRegSlope } from './linear-reg-slope.ts';
export { mfi } from './mfi.ts';
export { ppo } from './ppo.ts';
export { stdDev } from './std-dev.ts';
export { tsf } from './tsf.ts';
export { variance } from './variance.ts';

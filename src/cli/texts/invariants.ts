import type { Invariant } from '../../control/audit/violation.ts';

/** What the audit checks, in a line each. */
export const INVARIANTS_EN: Readonly<Record<Invariant, string>> = {
  fold: 'the tables are what folding the log gives',
  sequence: 'the log has no gap',
  requests: 'whoever asked got an answer',
  I1: 'every tick has one outcome; one that fired made one run',
  I2: 'ticks are decided once and in order',
  I3: 'no cursor goes back',
  I6: 'one key, one run',
  I8: 'a step starts when all before it is over and well',
  I9: 'attempts are counted without gaps, up to their limit',
  I10: 'only listed changes of state; what is over stays over',
  I11: 'every skip names its true cause',
  I12: 'nothing starts after a critical failure',
  I13: 'a run’s outcome follows from its steps',
  I15: 'retries wait as long as their policy says',
  I17: 'versions are whole: each made of the one before, files there as written',
  I20: 'every version names a run that is there',
  I22: 'nothing that is shown was pruned',
  I23: 'every attempt has its own token',
};

export const INVARIANTS_ZH: Readonly<Record<Invariant, string>> = {
  fold: '各状态表等于重放日志的结果',
  sequence: '日志没有缺号',
  requests: '请求都得到了答复',
  I1: '每个触发点只有一个结果；触发的恰好产生一次运行',
  I2: '触发点按次序只决定一次',
  I3: '游标从不后退',
  I6: '同一个键只有一次运行',
  I8: '步骤在其前面的都正常结束后才开始',
  I9: '尝试次数连续且不超过上限',
  I10: '只有允许的状态变化；已结束的不再变化',
  I11: '每次跳过都写明真实原因',
  I12: '关键步骤失败后不再启动',
  I13: '运行的结果由步骤决定',
  I15: '重试按策略等待',
  I17: '版本完整：前后相接，文件与写入时一致',
  I20: '每个版本都注明存在的运行',
  I22: '正在使用的文件没有被清理',
  I23: '每次尝试都有自己的令牌',
};

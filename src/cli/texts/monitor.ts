import type { Language } from '../../core/messages/sentence.ts';

const en = {
  freshness: 'Freshness',
  asset: 'ASSET',
  newest: 'NEWEST',
  expected: 'EXPECTED',
  behind: 'BEHIND',
  state: 'STATE',
  states: { fresh: 'fresh', stale: 'STALE', behind: 'behind, nothing promised', empty: 'nothing yet' },
  noFreshness: 'No asset of this project is cut into slices of time.',
  recent: (hours: string, runs: string) => `Last ${hours} hours: ${runs} ${runs === '1' ? 'run' : 'runs'}`,
  outcomes: (succeeded: string, failed: string, stopped: string, open: string) =>
    `${succeeded} succeeded · ${failed} failed · ${stopped} stopped · ${open} open`,
  week: (days: string, rate: string) => `Last ${days} days: ${rate} of the runs that ended succeeded`,
  noRuns: 'none ended',
  day: 'DAY',
  table: 'TABLE',
  jobs: 'JOBS',
  succeeded: 'SUCCESS',
  failed: 'FAILURE',
  records: 'RECORDS',
  mean: 'MEAN',
  watching: (at: string, every: string) => `${at}, again every ${every} s; Ctrl-C ends`,
};

export type MonitorTexts = typeof en;

const zh: MonitorTexts = {
  freshness: '数据新鲜度',
  asset: '资产',
  newest: '最新',
  expected: '应有',
  behind: '落后',
  state: '状态',
  states: { fresh: '正常', stale: '过期', behind: '落后，未承诺时限', empty: '尚无数据' },
  noFreshness: '本项目没有按时间分区的资产。',
  recent: (hours, runs) => `最近 ${hours} 小时：${runs} 次运行`,
  outcomes: (succeeded, failed, stopped, open) =>
    `成功 ${succeeded} · 失败 ${failed} · 中止 ${stopped} · 进行中 ${open}`,
  week: (days, rate) => `最近 ${days} 天：已结束运行的成功率 ${rate}`,
  noRuns: '尚无结束的运行',
  day: '日期',
  table: '表',
  jobs: '任务数',
  succeeded: '成功',
  failed: '失败',
  records: '记录数',
  mean: '平均耗时',
  watching: (at, every) => `${at}，每 ${every} 秒刷新；Ctrl-C 结束`,
};

export function monitorTextsIn(language: Language): MonitorTexts {
  return language === 'zh' ? zh : en;
}

import type { Language } from '../../core/messages/sentence.ts';

const en = {
  columns: ['SENSOR', 'STATE', 'WATCHES', 'JOBS', 'LAST LOOK', 'NEXT', 'WHAT IT SAYS'],
  evaluationColumns: ['TICK', 'AT', 'OUTCOME', 'RUNS', 'WHAT IT SAYS'],
  requestColumns: ['JOB', 'RUN KEY', 'RUN', '', 'TAGS'],
  states: {
    new: 'new',
    active: 'active',
    paused: 'paused',
    failing: 'FAILING',
    alarm: 'ALARM',
    removed: 'removed',
  },
  kinds: { schedule: 'schedule', sensor: 'sensor' },
  kind: 'KIND',
  startedBy: 'STARTS WHILE UP',
  outcomes: { requested: 'asked', skipped: 'skipped', failed: 'failed' },
  noSensors: 'No sensor is defined.',
  failures: (count: number, message: string) => `${count} ${count === 1 ? 'failure' : 'failures'} in a row: ${message}`,
  pausedSince: (since: string, reason: string) => `paused since ${since}: ${reason}`,
  paused: (sensor: string) => `Sensor ${sensor} is paused. What happens meanwhile is seen when it is resumed.`,
  resumed: (sensor: string) => `Sensor ${sensor} goes on from where it was.`,
  asked: (what: string) => `The engine that is up was asked: ${what}. It has not answered yet.`,
  emitted: (name: string) => `Event ${name} is taken down.`,
  isNew: 'new',
  isKnown: 'made before',
  wouldAsk: (sensor: string, count: number) =>
    `${sensor} would ask for ${count} ${count === 1 ? 'run' : 'runs'}. Nothing was committed.`,
  wouldNot: (sensor: string, why: string) => `${sensor} would ask for nothing: ${why}. Nothing was committed.`,
  hookFailed: (hook: string, message: string) => `Hook "${hook}" failed (the run is as it was): ${message}`,
  cursor: 'cursor',
  alarm: 'alarm',
  anyJob: 'any',
};

type SensorTexts = typeof en;

const zh: SensorTexts = {
  columns: ['传感器', '状态', '监视', '作业', '上次查看', '下次', '说明'],
  evaluationColumns: ['评估', '时间', '结果', '运行', '说明'],
  requestColumns: ['作业', '运行键', '运行', '', '标签'],
  states: { new: '新', active: '正常', paused: '已暂停', failing: '失败中', alarm: '告警', removed: '已移除' },
  kinds: { schedule: '调度', sensor: '传感器' },
  kind: '类型',
  startedBy: '自动触发',
  outcomes: { requested: '已请求', skipped: '跳过', failed: '失败' },
  noSensors: '没有定义传感器。',
  failures: (count, message) => `连续失败 ${count} 次：${message}`,
  pausedSince: (since, reason) => `自 ${since} 起暂停：${reason}`,
  paused: (sensor) => `传感器 ${sensor} 已暂停。期间发生的事会在恢复后看到。`,
  resumed: (sensor) => `传感器 ${sensor} 从原处继续。`,
  asked: (what) => `已请求正在运行的引擎：${what}。尚未答复。`,
  emitted: (name) => `事件 ${name} 已记录。`,
  isNew: '新',
  isKnown: '已有',
  wouldAsk: (sensor, count) => `${sensor} 将请求 ${count} 个运行。未提交任何内容。`,
  wouldNot: (sensor, why) => `${sensor} 不会请求运行：${why}。未提交任何内容。`,
  hookFailed: (hook, message) => `钩子“${hook}”失败（不影响运行）：${message}`,
  cursor: '游标',
  alarm: '告警',
  anyJob: '任意',
};

export const sensorTexts = (language: Language): SensorTexts => (language === 'zh' ? zh : en);

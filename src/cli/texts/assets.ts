import type { Language } from '../../core/messages/sentence.ts';

const en = {
  noAssets: 'This project lists no assets.',
  version: 'VERSION',
  published: 'PUBLISHED',
  slices: 'SLICES',
  asset: 'ASSET',
  partitions: 'PARTITIONS',
  wholeAsset: 'none: it is made as a whole',
  madeBy: 'MADE BY',
  madeFrom: 'MADE FROM',
  feeds: 'FEEDS',
  checks: 'CHECKS',
  made: 'MADE',
  changed: 'CHANGED',
  which: 'WHICH',
  backfill: 'BACKFILL',
  slicesAbsent: (count: string) => `${count} not to be had`,
  slicesMissing: (count: string) => `${count} missing`,
  slicesStale: (count: string) => `${count} stale`,
  slicesLate: (count: string) => `${count} late`,
  sliceStates: { current: 'current', stale: 'stale', missing: 'missing', late: 'late', absent: 'absent' },
  staleInput: (input: string, from: string, to: string) => `${input} has changed: made from version ${from}, now ${to}`,
  staleCode: (from: string, to: string) => `made by code ${from}, now ${to}`,
  lineageFrom: (asset: string) => `${asset} is made from`,
  lineageInto: (asset: string) => `${asset} feeds`,
  nothingToBackfill: (asset: string) => `${asset}: nothing to make, all of it is there.`,
  backfillPlan: (asset: string, job: string, slices: string, runs: string, atOnce: string) =>
    `${asset}: ${slices} slices in ${runs} runs of ${job}, ${atOnce} at once`,
  backfillProgress: (done: string, open: string, failed: string) => `${done} done, ${open} open, ${failed} failed`,
  backfillOpen: (id: string) =>
    `Backfill ${id} stays open: "tapeline backfills resume last" goes on, "tapeline backfills cancel last" ends it.`,
  backfillEnded: (id: string, state: string, runs: string) => `Backfill ${id} ${state}: ${runs} runs succeeded.`,
  backfillFailed: (runs: string, asset: string) =>
    `${runs} did not: "tapeline runs ls" shows them, "tapeline backfill ${asset} --missing" makes what is left.`,
  moreBlocks: (count: string) => `… in ${count} more shapes (--json lists all)`,
  keySet: 'SET',
  keys: 'KEYS',
  key: 'KEY',
  usedBy: 'USED BY',
  firstDate: 'FIRST',
  lastDate: 'LAST',
  noKeySets: 'No asset of this project is cut by names.',
  keysAdded: (count: string, set: string) => `${count} of ${set} are there.`,
  keysRemoved: (count: string, set: string) =>
    `${count} of ${set} are no longer there. What was made of them stays, and comes back with the name.`,
  noBackfills: 'No backfill was ever started here.',
  backfillStates: { running: 'is open', succeeded: 'succeeded', failed: 'failed', cancelled: 'was cancelled' },
};

export type AssetTexts = typeof en;

const zh: AssetTexts = {
  noAssets: '本项目没有列出资产。',
  version: '版本',
  published: '发布时间',
  slices: '分区',
  asset: '资产',
  partitions: '分区方式',
  wholeAsset: '无：整体生成',
  madeBy: '由谁生成',
  madeFrom: '来源',
  feeds: '供给',
  checks: '检查',
  made: '生成时间',
  changed: '变更',
  which: '范围',
  backfill: '补数',
  slicesAbsent: (count) => `没有 ${count}`,
  slicesMissing: (count) => `缺 ${count}`,
  slicesStale: (count) => `过期 ${count}`,
  slicesLate: (count) => `迟到 ${count}`,
  sliceStates: { current: '最新', stale: '过期', missing: '缺失', late: '迟到', absent: '没有' },
  staleInput: (input, from, to) => `${input} 已变更：按版本 ${from} 生成，现为 ${to}`,
  staleCode: (from, to) => `由代码 ${from} 生成，现为 ${to}`,
  lineageFrom: (asset) => `${asset} 的来源`,
  lineageInto: (asset) => `${asset} 供给`,
  nothingToBackfill: (asset) => `${asset}：没有要补的，已经齐全。`,
  backfillPlan: (asset, job, slices, runs, atOnce) =>
    `${asset}：${slices} 个分区，用 ${job} 分 ${runs} 次运行，同时 ${atOnce} 个`,
  backfillProgress: (done, open, failed) => `完成 ${done}，进行中 ${open}，失败 ${failed}`,
  backfillOpen: (id) =>
    `补数 ${id} 仍未结束：“tapeline backfills resume last” 继续，“tapeline backfills cancel last” 结束。`,
  backfillEnded: (id, state, runs) => `补数 ${id} ${state}：${runs} 次运行成功。`,
  backfillFailed: (runs, asset) =>
    `${runs} 次没有成功：“tapeline runs ls” 查看，“tapeline backfill ${asset} --missing” 补剩下的。`,
  moreBlocks: (count) => `… 另有 ${count} 种范围（--json 列出全部）`,
  keySet: '集合',
  keys: '键数',
  key: '键',
  usedBy: '用于',
  firstDate: '首日',
  lastDate: '末日',
  noKeySets: '本项目没有按名称分区的资产。',
  keysAdded: (count, set) => `${set} 中已有这 ${count} 个键。`,
  keysRemoved: (count, set) => `${set} 中已移除 ${count} 个键。已生成的数据保留，键恢复时随之恢复。`,
  noBackfills: '这里还没有补数。',
  backfillStates: { running: '未结束', succeeded: '成功', failed: '失败', cancelled: '已取消' },
};

export function assetTextsIn(language: Language): AssetTexts {
  return language === 'zh' ? zh : en;
}

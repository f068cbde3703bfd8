import type { TickOutcome } from '../../control/schedule/decide.ts';
import { durationText } from '../format.ts';
import type { engineEn } from './engine-en.ts';

type Outcome = TickOutcome['outcome'];

/** 常驻引擎的输出，以及每次触发的结果。 */
export const engineZh: EngineTexts = {
  isStandby: (pid, host) => `引擎 ${pid}（${host}）占用此文件夹；它消失后由本进程接管。`,
  isUp: (schedules, pid) => `已启动，共 ${schedules} 个调度，进程 ${pid}。按 Ctrl-C 有序停止，再按一次立即停止。`,
  isUpDetached: (pid, log) => `已在后台启动，进程 ${pid}。日志：${log}。停止请执行：tapeline down`,
  draining: (runs) =>
    runs === 0 ? '正在停止：没有运行中的作业。' : `正在停止：不再启动新的，等待 ${runs} 个运行结束。`,
  isDown: '已停止。',
  nobodyUp: '这里没有引擎在运行。',
  waitsFor: (pid, jobs) =>
    jobs.length === 0 ? `已请求进程 ${pid} 停止。` : `已请求进程 ${pid} 停止；它在等待 ${jobs.join('、')}。`,
  stillDraining: (pid) => `进程 ${pid} 会自行停止。`,
  runBegins: (job, by) => `${job} 开始（${by}）`,
  runEnds: (job, outcome, duration) => `${job} ${outcome}，用时 ${duration}`,
  tick: (schedule, at, outcome) => `${schedule}  ${at} 的触发：${outcome}`,
  broken: (schedule, message) => `调度 ${schedule} 已搁置：${message}`,
  columns: ['调度', '作业', '时间', '下一次', '上一次', '结果'],
  decisionColumns: ['触发', '交易日', '结果', '运行'],
  paused: (by, since) => `自 ${since} 起由 ${by} 暂停`,
  pausedShort: '已暂停',
  never: '不再到期',
  resumed: (name) => `调度 ${name} 已恢复。`,
  pausedNow: (name) => `调度 ${name} 已暂停。触发会被记录，但不运行。`,
  noSchedules: '没有定义调度。',
  noTicks: '还没有触发。',
  decided: '最近的决定',
  next: '接下来的触发',
  policy: '触发的处理方式',
  grace: (text) => (text === null ? '无论晚多久都会运行' : `最多晚 ${text} 时运行，否则记为错过`),
  coalesce: {
    latest: '错过多次时只运行最近一次，其余并入',
    earliest: '错过多次时只运行最早一次，其余并入',
    none: '错过的每一次都单独运行',
  },
  overlap: (limit, what) => {
    const busy = `作业有 ${limit} 个未结束的运行时，`;
    if (what === 'skip') return `${busy}跳过`;
    if (what === 'queueOne') return `${busy}排队一个，其余跳过`;
    if (what === 'cancelOther') return `${busy}取消它们并取而代之`;
    return `${busy}最多排队 ${what} 个，其余跳过`;
  },
  catchUp: (count) => `错过的触发最多逐个处理 ${count} 次，更早的合并为一条`,
  jitter: (text) => `运行最多推迟 ${text}，同一次触发的推迟不变`,
  outcomes: {
    fired: '已触发',
    coalesced: '并入另一次触发',
    misfired: '错过：太晚',
    skipped_overlap: '跳过：作业有未结束的运行',
    queued_overlap: '在未结束的运行之后排队',
    skipped_paused: '跳过：调度已暂停',
    skipped_window: '跳过：超出补跑上限',
    failed_to_plan: '无法计划运行',
  } satisfies Readonly<Record<Outcome, string>>,
  late: (late, grace) => `错过：晚了 ${late}，宽限 ${grace}`,
  manySkipped: (count, isAtLeast) => `${isAtLeast ? '超过 ' : ''}${count} 次触发因补跑上限被跳过`,
  lookedUntil: (at) => `触发已处理到 ${at}；此后的触发在引擎再次启动时处理。`,
  why: {
    runs_now: '它正在运行。',
    queued: '它有一个运行在排队。',
    no_schedule: '没有调度会运行它。',
    paused: '它的调度已暂停。',
    not_due: '还没有到期。',
    never_due: '它的调度不再到期。',
    broken: '无法计算它的触发时间。',
    engine_down: '没有引擎在运行：只有“tapeline up”工作时调度才会运行作业。',
    engine_other: '这里只有一条命令在工作，不是“tapeline up”：它不运行调度。',
    last_tick: '上一次触发没有产生运行。',
    last_run: '上一次触发产生了运行。',
    clock_ahead: '时钟曾超前：游标之前的触发已经处理过。',
  },
  clockStepped: (at, byMs) => `时钟被${byMs < 0 ? '调回' : '拨快'} ${durationText(Math.abs(byMs))}，于 ${at} 发现。`,
  simulation: {
    scheduleColumns: ['调度', '作业', '触发', '第一次（UTC）', '最后一次（UTC）'],
    sensorColumns: ['传感器', '观察', '运行', '告警', '失败', '第一次（UTC）', '最后一次（UTC）'],
    jobColumns: ['作业', '运行', '结果', '来源'],
    load: (most, hours) =>
      most === 0 ? '什么都不会运行。' : `最多同时 ${most} 个运行，在 UTC ${hours} 开始的小时内。`,
    change: { same: '没有变化', changed: '有变化', added: '新增', removed: '已移除' },
    assumed: (assumed) => {
      switch (assumed.kind) {
        case 'condition_holds':
          return `假设：${assumed.job}/${assumed.step} 的条件成立。`;
        case 'map_is_empty':
          return `未知：${assumed.job}/${assumed.step} 会有多少项；这里为零。`;
        case 'ready_after':
          return assumed.afterMs === 0
            ? `假设：${assumed.sensor} 立即就绪。`
            : `假设：${assumed.sensor} 在 ${durationText(assumed.afterMs)} 后就绪。`;
        case 'publishes':
          return assumed.jobs.length === 0
            ? `未知：谁发布 ${assumed.asset}；这里没有。`
            : `假设：${assumed.jobs.join('、')} 每次成功都发布 ${assumed.asset}。`;
        case 'never_looks':
          return `未知：${assumed.sensor} 会看到什么（${assumed.watches}）；这里什么也没有。`;
        case 'not_paused':
          return `${assumed.name} 定义为暂停；这里让它运行。`;
        case 'beyond_horizon':
          return `未知：${assumed.name} 在 ${assumed.from} 之后的触发：日历到此为止。`;
      }
    },
  },
};

type Widened<T> = {
  [K in keyof T]: T[K] extends (...args: infer A) => string
    ? (...args: A) => string
    : T[K] extends readonly string[]
      ? readonly string[]
      : T[K] extends string
        ? string
        : Widened<T[K]>;
};
export type EngineTexts = Widened<typeof engineEn>;

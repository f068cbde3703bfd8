import { bytesText, isAddress, type Messages, type TriggerPart } from './en.ts';

const list = (names: readonly string[]): string => names.map((name) => `“${name}”`).join('、');

const CRON_FIELD = {
  second: ['秒', '0-59、*、区间、列表或步长（如 */10）'],
  minute: ['分', '0-59、*、区间、列表或步长（如 */5）'],
  hour: ['时', '0-23、*、区间、列表或步长（如 9-17/2）；跨午夜的区间请拆成两个，用逗号连接'],
  day: ['日', '1-31、*、L（最后一天）、LW（最后一个工作日）、15W（离 15 日最近的工作日）、区间、列表或步长（如 */2）'],
  month: ['月', '1-12、JAN-DEC、*、区间、列表或步长（如 */3）'],
  weekday: ['星期', '0-7（0 和 7 都是星期日）、SUN-SAT、*、5#2（第二个星期五）、5L（最后一个星期五）、区间或列表'],
} as const;

const TRIGGER: Readonly<Record<TriggerPart, readonly [what: string, wayOut: string]>> = {
  form: [
    '触发器须为以下之一：cron 加 zone、calendar 加 at、every 加 anchor、once、anyOf、allOf',
    '请写其中一种，例如 { calendar: "XSHG", at: "close+90m" }。',
  ],
  at: ['交易时段内的时刻须距开盘或收盘不超过七天，或为当地时间', '请写成“close+90m”、“open-15m”或“20:30”。'],
  on: [
    '选择交易日须用不为 0 的整数，按周最多 5，按月最多 23',
    '请写成 { nth: -1, of: "month" }，即当月最后一个交易日。',
  ],
  plus_sessions: ['plusSessions 须为 0 到 250 的整数', 'T+1 请写 1。'],
  horizon: ['日历太短，不含该触发器的任何时刻', '请加载更长的日历。'],
  every: ['间隔不得小于一秒', '请写成“15m”、“6h”或“1d”。'],
  instant: ['时刻须包含日期、时间和偏移', '请写成“2026-03-01T09:00:00+08:00”。'],
  dst: [
    '夏令时规则包括 gap（next、skip）和 overlap（first、second、both）',
    '请写成 { gap: "next", overlap: "first" }。',
  ],
  any_of: ['anyOf 至少要有一个触发器', '请列出触发器，其中任何一个到期即到期。'],
  all_of: ['allOf 至少要有一个触发器', '请列出触发器，全部到期才算到期。'],
  never_together: [
    '在所查找的范围内，allOf 的触发器从未同时到期',
    '请让它们有共同的时刻：只有全部到期的瞬间才算到期。',
  ],
};

/** 错误的中文说明：什么、在哪里、得到什么、怎么办。代码不翻译。 */
export const messagesZh: Messages = {
  'usage.unknown_name': (f) =>
    `未知的${KIND[f.kind] ?? f.kind}“${f.name}”${f.where === undefined ? '' : `（${f.where}）`}。${f.nearest === null ? '' : `是否想输入“${f.nearest}”？`}${f.known.length === 0 ? '目前一个也没有。' : `已知：${list(f.known)}。`}`,
  'usage.invalid': (f) => `${f.what}：得到“${f.got}”。${f.wayOut}`,
  'usage.cron': (f) => {
    if (f.problem === 'field_count')
      return `cron 表达式“${f.pattern}”有 ${f.got} 个字段。请写五个（分 时 日 月 星期），或在前面加上秒共六个。`;
    if (f.problem === 'never') return `cron 表达式“${f.pattern}”永远不会到期：没有哪个月有这一天。请换一个存在的日子。`;
    const [field, allowed] = CRON_FIELD[f.field!] ?? [f.field, f.field];
    return `cron 表达式“${f.pattern}”的“${field}”字段不能是“${f.got}”。请写 ${allowed}。`;
  },
  'usage.zone': (f) =>
    `未知的时区“${f.name}”。${f.nearest === null ? '' : `是否想输入“${f.nearest}”？`}请使用 IANA 名称，例如“Asia/Shanghai”，或“UTC”。`,
  'usage.trigger': (f) => {
    const [what, wayOut] = TRIGGER[f.part] ?? [f.part, '请查阅文档中的触发器部分。'];
    return `${what}：得到“${f.got}”。${wayOut}`;
  },
  'definition.invalid': (f) => `${f.where}：${f.problem}。${f.wayOut}`,
  'definition.changed': (f) =>
    `运行 ${f.run}（作业“${f.job}”）开始时的定义是 ${f.began}，现在的文件是 ${f.now}。请恢复旧代码，或用新代码做完剩下的步骤：“tapeline runs retry ${f.run} --adopt”。`,
  'definition.cycle': (f) => `流水线“${f.pipeline}”存在环：${f.path.join(' -> ')}。请去掉其中一个输入。`,
  'definition.job_circle': (f) =>
    `作业互相触发成环：${f.path.join(' -> ')}（经由 ${list(f.sensors)}）。请去掉其中一个传感器，或它请求的作业。`,
  'config.invalid': (f) => `${f.where} 无效：${f.problems.join('；')}。${f.wayOut}`,
  'config.unreadable': (f) => `无法加载“${f.path}”：${f.problem}。${f.wayOut}`,
  'quality.blocked': (f) => `数据质量检查阻止了“${f.dataset}”：${f.problem}。${f.wayOut}`,
  'calendar.beyond_horizon': (f) =>
    `日历 ${f.venue} 只包含 ${f.first} 至 ${f.last} 的交易日，不含 ${f.asked}。请在此范围内查询，或加载更新的日历。`,
  'data.invalid': (f) => `数据集“${f.dataset}”：${f.problem}。${f.wayOut}`,
  'data.beyond_as_of': (f) =>
    `数据集“${f.dataset}”按 ${f.asOf} 时点读取，却用到了 ${f.got} 才知道的值。请按公告日关联。`,
  'source.auth': (f) => `数据源“${f.source}”拒绝了凭证：${f.detail}。${f.wayOut}`,
  'source.permission': (f) => `数据源“${f.source}”没有权限：${f.detail}。请联系供应商开通，或在配置中去掉。`,
  'source.quota': (f) => `数据源“${f.source}”的配额已用完：${f.detail}。请等到次日，或减少代码与日期范围。`,
  'source.rate_limited': (f) => `数据源“${f.source}”要求降低频率：${f.detail}。请稍等一段时间再请求。`,
  'source.not_found': (f) => `数据源“${f.source}”没有 ${f.what}。请检查拼写，或将其移除。`,
  'source.empty': (f) => `数据源“${f.source}”对 ${f.what} 没有返回数据：${f.reason}。`,
  'source.malformed': (f) =>
    `数据源“${f.source}”对 ${f.what} 的回答格式不符：${f.got}。其中没有任何内容被写入。请检查该数据源，或稍后再试。`,
  'source.transient': (f) => `数据源“${f.source}”暂时失败：${f.detail}。请稍后再试。`,
  'source.unreachable': (f) =>
    `无法连接数据源“${f.source}”（${f.url}）：${f.detail}。请检查${isAddress(f.url) ? '地址和网络' : '路径'}。`,
  'source.banned': (f) => `数据源“${f.source}”已封禁本客户端：${f.detail}。请暂停一段时间并降低频率。`,
  'database.unreachable': (f) =>
    `无法连接 ${f.database}：${f.detail}。请启动数据库，或更正 DATABASE_URL（DB_HOST、DB_PORT）；已发布的内容不受影响。`,
  'database.refused': (f) => `${f.database} 拒绝访问：${f.detail}。请检查用户、密码、库名与权限。`,
  'database.busy': (f) => `${f.database} 繁忙：${f.detail}。未做任何更改，将重试。`,
  'database.failed': (f) => `${f.database} 出错：${f.detail}。未做任何更改。`,
  'database.schema': (f) => `${f.database} 的表“${f.table}”放不下这些行：${f.problems.join('；')}。${f.wayOut}`,
  'sensor.timed_out': (f) =>
    `传感器“${f.sensor}”在 ${f.timeoutMs} 毫秒后仍未返回，已被停止；其游标保持不变。请每次少看一些，或增大 timeout。`,
  'sensor.too_many_requests': (f) =>
    `传感器“${f.sensor}”一次请求了 ${f.got} 个运行，上限为 ${f.max}；一个也没有创建。请分批请求，余下的用游标留到下一次。`,
  'sensor.invalid_result': (f) => `传感器“${f.sensor}”返回了无法使用的内容：${f.problem}。${f.wayOut}`,
  'sensor.chain_too_long': (f) =>
    `传感器“${f.sensor}”将在连续 ${f.runs} 个运行之后（最近：${f.last.join(' -> ')}）再触发作业“${f.job}”，已拒绝。互相触发的运行需要一个能停下来的条件。`,
  'sensor.asset_late': (f) =>
    `资产“${f.asset}”在截止时刻 ${f.deadline} 前未更新：当时最新的版本是 ${f.newest ?? '无'}。请查看产生它的运行。`,
  'sensor.gave_up': (f) => `传感器“${f.sensor}”放弃了 ${f.moment}：${f.because}。数据到齐后请手动运行该作业。`,
  'timeout.step': (f) => `步骤“${f.step}”超过了 ${f.timeoutMs} 毫秒的时限，已停止。请提高时限或减少单步工作量。`,
  'step.threw': (f) => f.message,
  'step.crashed': (f) => `步骤“${f.step}”的进程没有结果就结束了：${f.how}。日志里有最后几行；该步骤可以重试。`,
  'step.out_of_memory': (f) =>
    f.limitBytes === null
      ? `步骤“${f.step}”的进程耗尽了 JavaScript 堆${f.peakBytes === null ? '' : `（内存峰值 ${bytesText(f.peakBytes)}）`}，已结束。请减少同时保留在对象中的数据：减少单步工作量，或把行数据留在数据湖中。`
      : `步骤“${f.step}”使用了 ${bytesText(f.peakBytes ?? f.limitBytes)} 内存，上限为 ${bytesText(f.limitBytes)}，已结束。请提高该算子的 memory，或减少单步工作量。`,
  'step.lost': (f) =>
    `步骤“${f.step}”的进程 ${Math.round(f.silentMs / 1000)} 秒没有任何动静，已结束：进程或整台机器被暂停过。该步骤可以重试。`,
  'engine.blocked': (f) =>
    `引擎已被看门狗结束：${f.steps === null ? '引擎进程内的代码' : `步骤 ${f.steps}`} 占用事件循环 ${Math.round(f.blockedMs / 1000)} 秒不放，所有运行都无法继续。请为该步骤设置 isolate: 'process'，或提高 TAPELINE_BLOCKED_SECONDS；下一条命令会从已完成处继续。`,
  'step.cancelled': (f) => `“${f.step}”已取消：${f.reason}。`,
  'step.map_invalid': (f) => `步骤“${f.step}”无法逐项执行：${f.problem}。${f.wayOut}`,
  'step.items_failed': (f) =>
    `步骤“${f.step}”：${f.total} 项中有 ${f.failed} 项失败${f.skipped === 0 ? '' : `，${f.skipped} 项被跳过`}，第一项“${f.first}”：${f.problem.replace(/[.。]$/, '')}。“tapeline runs retry”只重做这些项；onItemFailure: "skip" 则不带它们继续。`,
  'step.output_invalid': (f) => `步骤“${f.step}”返回了无法保存的内容：${f.problem}。${f.wayOut}`,
  'schedule.misfired': (f) =>
    `“${f.schedule}”的一次触发晚了 ${f.lateMs} 毫秒，超过宽限 ${f.graceMs} 毫秒，未运行。请放宽 misfireGrace，或手动运行该作业。`,
  'engine.held': (f) =>
    `另一个引擎正在使用“${f.folder}”：${f.host} 上的进程 ${f.pid}，始于 ${f.since}。请等待，或先停止它。`,
  'engine.fenced': (f) => `本引擎已失去写入权：${f.what}。另一个引擎已接管；本次尝试没有写入任何内容。`,
  'program.stopped': (f) => `程序在工作完成前被停止：${f.how}。已完成的部分保留；请用“tapeline runs show last”查看。`,
  'store.corrupt': (f) =>
    `状态文件“${f.path}”已损坏：${f.problem}。${f.backup === undefined ? '请恢复备份' : `请恢复最新的备份（tapeline restore "${f.backup}"）`}，或移走该文件重新开始。`,
  'store.newer': (f) =>
    `状态文件“${f.path}”的版本是 ${f.found}，本程序只认识 ${f.supported}。请使用更新的 tapeline${f.backup === undefined ? '' : `，或恢复升级前的备份：tapeline restore "${f.backup}"`}。`,
  'store.conflict': (f) => `资产“${f.asset}”在本步骤处理期间发生了变化：${f.detail}。请重新运行该步骤。`,
  'quant.parameter': (f) => `${f.function} 的参数“${f.parameter}”不能是“${f.got}”。${f.wayOut}`,
  'quant.look_ahead': (f) =>
    `${f.function} 是未来函数（${f.reason}），不予计算。请改用只看过去的函数，如 tdx.HHVBARS 或 FRACTAL。`,
  'quant.input': (f) => `${f.function} 的输入“${f.input}”无法使用：得到 ${f.got}。${f.wayOut}`,
  'backtest.invalid': (f) => `${f.where}：${f.problem}。${f.wayOut}`,
  'backtest.strategy_threw': (f) =>
    `策略“${f.strategy}”在第 ${f.bar} 根K线（${f.session}）抛出错误：${f.message}。没有返回任何结果；请修复策略。`,
  'io.failed': (f) => `无法${actionText(f.action)}“${f.path}”：${f.problem}。${f.wayOut}`,
  'io.no_space': (f) => `无法${actionText(f.action)}“${f.path}”：${NO_SPACE[f.limit]}此前已保存的内容不受影响。`,
  'io.read_only': (f) =>
    `无法${actionText(f.action)}“${f.path}”：文件系统是只读的。请以可写方式挂载，或改用其他文件夹（DATA_DIR、TAPELINE_STATE_DIR、LOG_DIR）。`,
};

/** 动作的中文说法；未列出者保留原文。 */
const ACTIONS: Readonly<Record<string, string>> = {
  read: '读取',
  write: '写入',
  open: '打开',
  use: '使用',
  'back up to': '备份到',
  'copy to': '复制到',
  'create the folder': '创建文件夹',
  'listen on': '监听',
  'read inputs from': '读取输入',
  'write a project into': '在此生成项目',
  'write logs to': '写入日志',
};

const actionText = (action: string): string => ACTIONS[action] ?? action;

const NO_SPACE = {
  disk: '磁盘已满。请腾出空间后重新运行。',
  quota: '磁盘配额已用完。请腾出空间或提高配额后重新运行。',
  file_size: '文件会超过系统允许的大小。请提高限制（ulimit -f）后重新运行。',
} as const;

const KIND: Readonly<Record<string, string>> = {
  job: '作业',
  op: '操作',
  step: '步骤',
  asset: '资产',
  flag: '选项',
  command: '命令',
  'config key': '配置项',
  resource: '资源',
  profile: '配置档',
  venue: '交易所',
  symbol: '代码',
  run: '运行',
  sensor: '传感器',
  event: '事件',
  level: '级别',
  language: '语言',
  dataset: '数据集',
  fault: '故障',
  method: '方法',
  setting: '设置',
  indicator: '指标',
  metric: '度量',
  input: '输入',
};

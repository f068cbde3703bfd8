import type { FaultTable } from '../venue/fault-plan.ts';
import { rowFaults } from '../venue/row-faults.ts';
import { WIRE_FAULTS } from '../venue/wire-faults.ts';

const fault = (scope: string, does: string) => ({ scope, does });

/** What can go wrong at Tushare, besides what can go wrong on any wire. Its own refusals have status 200. */
export const TUSHARE_FAULTS = {
  ...WIRE_FAULTS,
  ...rowFaults('fund_nav'),
  minute_limit: fault('api', 'code 40203: so many calls a minute'),
  hour_limit: fault('api', 'code 40203: so many calls an hour'),
  day_limit: fault('api', 'code 40203: so many calls a day'),
  no_permission: fault('api', 'code 40203: the points do not suffice for the API'),
  wrong_token: fault('api', 'code 40101: the token is wrong'),
  busy: fault('api', 'code 50101: the system is busy'),
  repeat_page: fault('fund_nav', 'the first page again, whatever offset says'),
  null_data: fault('fund_nav', 'code 0 and no data'),
} as const satisfies FaultTable;

type Words = { readonly code: number; readonly msg: string };

/** In the vendor's own words. */
export const REFUSALS: Readonly<Record<string, Words>> = {
  minute_limit: {
    code: 40203,
    msg: '抱歉，您每分钟最多访问该接口80次，权限的具体详情访问：https://tushare.pro/document/1?doc_id=108。',
  },
  hour_limit: {
    code: 40203,
    msg: '抱歉，您每小时最多访问该接口10次，权限的具体详情访问：https://tushare.pro/document/1?doc_id=108。',
  },
  day_limit: {
    code: 40203,
    msg: '抱歉，您每天最多访问该接口100次，权限的具体详情访问：https://tushare.pro/document/1?doc_id=108。',
  },
  no_permission: {
    code: 40203,
    msg: '抱歉，您没有访问该接口的权限，权限的具体详情访问：https://tushare.pro/document/1?doc_id=108。',
  },
  wrong_token: { code: 40101, msg: '您的token不对，请确认。' },
  busy: { code: 50101, msg: '系统繁忙，请稍后再试。' },
};

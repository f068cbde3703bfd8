import { checkNames, type Method, type MethodContext, requireTexts } from '../request.ts';

/** What the account has used today. */
export const getQuota: Method = {
  parameters: [],
  answer: (_args, { quota }) => {
    const { bytesUsed, bytesLimit } = quota();
    const rows = [
      ['bytes_limit', String(bytesLimit)],
      ['bytes_used', String(bytesUsed)],
      ['remaining_days', '365'],
      ['license_type', 'OTHER'],
    ];
    return { columns: ['name', 'value'], rows };
  },
};

const CATEGORIES = ['stock_1d', 'stock_1m', 'future_1d', 'future_1m', 'index_1d', 'index_1m'];

/** The date of the newest data the vendor itself has: a bare date for one category, lines for several. */
export const getUpdateStatus: Method = {
  parameters: ['categories'],
  answer: (args, context) => {
    const categories = requireTexts(args, 'categories');
    checkNames(categories, CATEGORIES, 'categories');
    const date = lastDate(context);
    if (!Array.isArray(args.categories) || categories.length === 1) return { text: date };
    return { columns: ['name', 'value'], rows: categories.map((category) => [category, date]) };
  },
};

function lastDate({ market, lastIndex }: MethodContext): string {
  const session = market.sessions[lastIndex] ?? market.calendar.previous(market.sessions[0]!);
  return `${session} 00:00:00`;
}

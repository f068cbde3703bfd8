/** What of a budget was spent on a day, and when last. */
export const BUDGET_TABLES = {
  budget_day: {
    key: { budget: 'text', day: 'text' },
    cells: { spent: 'int', spent_at_ms: 'int' },
  },
} as const;

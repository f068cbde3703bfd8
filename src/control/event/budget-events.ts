/** Facts of budgets that all runs share. */
export type BudgetEventBody = { readonly kind: 'budget_spent'; readonly data: BudgetSpent };

/** An attempt that starts has taken of a budget. */
export type BudgetSpent = {
  readonly budget: string;
  /** The day of the budget's zone, `YYYY-MM-DD`. */
  readonly day: string;
  readonly cost: number;
  /** Of that day in all, this included. */
  readonly spent: number;
};

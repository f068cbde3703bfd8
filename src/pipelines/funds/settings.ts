import { z } from '../../control/definition/schema.ts';

/** The settings of the fund ops, in groups. A key means the same in every op that has it. */

export const collectSettings = {
  target_funds: z
    .array(z.string().regex(/^\d{6}$/, 'must be six digits'))
    .default([])
    .describe('Fund codes, e.g. 000001,110022; empty: all that the source lists'),
  history_years: z
    .number()
    .min(0)
    .max(40)
    .default(0)
    .describe('Years of history for a fund that has none yet; 0: since it began'),
  history_funds_max: z
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('So many funds get their history in one run; 0: all that need it'),
  recheck_days: z
    .number()
    .int()
    .min(0)
    .max(60)
    .default(5)
    .describe('Dates before the last one that are asked for again when a fund is asked for by itself'),
  recheck_every_days: z
    .number()
    .int()
    .min(0)
    .max(90)
    .default(7)
    .describe('Within so many days each fund is asked for by itself, to see values restated since; 0: never'),
};

export const strictnessSettings = {
  rejected_share_max: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe('More than this share of rejected rows blocks a delivery, 0..1'),
};

export const validateSettings = {
  ...strictnessSettings,
  rules: z
    .record(z.string(), z.enum(['block', 'quarantine', 'warn', 'off']))
    .default({})
    .describe('Severity by rule, e.g. {"nav_jump":"warn"}'),
  coverage_sessions: z
    .number()
    .int()
    .min(1)
    .max(250)
    .default(20)
    .describe('Sessions back from the last one in which missing values are looked for'),
};

export const measureSettings = {
  points_min: z.number().int().min(2).default(60).describe('A fund with fewer values is not measured'),
  points_max: z.number().int().min(2).default(756).describe('The newest values that are measured'),
  risk_free: z.number().min(-0.1).max(0.5).default(0.015).describe('Risk-free rate of a year, as a fraction'),
};

export const planSettings = {
  ...measureSettings,
  shards: z.number().int().min(0).default(0).describe('Parts in which funds are measured, side by side; 0: by size'),
  recompute: z.boolean().default(false).describe('Measure again although nothing has changed'),
};

export const cleanSettings = {
  staging_days: z
    .number()
    .int()
    .min(1)
    .default(7)
    .describe('What was collected and never merged is removed after so many days'),
};

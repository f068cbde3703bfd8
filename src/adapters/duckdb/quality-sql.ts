/** The newest verdict about each dataset, with how many rules were checked and how many were broken. */
export const LATEST_VERDICTS_SQL = `
  select dataset, any_value(verdict) as verdict, any_value(score) as score, any_value(rows_read) as rows_read,
    count(*) as rules, count(*) filter (rows_broken > 0) as broken, sum(rows_broken)::bigint as rows_broken,
    any_value(recorded_at) as judged_at, any_value(run_id) as run_id
  from quality_verdicts
  where (dataset, run_id) in (select (dataset, arg_max(run_id, recorded_at)) from quality_verdicts group by dataset)
  group by dataset order by dataset`;

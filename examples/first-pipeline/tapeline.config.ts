import { defineProject, job, lake, op, pipeline, shippedProfiles, stockAssets, stockJobs, z } from 'tapeline';

// The deepest fall of each instrument from its highest close so far, on prices adjusted for splits and dividends.
const deepestFalls = op({
  name: 'deepest_falls',
  config: z.object({ since: z.iso.date().default('2000-01-01').describe('First session that counts') }),
  resources: { lake },
  reads: ['indicators_daily'],
  isolate: 'process', // DuckDB works in a child: a timeout or Ctrl-C can end it
  timeout: '5m',
  retry: { max: 2, delay: '1s' },
  async run(_inputs, { lake, snapshot, config, log, metrics }) {
    const { rows } = await lake.query({
      sql: `
        select instrument, min(close_adj / peak - 1) as fall
        from (
          select *, max(close_adj) over (partition by instrument order by session) as peak
          from indicators_daily where session >= '${config.since}'
        )
        group by instrument order by fall`,
      views: { indicators_daily: snapshot('indicators_daily').files },
      rowsMax: 1000,
    });
    for (const [instrument, fall] of rows) log.info(`${instrument} fell by ${(-100 * Number(fall)).toFixed(1)} %`);
    metrics.rows(rows.length);
    return rows;
  },
});

const falls = job(
  pipeline('falls', (p) => p.add(deepestFalls)),
  { name: 'mine.deepest_falls', aliases: ['falls'], tags: { type: 'report' } },
);

export default defineProject({
  name: 'first-pipeline',
  jobs: [...stockJobs, falls],
  assets: stockAssets,
  profiles: shippedProfiles,
});

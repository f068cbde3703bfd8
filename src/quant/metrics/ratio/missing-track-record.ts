import { metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { mapped } from '../kernel/outcome.ts';
import { minimumTrackRecord } from './minimum-track-record.ts';

const { standard, performanceanalytics } = minimumTrackRecord.definition.formulas;

/** Returns still to come before the track record is long enough: whole ones, 0 when it is. */
export const missingTrackRecord = measureWith(
  metricOf({
    ...minimumTrackRecord.definition,
    name: 'missingTrackRecord',
    aliases: [],
    title: 'Returns missing from the track record',
    formulas: {
      standard: (sample, terms) =>
        mapped(standard(sample, terms), (needed) => Math.max(0, Math.ceil(needed - sample.returns.length))),
      performanceanalytics: (sample, terms) =>
        mapped((performanceanalytics ?? standard)(sample, terms), (needed) =>
          Math.max(0, Math.ceil(needed - sample.returns.length)),
        ),
    },
  }),
);

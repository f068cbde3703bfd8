import type { FundWeek } from './fund-model.ts';
import { changeFor, countFor, dayFor, numberFor, type Reader } from './reader.ts';

/** A table in words, before it becomes HTML or Markdown. */
export type WordTable = {
  readonly title: string;
  readonly columns: readonly { readonly name: string; readonly align: 'left' | 'right' }[];
  readonly rows: readonly (readonly string[])[];
  /** What stands there when there is no row. */
  readonly empty: string;
};

const columnsOf = (left: readonly string[], right: readonly string[]) => [
  ...left.map((name) => ({ name, align: 'left' }) as const),
  ...right.map((name) => ({ name, align: 'right' }) as const),
];

/** The tables of a week: classes, the best of each, who is behind, what was done. */
export function fundTables(week: FundWeek, reader: Reader): readonly WordTable[] {
  return [classTable(week, reader), bestTable(week, reader), behindTable(week, reader), updateTable(week, reader)];
}

function classTable({ classes }: FundWeek, reader: Reader): WordTable {
  const { texts } = reader;
  const { funds, fundsCurrent, fundsMeasured, return5d, return63d, returnAnnual, maxDrawdown } = texts.fund;
  return {
    title: texts.fund.classHeading,
    columns: columnsOf(
      [texts.fund.fundClass],
      [funds, fundsCurrent, fundsMeasured, return5d, return63d, returnAnnual, maxDrawdown],
    ),
    rows: classes.map((each) => [
      texts.fund.classNames[each.fundClass] ?? each.fundClass,
      ...[each.funds, each.current, each.measured].map(countFor),
      ...[each.return5d, each.return63d, each.returnAnnual].map((value) => changeFor(reader, value)),
      numberFor(reader, each.maxDrawdown, 'percent'),
    ]),
    empty: texts.fund.nothingMeasured,
  };
}

function bestTable({ best }: FundWeek, reader: Reader): WordTable {
  const { texts } = reader;
  const { code, name, fundClass, return5d, returnAnnual, maxDrawdown } = texts.fund;
  return {
    title: texts.fund.bestHeading,
    columns: columnsOf(
      [fundClass, code, name],
      [texts.rank, texts.score, return5d, returnAnnual, maxDrawdown, 'Sharpe'],
    ),
    rows: best.map((each) => [
      texts.fund.classNames[each.fundClass] ?? each.fundClass,
      each.instrument,
      each.name ?? texts.none,
      countFor(each.rank),
      each.score.toFixed(2).replace('-', '−'),
      ...[each.return5d, each.returnAnnual].map((value) => changeFor(reader, value)),
      numberFor(reader, each.maxDrawdown, 'percent'),
      numberFor(reader, each.sharpe, 'ratio'),
    ]),
    empty: texts.fund.nothingMeasured,
  };
}

function behindTable({ behind }: FundWeek, reader: Reader): WordTable {
  const { texts } = reader;
  const { code, name, fundClass, state, lastValue, sessionsBehind } = texts.fund;
  return {
    title: texts.fund.behindHeading,
    columns: columnsOf([code, name, fundClass, state, lastValue], [sessionsBehind]),
    rows: behind.map((each) => [
      each.instrument,
      each.name ?? texts.none,
      texts.fund.classNames[each.fundClass] ?? each.fundClass,
      texts.fund.states[each.state] ?? each.state,
      dayFor(reader, each.last),
      countFor(each.sessions),
    ]),
    empty: texts.fund.nobodyBehind,
  };
}

function updateTable({ updates }: FundWeek, reader: Reader): WordTable {
  const { texts } = reader;
  const { task, runs, wholeRuns } = texts.fund;
  return {
    title: texts.fund.updateHeading,
    columns: columnsOf([task], [runs, wholeRuns, texts.inserted, texts.revised, texts.fund.setAside]),
    rows: updates.map((each) => [
      texts.fund.tasks[each.task] ?? each.task,
      ...[each.runs, each.whole, each.inserted, each.revised, each.rejected].map(countFor),
    ]),
    empty: texts.fund.nothingRan,
  };
}

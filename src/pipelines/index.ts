/** The ready-made systems: data bound to control. */
export * from './funds/index.ts';
export { type PublishSpec, publishTables, type TableSpec, tablePublisher } from './publish/publish-tables.ts';
export * from './stocks/index.ts';

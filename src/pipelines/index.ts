/** The ready-made systems: data bound to control. */
export * from './funds/index.ts';
export * from './stocks/index.ts';

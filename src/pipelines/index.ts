/** The ready-made systems: data bound to control. */
export * from './stocks/index.ts';

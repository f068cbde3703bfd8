/** Retried by what the error says (`retry: 'later'`): a source that is slow, a lake file that another run just changed. */
export const RETRY = { max: 3, delay: '2s', backoff: 'exponential', maxDelay: '1m', jitter: 0.2 } as const;
/** Waits longer: a vendor that has not published yet needs minutes, not seconds. */
export const RETRY_SOURCE = { max: 3, delay: '5s', backoff: 'exponential', maxDelay: '10m', jitter: 0.2 } as const;

/** No vendor's hint makes us wait longer than this: ten days were seen in the wild. */
export const RETRY_AFTER_MAX_MS = 60 * 60 * 1000;

/**
 * The pause that a `Retry-After` header asks for: seconds or an HTTP date (RFC 9110 §10.2.3), capped. Null when it is
 * absent, negative, in the past or unreadable: then the caller's own policy decides.
 */
export function retryAfterMs(header: string | undefined, nowMs: number, maxMs = RETRY_AFTER_MAX_MS): number | null {
  const text = header?.trim() ?? '';
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, maxMs);
  if (!/^[A-Z][a-z]{2}/.test(text)) return null;
  const pauseMs = Date.parse(text) - nowMs;
  return pauseMs > 0 ? Math.min(pauseMs, maxMs) : null;
}

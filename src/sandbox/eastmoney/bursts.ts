const SECOND_MS = 1000;

/** Notices when somebody asks more often than so many times within a second of real time. */
export function createBursts(callsPerSecondMax: number, elapsedMs: () => number = () => performance.now()) {
  const recent: number[] = [];
  return {
    /** Counts a call; true when it is one too many. */
    isOne(): boolean {
      if (callsPerSecondMax === 0) return false;
      const atMs = elapsedMs();
      while (recent.length > 0 && recent[0]! <= atMs - SECOND_MS) recent.shift();
      recent.push(atMs);
      return recent.length > callsPerSecondMax;
    },
  };
}

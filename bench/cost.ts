/** What some work cost: on a machine that others use too, only the processor's share says what is ours. */
export type Cost = { readonly wallMs: number; readonly cpuMs: number };

/** Starts counting; what it gives tells the cost from there to the call. */
export function costMeter(): () => Cost {
  const [beganMs, before] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { wallMs: performance.now() - beganMs, cpuMs: (user + system) / 1000 };
  };
}

/** The middle one of each. */
export function medianCost(costs: readonly Cost[]): Cost {
  return { wallMs: median(costs.map(({ wallMs }) => wallMs)), cpuMs: median(costs.map(({ cpuMs }) => cpuMs)) };
}

/** The least of each. */
export function bestCost(costs: readonly Cost[]): Cost {
  return { wallMs: least(costs.map(({ wallMs }) => wallMs)), cpuMs: least(costs.map(({ cpuMs }) => cpuMs)) };
}

export function costText({ wallMs, cpuMs }: Cost, digits = 0): string {
  return `${wallMs.toFixed(digits)} ms (${cpuMs.toFixed(digits)} ms of processor)`;
}

const least = (values: readonly number[]): number => values.reduce((left, right) => Math.min(left, right));

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[values.length >> 1]!;
}

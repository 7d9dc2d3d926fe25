// How long to wait before the nth try in a row: doubling from half a second to thirty, with jitter so that many clients
// of a restarted server do not come back in the same moment.
export const FIRST_MS = 500;
export const LONGEST_MS = 30_000;

export function backoff(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 16));
  return Math.round(ceiling / 2 + (random() * ceiling) / 2);
}

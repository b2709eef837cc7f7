/** How far the time of an answer may be ahead of this computer's clock. Milliseconds. */
export const CLOCK_SKEW = 10 * 60 * 1000;

/** Whether a time is less than `age` ago. One that is further ahead than clocks differ was taken from a wrong clock, and is not. All in milliseconds. */
export function isYounger(time: number, age: number, now: number): boolean {
  return now - time < age && !isAhead(time, now);
}

/** Whether a time is further ahead than clocks differ. Both in milliseconds since 1970. */
export function isAhead(time: number, now: number): boolean {
  return time - now > CLOCK_SKEW;
}

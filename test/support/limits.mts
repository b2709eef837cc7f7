// How long tests wait before they fail, in milliseconds. Only failures use these up: none says how fast anything has to be.

/** For one thing to come about: a message, a request, a line of output. */
export const PATIENCE = 120_000;
/** For a whole test, or what is done before and after it. */
export const TEST_LIMIT = 400_000;

/** For the configurations of Vitest. */
export const LIMITS = {
  testTimeout: TEST_LIMIT,
  hookTimeout: TEST_LIMIT,
  teardownTimeout: PATIENCE,
  expect: { poll: { timeout: PATIENCE } },
};

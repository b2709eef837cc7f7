// Loaded into a server's process before the server (`node --require`): its clock and its timers run ten times as fast, so that a test need not
// wait for the minutes that pass before a service is asked again.
const promises = require('node:timers/promises');

const FACTOR = 10;
const { now } = Date;
const { setTimeout: start } = globalThis;
const { setTimeout: sleep } = promises;
const began = now();

Date.now = () => began + (now() - began) * FACTOR;
globalThis.setTimeout = (callback, ms = 0, ...rest) => start(callback, ms / FACTOR, ...rest);
promises.setTimeout = (ms, ...rest) => sleep(ms / FACTOR, ...rest);

// Loaded into a process before the program (`node --require`): its clock and what it sleeps run ten times as fast. Its limits on how long a service
// may take to answer do not, so that a busy machine reaches none of them.
const promises = require('node:timers/promises');

const FACTOR = 10;
const { now } = Date;
const { setTimeout: sleep } = promises;
const began = now();

Date.now = () => began + (now() - began) * FACTOR;
promises.setTimeout = (ms, ...rest) => sleep(ms / FACTOR, ...rest);

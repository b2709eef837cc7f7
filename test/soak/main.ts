// `npm run soak -- [--seed N] [--edits N]`: prints what was measured, and ends with 1 where something is not as it has to be.
import { parseArgs } from 'node:util';
import { complaintsOf, runSoak } from './soak.js';

const { values } = parseArgs({ options: { seed: { type: 'string' }, edits: { type: 'string' } } });
const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
const edits = Number(values.edits ?? 5_000);
if (!Number.isInteger(seed) || !Number.isInteger(edits) || edits < 1) throw new Error('--seed and --edits take whole numbers');

const figures = await runSoak({ seed, edits, fileChanges: Math.ceil(edits / 25), scans: Math.ceil(edits / 100) });
const complaints = complaintsOf(figures);
console.log(JSON.stringify({ ...figures, complaints }, undefined, 2));
process.exitCode = complaints.length > 0 ? 1 : 0;

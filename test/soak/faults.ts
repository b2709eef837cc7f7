import type { Random } from '../fuzz/random.js';
import type { Fault, Services } from '../support/services/index.js';

/** Lets services misbehave, and heals them, as chance has it. */
export function changeFaults({ npm, pypi, osv }: Services, random: Random): void {
  const service = random.pick([npm, pypi, osv]);
  if (random.chance(0.4)) service.heal();
  else service.fault('/', random.pick(FAULTS), random.chance(0.5) ? 1 + random.int(20) : undefined);
}

export function healAll({ npm, pypi, osv }: Services): void {
  for (const service of [npm, pypi, osv]) service.heal();
}

const FAULTS: readonly Fault[] = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 403 },
  { kind: 'status', status: 429 },
  { kind: 'status', status: 429, headers: { 'retry-after': '20' } },
  { kind: 'status', status: 503, headers: { 'retry-after': 'soon' } },
  { kind: 'html' },
  { kind: 'html', undeclared: true },
  { kind: 'text', body: '{"name":nonsense' },
  { kind: 'text', body: '[]' },
  { kind: 'half-body' },
  { kind: 'cut' },
  { kind: 'reset' },
  { kind: 'hang' },
  { kind: 'stalled-body' },
  { kind: 'slow-head', everyMs: 20 },
  { kind: 'slow-body', everyMs: 20 },
  { kind: 'bomb', megabytes: 3 },
];

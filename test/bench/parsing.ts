// What reading a manifest of 1,000 dependencies costs by itself, and what the same text costs other readers.
import { parseTree } from 'jsonc-parser';
import { formatOf } from '../../server/src/ecosystems/manifests.js';
import { type Report, rounded, timesOf } from './support/figures.js';
import { makePackages } from './support/packages.js';

const WARM_UP = 100;
const REPETITIONS = 300;

export async function parsing(): Promise<Report> {
  const { packageJson, requirements } = makePackages(1000);
  const ours = timed(() => formatOf('package.json')?.parse(packageJson));
  const jsonc = timed(() => parseTree(packageJson));
  const json = timed(() => JSON.parse(packageJson));
  const figures = {
    'package.json': {
      depwarden: ours,
      'jsonc-parser, parseTree': jsonc,
      'JSON.parse': json,
      ratioToJsoncParser: rounded(ours.p50 / jsonc.p50),
      ratioToJsonParse: rounded(ours.p50 / json.p50),
    },
    'requirements.txt': { depwarden: timed(() => formatOf('requirements.txt')?.parse(requirements)) },
  };
  return { figures, targets: [] };
}

function timed(work: () => unknown) {
  const times = Array.from({ length: WARM_UP + REPETITIONS }, () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  });
  return timesOf(times.slice(WARM_UP));
}

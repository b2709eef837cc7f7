// From `initialized` to the first diagnostics that need facts, which an earlier run has left on disk. 200 dependencies, a new process each time.
import { type Report, say, target, timesOf } from './support/figures.js';
import { scanFolder } from './support/program.js';
import { startServer } from './support/server.js';
import { startServices } from './support/services.js';
import { makeWorkspace } from './support/workspace.js';

const WARM_UP = 3;
const REPETITIONS = 20;

export async function firstDiagnostics(): Promise<Report> {
  const services = await startServices(200);
  const { packageJson, requirements } = services.packages;
  const workspace = makeWorkspace({ 'package.json': packageJson, 'requirements.txt': requirements });
  const env = { ...services.env, DEPWARDEN_CACHE_DIR: workspace.newCache() };
  const folder = workspace.uri('');
  try {
    await scanFolder(workspace.folder, env);
    await services.takeCounts();
    const figures = {
      'package.json': await measure(() => openNew(workspace.uri('package.json'), packageJson, folder, env)),
      'requirements.txt': await measure(() => openNew(workspace.uri('requirements.txt'), requirements, folder, env)),
    };
    const requests = await services.takeCounts();
    const targets = Object.entries(figures).map(([file, { p50 }]) =>
      target(`initialized to first diagnostics of ${file} from disk, median`, p50, 60, 'ms'),
    );
    return { figures: { ...figures, requests }, targets };
  } finally {
    services.stop();
    workspace.remove();
  }
}

async function measure(once: () => Promise<number>) {
  const times: number[] = [];
  for (let index = 0; index < WARM_UP + REPETITIONS; index++) times.push(await once());
  const result = timesOf(times.slice(WARM_UP));
  say(`  ${JSON.stringify(result)}`);
  return result;
}

/** As an editor does it: the document is opened right behind `initialized`. */
async function openNew(uri: string, text: string, folder: string, env: Readonly<Record<string, string>>): Promise<number> {
  const server = startServer({ env, folder });
  await server.initialize();
  const found = server.published(({ diagnostics }) => diagnostics.length > 0);
  const settled = server.status(({ state }) => state === 'idle');
  const started = performance.now();
  server.ready();
  server.open(uri, text);
  const first = await found;
  const milliseconds = performance.now() - started;
  const { counts } = await settled;
  await server.stop();
  const all = counts.error + counts.warning + counts.information + counts.hint;
  if (first.diagnostics.length !== all) throw new Error(`the first diagnostics were ${first.diagnostics.length} of ${all}`);
  return milliseconds;
}

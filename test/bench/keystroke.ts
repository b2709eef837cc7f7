// From a key stroke to published diagnostics, 1,000 dependencies, facts in memory.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Diagnostic, PublishDiagnosticsParams } from 'vscode-languageserver-protocol';
import { type Report, rounded, say, target, timesOf } from './support/figures.js';
import { type Server, startServer } from './support/server.js';
import { startServices } from './support/services.js';
import { makeWorkspace, type Workspace } from './support/workspace.js';

const WARM_UP = 40;
const STROKES = 300;
/** Between two strokes, milliseconds: a fast typist's pause, so that nothing is measured with a processor kept hot. */
const PAUSE = 50;

/**
 * Each stroke changes what is to be published: three out of four type or delete a digit at the end of a version that has a finding, the fourth
 * begins or joins a line near the top, which moves every finding of the file.
 */
export async function keystroke(): Promise<Report> {
  const services = await startServices(1000);
  const { packageJson, requirements } = services.packages;
  const workspace = makeWorkspace({ 'package.json': packageJson, 'requirements.txt': requirements });
  try {
    const measured = {
      'package.json': await typeIn('package.json', packageJson, workspace, services.env),
      'requirements.txt': await typeIn('requirements.txt', requirements, workspace, services.env),
    };
    const targets = Object.entries(measured).map(([file, { inServer }]) =>
      target(`key stroke in ${file}, p95 in the server`, inServer.p95, 15, 'ms'),
    );
    return { figures: measured, targets };
  } finally {
    services.stop();
    workspace.remove();
  }
}

async function typeIn(file: string, text: string, workspace: Workspace, env: Readonly<Record<string, string>>) {
  const uri = workspace.uri(file);
  const server = startServer({ env: { ...env, DEPWARDEN_CACHE_DIR: workspace.newCache() }, stopwatch: true });
  await server.initialize();
  server.ready();
  const known = server.status(({ state }) => state === 'idle');
  let last: PublishDiagnosticsParams | undefined;
  server.published(params => {
    last = params;
    return false;
  });
  server.open(uri, text);
  await known;
  const strokes = strokesIn(text, last?.diagnostics ?? []);
  const roundTrips: number[] = [];
  const echoes: number[] = [];
  for (let index = 0; index < WARM_UP + STROKES; index++) {
    const stroke = strokes[index % strokes.length] as Stroke;
    roundTrips.push(await type(server, uri, index + 2, stroke));
    echoes.push(await echo(server));
    await sleep(PAUSE);
  }
  await server.stop();
  if (server.taken.length !== WARM_UP + STROKES) throw new Error(`${server.taken.length} publications for ${WARM_UP + STROKES} strokes`);
  const figures = {
    findings: last?.diagnostics.length ?? 0,
    kilobytesPublished: rounded(JSON.stringify(last).length / 1000),
    inServer: timesOf(server.taken.slice(WARM_UP)),
    roundTrip: timesOf(roundTrips.slice(WARM_UP)),
    echo: timesOf(echoes.slice(WARM_UP)),
  };
  say(`  ${file}: ${JSON.stringify(figures.inServer)}`);
  return figures;
}

interface Stroke {
  readonly range: Diagnostic['range'];
  readonly text: string;
}

/** Strokes that leave the document as it was when all were made. */
function strokesIn(text: string, diagnostics: readonly Diagnostic[]): readonly Stroke[] {
  const lines = text.split('\n');
  const versions = diagnostics.flatMap(({ code, range: { end } }) => {
    const isVersion = code === 'vulnerable-release' && /\d/.test(lines[end.line]?.[end.character - 1] ?? '');
    return isVersion ? [end] : [];
  });
  const spread = versions.filter((_, index) => index % Math.ceil(versions.length / 40) === 0);
  if (spread.length < 20) throw new Error(`only ${spread.length} versions to type in`);
  return spread.flatMap((end, index): Stroke[] => {
    const behind = { line: end.line, character: end.character + 1 };
    const top = { line: 1, character: 0 };
    const second: Stroke[] = [
      { range: { start: top, end: top }, text: '\n' },
      { range: { start: top, end: { line: 2, character: 0 } }, text: '' },
    ];
    const digit: Stroke[] = [
      { range: { start: end, end }, text: '7' },
      { range: { start: end, end: behind }, text: '' },
    ];
    return index % 4 === 3 ? second : digit;
  });
}

async function type(server: Server, uri: string, version: number, { range, text }: Stroke): Promise<number> {
  const started = performance.now();
  const published = server.published(params => params.uri === uri && params.version === version);
  await server.connection.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ range, text }] });
  await published;
  return performance.now() - started;
}

/** A request that the server does not know: what the pipes and the protocol cost by themselves. */
async function echo({ connection }: Server): Promise<number> {
  const started = performance.now();
  await connection.sendRequest('benchmark/echo').catch(() => {});
  return performance.now() - started;
}

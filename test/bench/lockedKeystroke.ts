// From a key stroke in a manifest of 200 dependencies to published diagnostics, with a package-lock.json of 20,000 packages beside it; and the
// memory that the server takes for it.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Report, rounded, say, target, timesOf } from './support/figures.js';
import { makeLocked, manifestOf, packageLockOf } from './support/lockedProject.js';
import { type Server, startServer } from './support/server.js';
import { startServices } from './support/services.js';
import { makeWorkspace } from './support/workspace.js';

const PACKAGES = 20_000;
const DIRECT = 200;
const WARM_UP = 20;
const STROKES = 150;
/** As in `keystroke`: milliseconds between two strokes. Every tenth pause is long enough for all that is done once the typing stops. */
const PAUSE = 50;
const LONG_PAUSE = 600;

export async function lockedKeystroke(): Promise<Report> {
  const services = await startServices(1);
  const samples = makeLocked(PACKAGES, DIRECT).map((sample, index) =>
    index === PACKAGES - 1 ? { ...sample, name: 'axios', version: '1.14.1' } : sample,
  );
  const manifest = manifestOf(samples, DIRECT);
  const workspace = makeWorkspace({ 'package.json': manifest, 'package-lock.json': packageLockOf(samples, DIRECT) });
  try {
    const env = { ...services.env, DEPWARDEN_CACHE_DIR: workspace.newCache() };
    const server = startServer({ env, folder: workspace.uri(''), stopwatch: true });
    await server.initialize();
    server.ready();
    const uri = workspace.uri('package.json');
    const known = server.published(({ diagnostics }) => diagnostics.some(({ message }) => String(message).includes('axios 1.14.1')));
    server.open(uri, manifest);
    await known;
    await server.connection.sendRequest('depwarden/report');
    const findings = await type(server, uri, manifest);
    const memory = residentOf(server.pid);
    await server.stop();
    const inServer = timesOf(server.taken.slice(WARM_UP));
    const figures = { findings, inServer, memory };
    say(`  ${JSON.stringify(figures)}`);
    return {
      figures,
      targets: [
        target(`key stroke beside a lockfile of ${PACKAGES} packages, p95 in the server`, inServer.p95, 15, 'ms'),
        target(`memory of the server with a lockfile of ${PACKAGES} packages, at most`, memory.most, 300, 'MB'),
      ],
    };
  } finally {
    services.stop();
    workspace.remove();
  }
}

/** Digits typed and deleted at the end of a range, lines begun and joined at the top. Gives the number of diagnostics that were there last. */
async function type({ connection, published }: Server, uri: string, manifest: string): Promise<number> {
  const line = manifest.split('\n').findIndex(text => text.includes('"part-1"'));
  const character = (manifest.split('\n')[line] ?? '').lastIndexOf('"');
  const top = { line: 1, character: 0 };
  const strokes = [
    { range: { start: { line, character }, end: { line, character } }, text: '7' },
    { range: { start: { line, character }, end: { line, character: character + 1 } }, text: '' },
    { range: { start: top, end: top }, text: '\n' },
    { range: { start: top, end: { line: 2, character: 0 } }, text: '' },
  ];
  let findings = 0;
  for (let index = 0; index < WARM_UP + STROKES; index++) {
    const version = index + 2;
    const next = published(params => params.uri === uri && params.version === version);
    await connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [strokes[index % strokes.length]],
    });
    findings = (await next).diagnostics.length;
    await sleep(index % 10 === 9 ? LONG_PAUSE : PAUSE);
  }
  return findings;
}

/** Megabytes, by Linux's own account; undefined on platforms that have none. */
function residentOf(pid: number): { readonly now: number | undefined; readonly most: number | undefined } {
  const read = (line: string): number | undefined => {
    try {
      const kibibytes = new RegExp(`${line}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      return kibibytes === undefined ? undefined : rounded((Number(kibibytes) * 1024) / 1_000_000);
    } catch {
      return undefined;
    }
  };
  return { now: read('VmRSS'), most: read('VmHWM') };
}

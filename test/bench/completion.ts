// From a request for completion to the list of versions: a package with 3,000 releases and a hundred advisories, in a manifest of 1,000 lines.
import type { CompletionList } from 'vscode-languageserver-protocol';
import { type OsvRecord, startNpmService, startOsvService, startPyPIService } from '../support/services/index.js';
import { type Report, rounded, say, target, timesOf } from './support/figures.js';
import { type Server, startServer } from './support/server.js';
import { makeWorkspace, type Workspace } from './support/workspace.js';

const RELEASES = 3000;
const ADVISORIES = 100;
const OTHERS = 999;
const WARM_UP = 10;
const ROUNDS = 60;
const NAME = 'many-releases';

/** What is typed at the end of the file's first dependency, stroke by stroke, and taken away again. */
const TYPED = ['', '2', '2.', '2.9', '2.9.'];

interface Kind {
  readonly file: string;
  readonly ecosystem: 'npm' | 'PyPI';
  /** The manifest's text and where in it the version is typed. */
  readonly text: string;
  readonly at: { readonly line: number; readonly character: number };
}

export async function completion(): Promise<Report> {
  const npm = await startNpmService({ [NAME]: { releases: datedReleases() } });
  const pypi = await startPyPIService({ [NAME]: { releases: datedReleases() } });
  const osv = await startOsvService([...advisories('npm'), ...advisories('PyPI')]);
  const env = { DEPWARDEN_NPM_REGISTRY: npm.url, DEPWARDEN_PYPI_URL: pypi.indexUrl, DEPWARDEN_OSV_URL: osv.url };
  const workspace = makeWorkspace({});
  try {
    const measured = {
      npm: await measure(packageJson(), workspace, env),
      PyPI: await measure(requirements(), workspace, env),
    };
    const targets = Object.entries(measured).map(([ecosystem, { roundTrip }]) =>
      target(`list of ${RELEASES} releases, p95 (${ecosystem})`, roundTrip.p95, 30, 'ms'),
    );
    return { figures: measured, targets };
  } finally {
    workspace.remove();
    await Promise.all([npm, pypi, osv].map(service => service.close()));
  }
}

async function measure({ file, text, at }: Kind, workspace: Workspace, env: Readonly<Record<string, string>>) {
  const uri = workspace.uri(file);
  const server = startServer({ env: { ...env, DEPWARDEN_CACHE_DIR: workspace.newCache() } });
  await server.initialize();
  server.ready();
  const known = server.status(({ state }) => state !== 'checking');
  server.open(uri, text);
  await known;
  const first = await ask(server, uri, at);
  const later = await ask(server, uri, at);
  if (later.list?.items.length !== 100) throw new Error(`${later.list?.items.length} items in ${file}`);
  const roundTrips: number[] = [];
  let version = 1;
  let typed = '1';
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    for (const next of TYPED) {
      await change(server, uri, ++version, at, typed, next);
      typed = next;
      const { took } = await ask(server, uri, { ...at, character: at.character + typed.length });
      if (round >= WARM_UP) roundTrips.push(took);
    }
  }
  await server.stop();
  const figures = {
    first: rounded(first.took),
    kilobytes: rounded(JSON.stringify(first.list).length / 1000),
    roundTrip: timesOf(roundTrips),
  };
  say(`  ${file}: ${JSON.stringify(figures)}`);
  return figures;
}

async function change(server: Server, uri: string, version: number, at: Kind['at'], from: string, to: string): Promise<void> {
  const range = { start: at, end: { ...at, character: at.character + from.length } };
  const contentChanges = [{ range, text: to }];
  await server.connection.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
  // The diagnostics of the stroke are no part of what is measured.
  await server.connection.sendRequest('benchmark/echo').catch(() => {});
}

async function ask({ connection }: Server, uri: string, position: Kind['at']) {
  const started = performance.now();
  const list = await connection.sendRequest<CompletionList | null>('textDocument/completion', { textDocument: { uri }, position });
  return { list, took: performance.now() - started };
}

/** Ten major versions, the newest last, as registries list them. */
function datedReleases(): Record<string, { readonly date: string }> {
  const day = 24 * 60 * 60 * 1000;
  return Object.fromEntries(
    Array.from({ length: RELEASES }, (_, index) => {
      const version = `${Math.floor(index / 300)}.${Math.floor((index % 300) / 10)}.${index % 10}`;
      return [version, { date: new Date(Date.UTC(2016, 0, 1) + index * day).toISOString() }] as const;
    }),
  );
}

function advisories(ecosystem: Kind['ecosystem']): readonly OsvRecord[] {
  const versions = Object.keys(datedReleases());
  return Array.from({ length: ADVISORIES }, (_, index) => ({
    id: `GHSA-${ecosystem.toLowerCase()}-${index}`,
    modified: '2026-03-01T00:00:00Z',
    summary: 'Improper handling of input',
    affected: [
      {
        package: { ecosystem, name: NAME },
        ranges: [
          {
            type: ecosystem === 'npm' ? 'SEMVER' : 'ECOSYSTEM',
            events: [{ introduced: versions[index * 10] ?? '0' }, { fixed: versions[index * 10 + 2000] ?? '9.0.0' }],
          },
        ],
      },
    ],
    database_specific: { severity: 'MODERATE' },
  }));
}

function packageJson(): Kind {
  const others = Array.from({ length: OTHERS }, (_, index) => `    "part-${index}": "^1.0.0"`);
  const text = `{\n  "dependencies": {\n    "${NAME}": "^1",\n${others.join(',\n')}\n  }\n}\n`;
  return { file: 'package.json', ecosystem: 'npm', text, at: { line: 2, character: `    "${NAME}": "^`.length } };
}

function requirements(): Kind {
  const others = Array.from({ length: OTHERS }, (_, index) => `part-${index}==1.0.0`);
  const text = `${NAME}>=1\n${others.join('\n')}\n`;
  return { file: 'requirements.txt', ecosystem: 'PyPI', text, at: { line: 0, character: `${NAME}>=`.length } };
}

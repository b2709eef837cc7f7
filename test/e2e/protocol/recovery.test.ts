import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Connection, Diagnostic } from 'vscode-languageserver';
import type { TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { createFacts, FRESH_FOR, RETRY_AFTER } from '../../../server/src/engine/facts.js';
import { NOTHING_AROUND } from '../../../server/src/engine/projects.js';
import { createSession, type Session } from '../../../server/src/lsp/session.js';
import type { Lookup, PackageFacts, Release } from '../../../server/src/model.js';
import type { AdvisorySource, PackageRegistry } from '../../../server/src/ports.js';
import { diskFolders } from '../../../server/src/sources/diskFolders.js';
import { releasesOf } from '../../../server/src/versions/releases.js';
import { codes } from './world.js';

// Waits of a minute and of an hour: the server's session in this process, its connection a list of what was published, its clock the test's.

const URI = 'file:///a/requirements.txt';

let answer: () => Lookup<PackageFacts>;
let asked: number;
let published: Diagnostic[][];
let session: Session;

beforeEach(() => {
  vi.useFakeTimers();
  asked = 0;
  published = [];
  const document = TextDocument.create(URI, '', 1, 'requests==2.32.0\n');
  const documents = { get: () => document, keys: () => [URI], all: () => [document] };
  const connection = { sendDiagnostics: async ({ diagnostics }: { diagnostics: Diagnostic[] }) => void published.push(diagnostics) };
  const registry: PackageRegistry = {
    recall: async () => undefined,
    fetch: async () => {
      asked++;
      return answer();
    },
    digests: async () => ({ kind: 'unknown', reason: 'not asked' }),
  };
  const advisories: AdvisorySource = {
    recall: async packages => packages.map(() => undefined),
    fetch: async packages => packages.map(() => ({ kind: 'found', value: [], fetchedAt: Date.now() })),
  };
  const registries = { npm: registry, PyPI: registry };
  const quiet = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };
  session = createSession({
    connection: connection as unknown as Connection,
    documents: documents as unknown as TextDocuments<TextDocument>,
    abilities: {
      pullDiagnostics: false,
      configuration: false,
      registersConfiguration: false,
      watchesFiles: false,
      versionedEdits: false,
      annotatedEdits: false,
      appliesEdits: false,
      createsFiles: false,
      resolvesEdits: false,
      markdownHover: false,
      workspaceFolders: false,
      completion: { labelDetails: false, deprecatedTag: false, preselect: false },
      definitionLinks: false,
      inlayHints: false,
      refreshesInlayHints: false,
    },
    encoding: 'utf-16',
    initialSettings: {},
    wantsStatus: false,
    wantsInstalled: false,
    wantsTerminal: false,
    wantsIgnore: false,
    knowsSchema: false,
    installedFolders: diskFolders(),
    folders: () => [],
    disk: { read: async () => ({ kind: 'unreadable', reason: 'no disk' }), resolve: (_, target) => target, findManifests: async () => [] },
    clock: Date.now,
    logger: quiet,
    createWorld: () => ({
      facts: createFacts({ registries, advisories, clock: Date.now }),
      registries,
      origins: {
        pythonIndex: 'https://index.example/simple',
        privateRegistryOf: () => () => undefined,
        registryHostsOf: () => () => [],
        privateScopesOf: () => [],
      },
      projects: { around: async () => NOTHING_AROUND },
      databaseInUse: () => undefined,
      heldInCaches: async () => [],
      close: async () => {},
    }),
    updateDatabase: async () => ({ records: 0, megabytes: 0 }),
    rulePage: () => undefined,
  });
});

afterEach(async () => {
  await session.dispose();
  vi.useRealTimers();
});

it('asks again by itself when a failed service may have come back, and then tells what was missing', async () => {
  answer = () => ({ kind: 'unknown', reason: 'index.example is failing (500)' });
  session.opened(URI);
  await vi.advanceTimersByTimeAsync(1000);
  expect([asked, codes(published.at(-1) ?? [])]).toEqual([1, ['not-checked']]);
  await vi.advanceTimersByTimeAsync(RETRY_AFTER - 2000);
  session.changed(URI);
  await vi.advanceTimersByTimeAsync(500);
  expect(asked).toBe(1);
  answer = () => found({ version: '2.32.0', yanked: 'broken' });
  await vi.advanceTimersByTimeAsync(RETRY_AFTER + 1000);
  expect([asked, codes(published.at(-1) ?? [])]).toEqual([2, ['yanked-release']]);
});

it('looks again at what is known when it is no longer fresh', async () => {
  answer = () => found({ version: '2.32.0' });
  session.opened(URI);
  await vi.advanceTimersByTimeAsync(FRESH_FOR - 1000);
  expect([asked, published.at(-1)]).toEqual([1, []]);
  answer = () => found({ version: '2.32.0', yanked: 'broken' });
  await vi.advanceTimersByTimeAsync(2000);
  expect([asked, codes(published.at(-1) ?? [])]).toEqual([2, ['yanked-release']]);
});

it('asks nothing more about a document that was closed', async () => {
  answer = () => ({ kind: 'unknown', reason: 'index.example is failing (500)' });
  session.opened(URI);
  await vi.advanceTimersByTimeAsync(1000);
  session.closed(URI);
  await vi.advanceTimersByTimeAsync(3 * RETRY_AFTER);
  expect(asked).toBe(1);
});

function found(release: Release): Lookup<PackageFacts> {
  const facts: PackageFacts = { ecosystem: 'PyPI', name: 'requests', releases: releasesOf([release]), distTags: {} };
  return { kind: 'found', value: facts, fetchedAt: Date.now() };
}

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Connection, Diagnostic } from 'vscode-languageserver';
import type { TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { createFacts, RETRY_AFTER } from '../../../server/src/analysis/packageMetadata.js';
import { composeSession, type RunningSession } from '../../../server/src/editor/composition.js';
import { NO_GITIGNORE } from '../../../server/src/model/gitignore.js';
import type { Lookup, PackageFacts, Release } from '../../../server/src/model/index.js';
import { releasesOf } from '../../../server/src/model/releases.js';
import type { AdvisorySource, PackageRegistry } from '../../../server/src/ports/index.js';
import { EMPTY_CONTEXT } from '../../../server/src/project/projectContext.js';
import { diskFolders } from '../../../server/src/services/disk/folders.js';
import { PUBLIC_ORIGINS, publicRegistries } from '../../support/origins.js';
import { codes } from './world.js';

// Waits of a minute and of an hour: the server's session in this process, its connection a list of what was published, its clock the test's.

const MINUTE = 60_000;
const URI = 'file:///a/requirements.txt';

let answer: () => Lookup<PackageFacts>;
let asked: number;
let advisoriesAsked: number;
let failing: boolean;
let published: Diagnostic[][];
let session: RunningSession;

beforeEach(() => {
  vi.useFakeTimers();
  asked = 0;
  advisoriesAsked = 0;
  failing = false;
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
    fetch: async packages => {
      advisoriesAsked++;
      return packages.map(() =>
        failing ? { kind: 'unknown', reason: 'osv.example answers HTTP 500' } : { kind: 'found', value: [], fetchedAt: Date.now() },
      );
    },
  };
  const registries = publicRegistries({ npm: registry, PyPI: registry });
  const quiet = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };
  session = composeSession({
    version: '0.0.0',
    connection: connection as unknown as Connection,
    documents: documents as unknown as TextDocuments<TextDocument>,
    capabilities: {
      pullDiagnostics: false,
      configuration: false,
      registersConfiguration: false,
      watchesFiles: false,
      versionedEdits: false,
      annotatedEdits: false,
      appliesEdits: false,
      showsDocuments: false,
      createsFiles: false,
      resolvesEdits: false,
      disabledActions: false,
      markdownHover: false,
      workspaceFolders: false,
      completion: { labelDetails: false, deprecatedTag: false, preselect: false },
      definitionLinks: false,
      inlayHints: false,
      refreshesInlayHints: false,
      showsProgress: false,
      codeLenses: false,
      refreshesCodeLenses: false,
    },
    encoding: 'utf-16',
    initialSettings: {},
    extensions: {
      status: false,
      installed: false,
      alerts: false,
      ignoring: false,
      rulePages: false,
      problemsInHover: false,
      policySchema: false,
      terminal: false,
      report: false,
    },
    installedFolders: diskFolders(),
    isTrusted: () => true,
    folders: () => [],
    disk: {
      read: async () => ({ kind: 'unreadable', reason: 'no disk', absent: true }),
      resolve: (_, target) => target,
      findProjectFiles: async () => ({ files: [], gitignore: NO_GITIGNORE }),
    },
    clock: Date.now,
    logger: quiet,
    createServices: () => ({
      facts: createFacts({ registries, advisories, clock: Date.now, breathe: async () => {} }),
      registries,
      origins: PUBLIC_ORIGINS,
      contexts: { around: async () => EMPTY_CONTEXT },
      locks: { find: async () => undefined, open: async () => undefined, textOf: async () => '' },
      cache: { read: async () => undefined, write: async () => {} },
      tryAgain: () => {},
      databaseUse: () => ({}),
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
  answer = () => ({ kind: 'unknown', reason: 'index.example answers HTTP 500' });
  session.emit('documentOpened', URI);
  await vi.advanceTimersByTimeAsync(1000);
  expect([asked, codes(published.at(-1) ?? [])]).toEqual([1, ['not-checked']]);
  await vi.advanceTimersByTimeAsync(RETRY_AFTER - 2000);
  session.emit('documentChanged', URI);
  await vi.advanceTimersByTimeAsync(500);
  expect(asked).toBe(1);
  answer = () => found({ version: '2.32.0', yanked: 'broken' });
  await vi.advanceTimersByTimeAsync(RETRY_AFTER + 1000);
  expect([asked, codes(published.at(-1) ?? [])]).toEqual([2, ['yanked-release']]);
});

it('looks again at what is known by itself: for advisories every hour, for releases before they are a day old', async () => {
  answer = () => found({ version: '2.32.0' });
  session.emit('documentOpened', URI);
  await vi.advanceTimersByTimeAsync(50 * MINUTE);
  expect([advisoriesAsked, asked, published.at(-1)]).toEqual([1, 1, []]);
  await vi.advanceTimersByTimeAsync(17 * MINUTE);
  expect([advisoriesAsked, asked]).toEqual([2, 1]);
  answer = () => found({ version: '2.32.0', yanked: 'broken' });
  await vi.advanceTimersByTimeAsync(24 * 60 * MINUTE);
  expect(advisoriesAsked).toBeGreaterThanOrEqual(23);
  expect([asked, codes(published.at(-1) ?? [])]).toEqual([2, ['yanked-release']]);
});

it.each([
  ['0 minutes', async () => session.emit('configurationChanged', { depwarden: { watch: { minutes: 0 } } })],
  ['a machine that saves power', async () => session.emit('powerSaveChanged', true)],
])('does not look again with %s', async (_, change) => {
  answer = () => found({ version: '2.32.0' });
  session.emit('documentOpened', URI);
  await change();
  await vi.advanceTimersByTimeAsync(5 * 60 * MINUTE);
  expect([advisoriesAsked, asked]).toEqual([1, 1]);
  session.emit('powerSaveChanged', false);
  session.emit('configurationChanged', { depwarden: {} });
  await vi.advanceTimersByTimeAsync(3 * 60 * MINUTE);
  expect(advisoriesAsked).toBeGreaterThan(1);
});

it('waits longer and longer while the service fails, and as before when it is back', async () => {
  answer = () => found({ version: '2.32.0' });
  session.emit('documentOpened', URI);
  await vi.advanceTimersByTimeAsync(MINUTE);
  session.emit('documentClosed', URI); // what a failure of an open document has asked again is not counted here
  failing = true;
  const counts: number[] = [];
  for (let day = 0; day < 4; day++) {
    const before = advisoriesAsked;
    await vi.advanceTimersByTimeAsync(24 * 60 * MINUTE);
    counts.push(advisoriesAsked - before);
  }
  expect(counts[0]).toBeLessThan(7);
  expect(counts[3]).toBeLessThan(3);
  failing = false;
  await vi.advanceTimersByTimeAsync(27 * 60 * MINUTE);
  const before = advisoriesAsked;
  await vi.advanceTimersByTimeAsync(24 * 60 * MINUTE);
  expect(advisoriesAsked - before).toBeGreaterThan(20);
});

it('asks nothing more about a document that was closed', async () => {
  answer = () => ({ kind: 'unknown', reason: 'index.example answers HTTP 500' });
  session.emit('documentOpened', URI);
  await vi.advanceTimersByTimeAsync(1000);
  session.emit('documentClosed', URI);
  await vi.advanceTimersByTimeAsync(3 * RETRY_AFTER);
  expect(asked).toBe(1);
});

function found(release: Release): Lookup<PackageFacts> {
  const facts: PackageFacts = { ecosystem: 'PyPI', name: 'requests', releases: releasesOf([release]), distTags: {} };
  return { kind: 'found', value: facts, fetchedAt: Date.now() };
}

// The built command line and the built language server over the same services: both tell the same of the examples, and of every workspace that the
// workbench opens.
import { execFile } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver-protocol/node';
import { lockfileFormatOf } from '../../../server/src/ecosystems/lockfiles.js';
import { formatOf } from '../../../server/src/ecosystems/manifests.js';
import { type LanguageClient, PROJECT } from '../../support/languageClient.js';
import { expectSameClosed, expectSameOpen, type ReportedFindings, toldInEditor } from '../../support/sameFindings.js';
import { QUIETLOG, QUIETLOG_RECORD } from '../../support/services/index.js';
import { infectedEnvironment, manyKinds, manyManifests, shopWithLockfile, teachMany, untrustworthy } from '../workbench/workspaces.js';
import { addExamples } from '../workbench/world.js';
import { PUSH, useWorld } from './world.js';

const world = useWorld();

/** What each does with a copy of the examples. */
const WORKSPACES: Readonly<Record<string, (workspace: string) => Promise<void>>> = {
  examples: async () => {},
  'a lockfile that is behind': shopWithLockfile,
  'many kinds of findings': manyKinds,
  'an infected environment': infectedEnvironment,
  'a policy that silences': untrustworthy,
  'many manifests': manyManifests,
  'a constraint': workspace => writeFile(path.join(workspace, 'constraints.txt'), 'quietlog==1.82.7\n'),
};

interface Report extends ReportedFindings {
  readonly manifests: readonly { readonly path: string }[];
  readonly lockfiles: readonly { readonly path: string }[];
}

describe('a scan and the language server', () => {
  it('tell the same of every example workspace, of its files closed and open', async () => {
    teach();
    const folders = await Promise.all(Object.values(WORKSPACES).map(copyOfExamples));
    const client = await world.start({ capabilities: PUSH, folders });
    const reports = await Promise.all(folders.map(scanned));
    await client.request('workspace/executeCommand', { command: 'depwarden.scanWorkspace' });
    for (const [at, folder] of folders.entries()) await settled(client, folder, told => expectSameClosed(told, reports[at] as Report));

    const opened = folders.map((folder, at) => filesIn(folder, reports[at] as Report));
    for (const file of opened.flat()) client.open(file, await readFile(file, 'utf8'));
    for (const [at, folder] of folders.entries()) {
      const names = (opened[at] ?? []).map(file => path.relative(folder, file));
      await settled(client, folder, told => expectSameOpen(told, reports[at] as Report, names), opened[at]);
    }
    expect(reports.every(({ findings }) => findings.length > 0)).toBe(true);
  });
});

function teach(): void {
  const { services } = world;
  addExamples(services);
  teachMany(services);
  services.pypi.projects.set('quietlog', QUIETLOG);
  services.osv.records.set(QUIETLOG_RECORD.id, QUIETLOG_RECORD);
}

async function copyOfExamples(prepare: (workspace: string) => Promise<void>): Promise<string> {
  const workspace = path.join(await world.folder(), 'workspace');
  await cp(path.join(PROJECT, 'examples'), workspace, { recursive: true });
  await prepare(workspace);
  return workspace;
}

/** What `depwarden scan --format json` prints; that something is found makes it end with status 1. */
async function scanned(folder: string): Promise<Report> {
  const words = [path.join(PROJECT, 'dist/cli.js'), 'scan', '--trust', folder, '--format', 'json', '--fail-on', 'never'];
  const cache = path.join(folder, '../cache');
  const env = { PATH: process.env.PATH, HOME: path.join(folder, '../home'), PIP_CONFIG_FILE: devNull, DEPWARDEN_CACHE_DIR: cache };
  const options = { env: { ...env, ...world.services.env }, maxBuffer: 1 << 28 };
  return JSON.parse((await promisify(execFile)(process.execPath, words, options)).stdout);
}

/** The manifests and lockfiles that were found in the folder; one that lies outside is only included. */
function filesIn(folder: string, { manifests, lockfiles }: Report): readonly string[] {
  const names = [...manifests, ...lockfiles].map(({ path: name }) => name);
  const isJudged = (name: string): boolean => !name.startsWith('..') && (formatOf(name) ?? lockfileFormatOf(name)) !== undefined;
  return [...new Set(names.filter(isJudged))].map(name => path.join(folder, name));
}

/** Waits until the two agree: what is installed is looked for in the background. Where they do not, the difference is the failure. */
async function settled(
  client: LanguageClient,
  folder: string,
  compare: (told: ReturnType<typeof toldInEditor>) => void,
  open: readonly string[] = [],
): Promise<void> {
  const compareNow = (): void => compare(toldInEditor(shownIn(client, folder), folder));
  const agree = (): boolean => {
    try {
      compareNow();
      return open.every(file => client.published(file)?.version === 1);
    } catch {
      return false;
    }
  };
  await client.until(`agreement about ${folder}`, agree).catch(error => {
    compareNow();
    throw error;
  });
}

/** What is shown last on each file of a folder. */
function shownIn(client: LanguageClient, folder: string): ReadonlyMap<string, readonly Diagnostic[]> {
  const all = client.all('textDocument/publishDiagnostics').map(({ params }) => [fileURLToPath(params.uri), params.diagnostics] as const);
  return new Map(all.filter(([file]) => file.startsWith(`${folder}${path.sep}`)));
}

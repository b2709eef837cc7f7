import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ClientCapabilities } from 'vscode-languageserver-protocol/node';
import type { ApplyFixResult, OverviewResult, ReportRow } from '../../../server/src/protocol/index.js';
import { startGate } from '../../support/gate.js';
import { type LanguageClient, uriOf } from '../../support/languageClient.js';
import { firstOf, hasCode, on, PUSH, textIn, useWorld } from './world.js';

const world = useWorld();

const APPLYING: ClientCapabilities = { ...PUSH, workspace: { ...PUSH.workspace, applyEdit: true } };
const CHALK = '{\n  "dependencies": {\n    "chalk": "5.6.1"\n  }\n}\n';
const FIX = 'Pin chalk to 5.6.0 (last safe release)';
const NOT_OFFERED = 'The manifest has changed, and this fix is not offered for what stands there now.';

const overviewOf = (client: LanguageClient): Promise<OverviewResult> => client.request('depwarden/overview');
const scan = (client: LanguageClient): Promise<unknown> =>
  client.request('workspace/executeCommand', { command: 'depwarden.scanWorkspace' });

/** Asks until nothing is waited for. */
async function wholeOverviewOf(client: LanguageClient): Promise<OverviewResult> {
  const overview = await overviewOf(client);
  return overview.waiting === 0 ? overview : wholeOverviewOf(client);
}

function rowOn(overview: OverviewResult, name: string): ReportRow {
  return firstOf(overview.rows.filter(row => row.package === name));
}

describe('depwarden/overview', () => {
  it('knows nothing before anything was opened or scanned', async () => {
    const folder = await world.folder({ 'package.json': CHALK });
    const client = await world.start({ capabilities: PUSH, folders: [folder] });
    expect(await overviewOf(client)).toMatchObject({ rows: [], manifests: [], scanned: false, waiting: 0 });
  });

  it('has what is open as it stands in the editor, what a scan has read, and policy files', async () => {
    const folder = await world.folder({
      'a/package.json': CHALK,
      'requirements.txt': 'litellm>=1.50,<2\n',
      '.depwarden.jsonc': '{ "odd": 1 }\n',
    });
    const client = await world.start({ capabilities: PUSH, folders: [folder] });
    await scan(client);
    const file = path.join(folder, 'a/package.json');
    client.open(file, `\n${CHALK}`);
    await client.diagnostics(file, hasCode('malicious-release'));
    const overview = await overviewOf(client);
    expect(overview).toMatchObject({ scanned: true, waiting: 0, totals: { manifests: 2, counts: { error: 1, warning: 1 } } });
    expect(overview.rows.map(({ rule, label, file: shown, uri }) => [rule, label, shown, uri])).toEqual([
      ['malicious-release', 'chalk 5.6.1', 'a/package.json', uriOf(file)],
      ['admits-malicious-release', expect.stringMatching(/^litellm /), 'requirements.txt', uriOf(path.join(folder, 'requirements.txt'))],
      ['policy', '.depwarden.jsonc', '.depwarden.jsonc', uriOf(path.join(folder, '.depwarden.jsonc'))],
    ]);
    expect(rowOn(overview, 'chalk')).toMatchObject({ range: on(3, 14, 19), fix: { title: FIX } });
  });

  it('has a row for each place of one bad release, all of one group, and one on the lockfile for a release that no manifest leads to', async () => {
    const locked = '{ "lockfileVersion": 3, "packages": {\n  "": {},\n  "node_modules/axios": { "version": "1.14.1" } } }\n';
    const folder = await world.folder({
      'a/package.json': CHALK,
      'b/package.json': CHALK,
      'c/package.json': '{}',
      'c/package-lock.json': locked,
    });
    const client = await world.start({ capabilities: PUSH, folders: [folder] });
    await scan(client);
    const { rows, totals } = await overviewOf(client);
    expect(rows.map(({ kind, label, file, range }) => [kind, label, file, range?.start.line])).toEqual([
      ['dependency', 'chalk 5.6.1', 'a/package.json', 2],
      ['dependency', 'chalk 5.6.1', 'b/package.json', 2],
      ['lockfile', 'axios 1.14.1', 'c/package-lock.json', 2],
    ]);
    const [first, second, alone] = rows.map(({ group }) => group);
    expect([second === first, alone === first]).toEqual([true, false]);
    expect(totals.counts.error).toBe(3);
  });

  it('has its ranges in the encoding agreed on', async () => {
    const text = '{ "name": "é𝒳", "dependencies": { "chalk": "5.6.1" } }';
    const folder = await world.folder({ 'package.json': text });
    const client = await world.start({ capabilities: { ...PUSH, general: { positionEncodings: ['utf-8'] } }, folders: [folder] });
    await scan(client);
    const { range } = rowOn(await overviewOf(client), 'chalk');
    expect(range && Buffer.from(text).subarray(range.start.character, range.end.character).toString()).toBe('5.6.1');
  });

  it('marks what cannot be seen in names', async () => {
    const folder = await world.folder({ 'od\u202ed/package.json': CHALK });
    const client = await world.start({ capabilities: PUSH, folders: [folder] });
    await scan(client);
    const { manifests, rows } = await overviewOf(client);
    expect([firstOf(manifests).file, firstOf(rows).file]).toEqual(['od<U+202E>d/package.json', 'od<U+202E>d/package.json']);
  });

  it('does not wait for a service that does not answer, and says so', async () => {
    const folder = await world.folder({ 'requirements.txt': 'requests==2.32.0\n' });
    const gate = await startGate(world.services.pypi.url);
    world.later(() => gate.close());
    const client = await world.start({ capabilities: PUSH, folders: [folder], section: { registries: { pypi: `${gate.url}/simple` } } });
    const file = path.join(folder, 'requirements.txt');
    client.open(file, 'requests==2.32.0\nlitellm==1.82.7\n');
    await gate.arrival(1);
    const early = await overviewOf(client);
    expect(early.waiting).toBe(1);
    expect(rowOn(early, 'litellm').rule, 'incidents are built in').toBe('malicious-release');
    gate.open();
    await client.diagnostics(file, hasCode('yanked-release'));
    const late = await overviewOf(client);
    expect([late.waiting, rowOn(late, 'requests').rule]).toEqual([0, 'yanked-release']);
  });
});

describe('what is ignored', () => {
  const POLICY = `{ "ignore": [{ "package": "npm:chalk", "rule": "malicious-release", "versions": "5.6.1", "reason": "mirrored \u202e", "expires": "2099-01-31" }] }\n`;

  it('is listed with the reason and the end, and counts as no finding', async () => {
    const folder = await world.folder({ 'package.json': CHALK, '.depwarden.jsonc': POLICY });
    const client = await world.start({ capabilities: PUSH, folders: [folder] });
    await scan(client);
    const { rows, ignored } = await wholeOverviewOf(client);
    expect(rows.map(({ rule }) => rule)).not.toContain('malicious-release');
    expect(ignored).toEqual([
      expect.objectContaining({
        label: 'chalk 5.6.1',
        rule: 'malicious-release',
        uri: uriOf(path.join(folder, 'package.json')),
        range: on(2, 14, 19),
        reason: 'mirrored <U+202E>',
        expires: '2099-01-31',
      }),
    ]);
  });

  it('is chosen of a row as beside its diagnostic', async () => {
    const folder = await world.folder({ 'package.json': CHALK });
    const client = await world.start({ capabilities: PUSH, folders: [folder] });
    await scan(client);
    const { uri, rule, package: name, ecosystem, version, advisories } = rowOn(await wholeOverviewOf(client), 'chalk');
    const params = { uri, rule, package: name, ecosystem, version, advisories: advisories.map(({ id }) => id) };
    const { question } = await client.request('depwarden/ignoreChoices', params);
    expect(question).toMatchObject({ uri, title: 'Ignore chalk: a malicious release…', malicious: true, needsExpiry: true });
    expect(question.scopes.map(({ entry }: { readonly entry: object }) => entry)).toContainEqual({
      rule: 'malicious-release',
      package: 'npm:chalk',
      versions: '5.6.1',
    });
    expect(await client.request('depwarden/ignoreChoices', { ...params, rule: 'no-such-rule' })).toEqual({ question: null });
  });
});

describe('depwarden/applyFix', () => {
  async function seen(text = CHALK, capabilities = APPLYING) {
    const folder = await world.folder({ 'package.json': text });
    const client = await world.start({ capabilities, folders: [folder] });
    const file = path.join(folder, 'package.json');
    await scan(client);
    const row = rowOn(await overviewOf(client), 'chalk');
    const apply = (part = {}): Promise<ApplyFixResult> =>
      client.request('depwarden/applyFix', { uri: row.uri, row: row.id, title: row.fix?.title, ...part });
    return { client, file, apply };
  }

  it('has the client apply the edit to the version that it is for, and nothing else', async () => {
    const { client, file, apply } = await seen();
    client.open(file, CHALK);
    const version = client.change(file, CHALK.replace('{', '{\n'));
    expect(await apply()).toEqual({ applied: true });
    expect(client.all('workspace/applyEdit').map(({ params }) => params)).toEqual([
      {
        label: FIX,
        edit: { documentChanges: [{ textDocument: { uri: uriOf(file), version }, edits: [{ range: on(3, 14, 19), newText: '5.6.0' }] }] },
      },
    ]);
    expect(textIn(CHALK.replace('{', '{\n'), on(3, 14, 19))).toBe('5.6.1');
  });

  it.each<[string, string | undefined, object]>([
    ['the file is not open', undefined, {}],
    ['the line is another one', CHALK.replace('5.6.1', '5.6.0'), {}],
    ['another fix was seen', CHALK, { title: 'Pin chalk to 9.9.9' }],
    ['there is no such row', CHALK, { row: 'chalk' }],
  ])('changes nothing where %s', async (_name, text, part) => {
    const { client, file, apply } = await seen();
    if (text !== undefined) client.open(file, text);
    expect(await apply(part)).toEqual({ applied: false, why: NOT_OFFERED });
    expect(client.all('workspace/applyEdit')).toEqual([]);
  });

  it('asks nothing of a client that applies no edits', async () => {
    const { client, file, apply } = await seen(CHALK, PUSH);
    client.open(file, CHALK);
    expect(await apply()).toEqual({ applied: false, why: 'The editor does not apply edits that it is asked for.' });
    expect(client.all('workspace/applyEdit')).toEqual([]);
  });
});

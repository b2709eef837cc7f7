import { realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CodeAction } from 'vscode-languageserver-protocol/node';
import type { InstalledParams } from '../../../server/src/protocol/index.js';
import type { OverviewRow } from '../../../server/src/reports/overview.js';
import { uriOf } from '../../support/languageClient.js';
import { hasCode, on, PULL, PUSH, put, type StartOptions, says, useWorld } from './world.js';

// What is already installed: found in the background, told once, shown on the manifest.

const world = useWorld();
const SITE = '.venv/lib/python3.11/site-packages';
const TOLD = { initializationOptions: { installedNotifications: true, statusNotifications: true } };
const MESSAGE = 'litellm 1.82.8 is installed in .venv: a compromised release';

let folder: string;
let requirements: string;
const at = (name: string): string => path.join(folder, name);
const start = (options: StartOptions = {}) => world.start({ capabilities: PUSH, folders: [folder], ...options });

beforeEach(async () => {
  folder = await world.folder({
    'requirements.txt': '# what we use\nrequests==2.32.3\nlitellm>=1.80\n',
    '.venv/pyvenv.cfg': '',
    [`${SITE}/litellm-1.82.8.dist-info/METADATA`]: 'Name: litellm\nVersion: 1.82.8\n',
    [`${SITE}/litellm_init.pth`]: 'import base64\n',
  });
  requirements = at('requirements.txt');
});

describe('what is installed and malicious', () => {
  it('is shown on the dependency of a manifest that is not open, and told once', async () => {
    const client = await start(TOLD);
    const [diagnostic, ...others] = await client.diagnostics(requirements, hasCode('malicious-installed'));
    expect(others).toEqual([]);
    expect(diagnostic).toMatchObject({ range: on(2, 0, 7), severity: 1, source: 'depwarden' });
    expect(diagnostic?.message).toContain(MESSAGE);
    expect(diagnostic?.data).toMatchObject({ package: 'litellm', ecosystem: 'PyPI', version: '1.82.8' });
    await client.request('workspace/executeCommand', { command: 'depwarden.scanWorkspace' });
    await client.diagnostics(requirements, diagnostics => diagnostics.some(({ data }) => data?.alsoRule === 'malicious-release'));
    const told: InstalledParams = {
      package: 'litellm',
      ecosystem: 'PyPI',
      version: '1.82.8',
      where: '.venv',
      environment: at('.venv'),
      uri: uriOf(requirements),
      message: `${MESSAGE}.`,
    };
    expect(client.all('depwarden/installed').map(({ params }) => params)).toEqual([told]);
  });

  it('is not told to a client that did not ask for it', async () => {
    const client = await start();
    await client.diagnostics(requirements, hasCode('malicious-installed'));
    expect(client.all('depwarden/installed')).toEqual([]);
  });

  it('moves with the text of an open manifest, and stays when that is closed', async () => {
    const client = await start();
    client.open(requirements, 'litellm>=1.80\n');
    await client.diagnostics(requirements, says(MESSAGE));
    client.change(requirements, '\n\nlitellm>=1.80\n');
    const moved = await client.diagnostics(requirements, (_, version) => version === 2);
    expect(moved.find(({ code }) => code === 'malicious-installed')?.range).toEqual(on(2, 0, 7));
    client.close(requirements);
    const closed = await client.diagnostics(requirements, (_, version) => version === undefined);
    expect(closed.map(({ code }) => code)).toEqual(['malicious-installed']);
  });

  it('is part of what a client pulls', async () => {
    const client = await start({ capabilities: PULL });
    await client.diagnostics(requirements, hasCode('malicious-installed'));
    client.open(requirements, 'litellm>=1.80\n');
    expect(await client.pull(requirements)).toContainEqual(expect.objectContaining({ code: 'malicious-installed', range: on(0, 0, 7) }));
    await client.diagnostics(requirements, diagnostics => diagnostics.length === 0);
  });

  it('stands on the first line of the nearest manifest where none declares it', async () => {
    await put(requirements, 'requests==2.32.3\n');
    await put(at('deep/down/requirements.txt'), 'flask\n');
    const client = await start();
    const [diagnostic] = await client.diagnostics(requirements, hasCode('malicious-installed'));
    expect(diagnostic?.range).toEqual(on(0, 0, 16));
  });

  it('is counted in the status and stands in the report', async () => {
    const client = await start(TOLD);
    await client.until('an error in the status', () => client.all('depwarden/status').some(({ params }) => params.counts.error === 1));
    expect((await client.request('depwarden/report')).text).toContain(MESSAGE);
  });

  it('is one squiggle, one row and one count on a line that asks for it', async () => {
    const client = await start(TOLD);
    client.open(requirements, 'litellm==1.82.8\n');
    const diagnostics = await client.diagnostics(requirements, found => found.some(({ data }) => data?.alsoRule === 'malicious-release'));
    expect(diagnostics.map(({ code, range }) => [code, range])).toEqual([['malicious-installed', on(0, 0, 7)]]);
    const { rows } = await client.request('depwarden/overview');
    expect(rows.map(({ rule, alsoRule }: OverviewRow) => [rule, alsoRule])).toEqual([['malicious-installed', 'malicious-release']]);
    const errors = (): readonly number[] => client.all('depwarden/status').map(({ params }) => params.counts.error);
    await client.until('the count in the status', () => errors().at(-1) === 1);
    expect(Math.max(...errors())).toBe(1);
  });

  it('goes away when the folder is clean again', async () => {
    const client = await start();
    await client.diagnostics(requirements, hasCode('malicious-installed'));
    await rm(at('.venv'), { recursive: true });
    await client.request('workspace/executeCommand', { command: 'depwarden.scanWorkspace' });
    await client.diagnostics(requirements, diagnostics => !hasCode('malicious-installed')(diagnostics));
  });

  it('is silent where the rule is off', async () => {
    const client = await start({
      ...TOLD,
      settings: () => world.section({ rules: { 'malicious-installed': 'off' } }),
    });
    await client.request('workspace/executeCommand', { command: 'depwarden.scanWorkspace' });
    const { text } = await client.request('depwarden/report');
    expect(text).not.toContain('[malicious-installed]');
    expect(client.all('depwarden/installed')).toEqual([]);
  });
});

describe('the response page', () => {
  it.each([
    [TOLD, ['What to do about litellm 1.82.8']],
    [{}, []],
  ])('is offered beside the finding to a client with %j', async (options, expected) => {
    const client = await start(options);
    const text = 'litellm>=1.80\n';
    client.open(requirements, text);
    const diagnostics = await client.diagnostics(requirements, hasCode('malicious-installed'));
    const params = { textDocument: { uri: pathToFileURL(requirements).href }, range: on(0, 2, 2), context: { diagnostics } };
    const actions = await client.request('textDocument/codeAction', params);
    const offered = actions.filter(({ command }: CodeAction) => command?.command === 'depwarden.showResponse');
    expect(offered.map(({ title }: CodeAction) => title)).toEqual(expected);
    for (const { command } of offered) expect(command.arguments).toEqual([{ package: 'litellm', version: '1.82.8', ecosystem: 'PyPI' }]);
  });

  it('tells what to do, and where the release was found', async () => {
    const client = await start();
    await client.diagnostics(requirements, hasCode('malicious-installed'));
    const { markdown, html } = await client.request('depwarden/response', { package: 'litellm', version: '1.82.8', ecosystem: 'PyPI' });
    expect(markdown).toMatch(/^# litellm 1\\\.82\\\.8 is a compromised release\n/);
    expect(markdown).toContain(`Installed: \`${at(`${SITE}/litellm-1.82.8.dist-info`)}\``);
    expect(markdown).toContain(`Left behind: \`${path.join(at(SITE), 'litellm_init.pth')}\``);
    const environment = await realpath(at('.venv'));
    expect(markdown).toContain(`\nrm -rf -- ${environment}\n`);
    expect(markdown).toContain(
      `\ncd ${folder} && python3 -m venv ${environment} && ${environment}/bin/pip install --only-binary :all: -r requirements.txt\n`,
    );
    expect(html).toContain(`<code>rm -rf -- ${environment}</code>`);
  });

  it('says of other releases that nothing is known', async () => {
    const client = await start();
    const { markdown } = await client.request('depwarden/response', { package: 'litellm', version: '1.82.6', ecosystem: 'PyPI' });
    expect(markdown).toMatch(/^Nothing that is known here says that litellm/);
  });
});

import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { uriOf } from '../../support/languageClient.js';
import { codes, hasCode, isEmpty, on, PUSH, put, says, useWorld } from './world.js';

const world = useWorld();

async function opened(files: Readonly<Record<string, string>>) {
  const folder = await world.folder(files);
  const client = await world.start({ capabilities: PUSH, folders: [folder] });
  const file = path.join(folder, 'requirements.txt');
  client.open(file, files['requirements.txt'] ?? '');
  const touch = async (name: string, content: string): Promise<void> => {
    await put(path.join(folder, name), content);
    client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf(path.join(folder, name)), type: 2 }] });
  };
  return { client, file, folder, touch };
}

describe('what a requirements file includes', () => {
  it('pins by a constraints file: the range becomes that release, and follows the file on disk', async () => {
    const { client, file, touch } = await opened({
      'requirements.txt': '-c pins/constraints.txt\nlitellm>=1.50,<2\n',
      'pins/constraints.txt': 'LiteLLM==1.82.7\n',
    });
    expect(await client.diagnostics(file, hasCode('malicious-release'))).toMatchObject([
      { code: 'malicious-release', severity: 1, range: on(1, 7, 16), data: { version: '1.82.7' } },
    ]);
    await touch('pins/constraints.txt', 'litellm==1.83.0\n');
    await client.diagnostics(file, isEmpty);
    await touch('pins/constraints.txt', '');
    await client.diagnostics(file, hasCode('admits-malicious-release'));
  });

  it('is read as the client shows it, also before it is saved', async () => {
    const { client, file, folder } = await opened({
      'requirements.txt': '-c constraints.txt\nlitellm\n',
      'constraints.txt': 'litellm==1.82.6\n',
    });
    const constraints = path.join(folder, 'constraints.txt');
    await client.diagnostics(file, isEmpty);
    client.open(constraints, 'litellm==1.82.6\n');
    client.change(constraints, 'litellm==1.82.7\n');
    await client.diagnostics(file, hasCode('malicious-release'));
    client.close(constraints);
    await client.diagnostics(file, isEmpty);
  });

  it('is reported on its line where it includes itself or is missing, and read again when it comes', async () => {
    const { client, file, touch } = await opened({
      'requirements.txt':
        'django==5.2.8\n-r base.txt\n-r missing.txt\n-r requirements.txt\n-r https://host.example/r.txt\nlitellm>=1.50,<2\n',
      'base.txt': '-r requirements.txt\n',
    });
    const found = await client.diagnostics(
      file,
      diagnostics => says('missing.txt')(diagnostics) && hasCode('admits-malicious-release')(diagnostics),
    );
    const problems = found.filter(({ code }) => code === 'manifest');
    expect(problems.map(({ range, severity, message }) => [range.start.line, severity, String(message)])).toEqual([
      [1, 1, expect.stringContaining('base.txt → requirements.txt is not read: it includes itself')],
      [2, 1, expect.stringContaining('missing.txt is not read: there is no such file')],
      [3, 1, expect.stringContaining('requirements.txt is not read: it includes itself')],
      [4, 2, expect.stringContaining('files are not fetched by URL')],
    ]);
    await touch('missing.txt', 'six\n');
    await client.diagnostics(file, diagnostics => !says('missing.txt')(diagnostics));
    // The mark goes with its line while typing above it.
    const version = client.change(file, { range: on(0, 0, 0), text: '# new\n' });
    await client.diagnostics(file, (_, seen) => seen === version);
    await client.diagnostics(file, diagnostics => diagnostics.find(({ code }) => code === 'manifest')?.range.start.line === 2);
  });

  it('and is opened alone keeps its names to the index of the file that includes it, and follows that one on disk', async () => {
    const top = '--index-url http://127.0.0.1:1/simple\n-r requirements/base.txt\n';
    const { client, folder, touch } = await opened({ 'requirements.txt': '', 'docs/requirements.txt': '', 'requirements/base.txt': '' });
    const base = path.join(folder, 'requirements/base.txt');
    await touch('requirements.txt', top);
    client.open(base, 'requests==2.32.0\n');
    await client.diagnostics(base, says('cannot reach 127.0.0.1:1'));
    expect(world.services.requestCount()).toBe(0);
    await touch('requirements.txt', '-r requirements/base.txt\n');
    await client.diagnostics(base, hasCode('yanked-release'));
    world.services.forget();
    await touch('requirements.txt', top);
    await client.diagnostics(base, says('cannot reach 127.0.0.1:1'));
    expect(world.services.requestCount()).toBe(0);
  });

  it('and was scanned follows the file that includes it', async () => {
    const { client, folder, touch } = await opened({
      'requirements.txt': '-r requirements/base.txt\n',
      'requirements/base.txt': 'requests==2.32.0\n',
    });
    const base = path.join(folder, 'requirements/base.txt');
    await client.request('workspace/executeCommand', { command: 'depwarden.scanWorkspace' });
    expect(codes(client.published(base)?.diagnostics ?? [])).toContain('yanked-release');
    await touch('requirements.txt', '--index-url http://127.0.0.1:1/simple\n-r requirements/base.txt\n');
    await client.diagnostics(base, says('cannot reach 127.0.0.1:1'));
  });

  it('is scanned too, once, whatever its name', async () => {
    const folder = await world.folder({
      'requirements.txt': '-r deps/base.list\n',
      'dev-requirements.txt': '-r deps/base.list\n',
      'deps/base.list': 'litellm>=1.50,<2\n',
    });
    const client = await world.start({ capabilities: PUSH, folders: [folder] });
    const summary = await client.request('workspace/executeCommand', { command: 'depwarden.scanWorkspace' });
    expect(summary).toMatchObject({ manifests: 3, dependencies: 1, counts: { warning: 1 } });
    expect(codes(client.published(path.join(folder, 'deps/base.list'))?.diagnostics ?? [])).toEqual(['admits-malicious-release']);
    await put(path.join(folder, 'deps/base.list'), 'litellm>=1.83,<2\n');
    client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf(path.join(folder, 'deps/base.list')), type: 2 }] });
    await client.diagnostics(path.join(folder, 'deps/base.list'), isEmpty);
  });
});

describe('what the build computes', () => {
  it('is told on the word, moves with it, and is gone with a file beside it that declares it', async () => {
    const project = '[project]\nname = "a"\nversion = "1"\n';
    const program = 'from setuptools import setup\nsetup(install_requires=["litellm==1.82.7"])\n';
    const { client, folder } = await opened({
      'requirements.txt': '',
      'pyproject.toml': `${project}dynamic = ["dependencies"]\n`,
      'setup.py': program,
    });
    const [manifest, setup] = ['pyproject.toml', 'setup.py'].map(name => path.join(folder, name)) as [string, string];
    client.open(manifest, `${project}dynamic = ["dependencies"]\n`);
    client.open(setup, program);
    expect(await client.diagnostics(manifest, hasCode('manifest'))).toMatchObject([{ severity: 3, range: on(3, 12, 24) }]);
    expect(await client.diagnostics(setup, hasCode('manifest'))).toMatchObject([{ severity: 3, range: on(1, 6, 22) }]);
    client.change(manifest, `\n${project}dynamic = ["dependencies"]\n`);
    await client.diagnostics(manifest, ([first]) => first?.range.start.line === 4);
    client.change(manifest, project);
    await client.diagnostics(manifest, isEmpty);
    client.change(setup, `${program}\n`);
    await client.diagnostics(setup, isEmpty);
  });
});

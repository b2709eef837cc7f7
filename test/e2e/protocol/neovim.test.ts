import { execFile, execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { PROJECT } from '../../support/languageClient.js';
import { PATIENCE } from '../../support/limits.mjs';
import { useWorld } from './world.js';

const world = useWorld();

it("works with Neovim's own client: finding, hover, fix, gone, versions", async ctx => {
  if (!hasNeovim()) {
    process.stderr.write('not run: nvim is not installed\n');
    ctx.skip('not run: nvim is not installed');
  }
  const folder = await world.folder({ 'requirements.txt': '# tools\nlitellm>=1.50,<2\n' });
  const out = path.join(folder, 'seen.json');
  const file = path.join(folder, 'requirements.txt');
  const script = path.join(path.dirname(fileURLToPath(import.meta.url)), 'neovim.lua');
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    XDG_STATE_HOME: folder,
    XDG_CACHE_HOME: folder,
    ...world.services.env,
    DEPWARDEN_CACHE_DIR: path.join(folder, 'cache'),
    DEPWARDEN_TEST_OUT: out,
    DEPWARDEN_TEST_SERVER: path.join(PROJECT, 'dist/server.js'),
    DEPWARDEN_TEST_NODE: process.execPath,
    DEPWARDEN_TEST_FILE: file,
  };
  const code = await new Promise(resolve => {
    execFile('nvim', ['--clean', '--headless', '-c', `luafile ${script}`], { env, cwd: folder, timeout: PATIENCE }, error =>
      resolve(error ? (error.code ?? error.signal) : 0),
    );
  });
  const seen = JSON.parse(await readFile(out, 'utf8').catch(() => '{"failed":"the script did not run"}'));
  expect(seen).toMatchObject({
    steps: ['finding', 'preferred fix', 'fixed'],
    finding: { line: 1, from: 7, to: 16, severity: 1, code: 'admits-malicious-release', source: 'depwarden' },
    hover: expect.stringContaining('litellm'),
    applied: 'Raise litellm to >=1.83.0,<2 (next safe release)',
    text: ['# tools', 'litellm>=1.83.0,<2'],
    offered: ['2.32.3', '2.32.1', '2.32.0', '2.31.0'],
  });
  expect(code).toBe(0);
  expect(await readFile(file, 'utf8')).toBe('# tools\nlitellm>=1.50,<2\n');
});

function hasNeovim(): boolean {
  try {
    execFileSync('nvim', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

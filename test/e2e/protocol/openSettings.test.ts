// Files that say where packages come from count as they are saved: an address that somebody is still typing gets no request.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Service, startService } from '../../support/services/service.js';
import { lookUpsDone, PUSH, useWorld } from './world.js';

const world = useWorld();

let other: Service;
beforeEach(async () => {
  other = await startService(() => ({ status: 404, json: {} }));
});
afterEach(() => other.close());

const PACKAGE = (name: string) => JSON.stringify({ dependencies: { [name]: '1.0.0' } });
const REQUIREMENT = (name: string) => `${name}==1.0.0\n`;

it.each<[file: string, manifest: string, write: (name: string) => string, settings: (url: string) => string, name: string]>([
  ['.npmrc', 'package.json', PACKAGE, url => `@acme:registry=${url}`, '@acme/tool'],
  ['pnpm-workspace.yaml', 'package.json', PACKAGE, url => `registries:\n  '@acme': ${url}`, '@acme/tool'],
  ['.yarnrc.yml', 'package.json', PACKAGE, url => `npmScopes:\n  acme:\n    npmRegistryServer: ${url}`, '@acme/tool'],
  ['bunfig.toml', 'package.json', PACKAGE, url => `[install.scopes]\nacme = "${url}"`, '@acme/tool'],
  ['uv.toml', 'requirements.txt', REQUIREMENT, url => `index-url = "${url}/simple"`, 'acme-tool'],
])('a half-typed %s moves no request, and a saved one does', async (file, manifest, write, settings, name) => {
  const folder = await world.folder({ [manifest]: write(name), [file]: '' });
  const client = await world.start({ capabilities: PUSH, folders: [folder] });
  client.open(path.join(folder, file), '');
  const typed = settings(other.url);
  for (let length = 1; length < typed.length; length += 7) client.change(path.join(folder, file), typed.slice(0, length));
  client.change(path.join(folder, file), typed);
  client.open(path.join(folder, manifest), write(name));
  await client.diagnostics(path.join(folder, manifest), diagnostics => diagnostics.length > 0);
  await lookUpsDone(client);
  expect(world.services.npm.requests.length + world.services.pypi.requests.length).toBeGreaterThan(0);
  expect(other.requests).toEqual([]);

  await writeFile(path.join(folder, file), typed);
  client.change(path.join(folder, manifest), `${write(name)}\n`);
  await client.until('a request to the registry that is saved', () => other.requests.length > 0);
});

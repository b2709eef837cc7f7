// The workspaces that the workbench opens: each changes a copy of the examples.
import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Services } from '../../support/services/index.js';

/** The name of a folder that would be an image, did anything read it as HTML. */
export const HOSTILE_FOLDER = '<img src=x onerror=alert(1)>';
/** Of the workspace with many manifests. */
export const MANIFESTS = 50;
export const EACH = 40;
const PACKAGES = 200;

/** The examples, a package-lock.json for them, and a dependency that only another major line has put right. */
export async function shopWithLockfile(workspace: string): Promise<void> {
  const file = path.join(workspace, 'package.json');
  const text = (await fs.readFile(file, 'utf8')).replace('"fastify"', '"express": "^4.21.2",\n    "fastify"');
  await fs.writeFile(file, text);
  const { dependencies, devDependencies } = JSON.parse(text) as Record<string, Record<string, string>>;
  const root = { name: 'example-shop', version: '1.0.0', dependencies, devDependencies };
  const packages = { '': root, 'node_modules/chalk': { version: '5.6.1' } };
  await fs.writeFile(path.join(workspace, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, packages }, undefined, 2));
}

const IGNORED = {
  rule: 'admits-malicious-release',
  package: 'npm:axios',
  versions: '>=1 <2',
  reason: 'locked by the image that we build',
  expires: '2099-01-31',
};

/** Beside the examples: a transitive one, one that is private, one that is ignored, and a folder with an odd name. */
export async function manyKinds(workspace: string): Promise<void> {
  const files: Readonly<Record<string, string>> = {
    'service/package.json':
      '{\n  "dependencies": {\n    "express": "5.1.0",\n    "@shop/private": "^1.0.0",\n    "@team/secret": "^1.0.0"\n  }\n}\n',
    'service/.npmrc': '@shop:registry=http://127.0.0.1:9/\n',
    '.depwarden.jsonc': JSON.stringify({ privateScopes: ['@team'], ignore: [IGNORED] }),
    'service/package-lock.json': JSON.stringify({
      lockfileVersion: 3,
      packages: {
        '': { dependencies: { express: '5.1.0', '@shop/private': '^1.0.0', '@team/secret': '^1.0.0' } },
        'node_modules/express': { version: '5.1.0', dependencies: { axios: '*' } },
        'node_modules/axios': { version: '1.14.1' },
        'node_modules/@shop/private': { version: '1.0.0' },
        'node_modules/@team/secret': { version: '1.0.0' },
      },
    }),
    [`${HOSTILE_FOLDER}/package.json`]: '{\n  "dependencies": {\n    "chalk": "5.6.1"\n  }\n}\n',
  };
  for (const [name, text] of Object.entries(files)) {
    await fs.mkdir(path.join(workspace, path.dirname(name)), { recursive: true });
    await fs.writeFile(path.join(workspace, name), text);
  }
}

/** A real virtual environment, in which pip could have left litellm 1.82.8 like this; the start-up file is a harmless one. */
export async function infectedEnvironment(workspace: string): Promise<void> {
  const environment = path.join(workspace, '.venv');
  await promisify(execFile)('python3', ['-m', 'venv', '--without-pip', environment]);
  const [python = ''] = await fs.readdir(path.join(environment, 'lib'));
  const site = path.join(environment, 'lib', python, 'site-packages');
  const metadata = path.join(site, 'litellm-1.82.8.dist-info');
  await fs.mkdir(metadata, { recursive: true });
  await fs.writeFile(path.join(metadata, 'METADATA'), 'Metadata-Version: 2.1\nName: litellm\nVersion: 1.82.8\n');
  await fs.writeFile(path.join(metadata, 'RECORD'), 'litellm-1.82.8.dist-info/METADATA,,\nlitellm_init.pth,,\n');
  await fs.writeFile(path.join(site, 'litellm_init.pth'), 'import sys\n');
}

/** It wants its malware overlooked, and a file beside it read. */
export async function untrustworthy(workspace: string): Promise<void> {
  const metadata = '.venv/lib/python3.12/site-packages/litellm-1.82.8.dist-info/METADATA';
  const files: Readonly<Record<string, string>> = {
    '.depwarden.jsonc': '{ "rules": { "malicious-release": "off", "removed-release": "off" } }\n',
    '../outside.txt': 'requests==2.32.3\n',
    'shared-requirements.txt': '-r ../outside.txt\nrequests==2.32.3\n',
    '.venv/pyvenv.cfg': '',
    [metadata]: 'Name: litellm\nVersion: 1.82.8\n',
  };
  for (const [name, text] of Object.entries(files)) {
    await fs.mkdir(path.dirname(path.join(workspace, name)), { recursive: true });
    await fs.writeFile(path.join(workspace, name), text);
  }
}

/** Thousands of findings; `teachMany` lets the services know the packages. */
export async function manyManifests(workspace: string): Promise<void> {
  for (const file of ['package.json', 'requirements.txt'])
    await fs.writeFile(path.join(workspace, file), file.endsWith('.txt') ? '' : '{}\n');
  for (let manifest = 0; manifest < MANIFESTS; manifest++) {
    const names = Array.from({ length: EACH }, (_, at) => `part-${(manifest * 7 + at) % PACKAGES}`);
    const folder = path.join(workspace, `packages/service-${manifest}`);
    await fs.mkdir(folder, { recursive: true });
    const dependencies = Object.fromEntries(names.map(name => [name, '1.0.0']));
    await fs.writeFile(path.join(folder, 'package.json'), `${JSON.stringify({ dependencies }, undefined, 2)}\n`);
  }
}

/** Every package has a fixed release, and a vulnerability of some severity before it. */
export function teachMany({ npm, osv }: Services): void {
  for (let at = 0; at < PACKAGES; at++) {
    const name = `part-${at}`;
    npm.packages.set(name, { releases: { '1.0.0': { date: '2025-01-01' }, '1.0.1': { date: '2025-06-01' } } });
    const id = `GHSA-${String(at).padStart(4, '0')}-made-upup`;
    osv.records.set(id, {
      id,
      modified: '2026-01-01T00:00:00Z',
      summary: 'Made up for the tests',
      database_specific: { severity: ['CRITICAL', 'HIGH', 'MODERATE', 'LOW'][at % 4] as string },
      affected: [{ package: { ecosystem: 'npm', name }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.0.1' }] }] }],
    });
  }
}

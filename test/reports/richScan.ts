// A workspace in which there is something of everything: findings of many rules, ignores, what cannot be checked, lockfiles of both ecosystems, a catalog.
import { createHash } from 'node:crypto';
import type { EnvironmentReport } from '../../server/src/analysis/environmentCheck.js';
import { readPolicyFile } from '../../server/src/policy/policyFile.js';
import type { PolicyReport } from '../../server/src/reports/policy.js';
import type { ScanOutcome } from '../../server/src/reports/scanOutcome.js';
import { lockTexts } from '../../server/src/scan/lockTexts.js';
import { hostileReport } from '../hostile/world.js';
import { type Fixture, readFixture } from '../support/fixture.js';
import { ROOT, scanFixture } from '../support/world.js';

export const SHA512_OF_NOTHING = createHash('sha512').update('').digest();
const INTEGRITY = `sha512-${SHA512_OF_NOTHING.toString('base64')}`;
const FILES = ['a', 'b'].map(
  text => `{ url = "https://files.pythonhosted.org/${text}.whl", hash = "sha256:${createHash('sha256').update(text).digest('hex')}" }`,
);

export const RICH = `
  //- now 2026-06-01T00:00:00Z
  //- levels unpinned=hint
  //- scopes @acme
  //- policy
  {
    "ignore": [
      { "advisory": "GHSA-dddd-dddd-dddd", "reason": "Not reachable: the parser is never called." },
      { "advisory": "GHSA-eeee-eeee-eeee", "reason": "Until the update.", "expires": "2026-12-31" },
      { "advisory": "MAL-2025-46969", "package": "npm:chalk", "reason": "A sample for the talk." },
      { "package": "npm:nothing-of-that", "reason": "Left over." },
    ],
    "nonsense": true,
  }
  //- registry npm top 1.0.0 2026-01-01, 1.0.1 2026-02-01
  //- registry npm weak 1.0.0 2026-01-01, 1.0.1 2026-02-01
  //- registry npm ignored 1.0.0 2026-01-01
  //- registry npm later 1.0.0 2026-01-01
  //- registry npm chalk 5.6.0 2025-09-01, 5.6.1 2025-09-08
  //- registry npm dark unknown(registry.example did not answer)
  //- registry npm missing absent
  //- registry npm shared 2.0.0 2026-01-01
  //- registry npm @acme/own private(npm.corp.example)
  //- registry npm deep 1.0.0 2026-01-01
  //- registry PyPI litellm 1.82.6 2026-03-22, 1.82.7 2026-03-24, 1.83.0 2026-03-31
  //- registry PyPI old-thing status archived(gone), 1.0 2020-01-01
  //- registry PyPI plain 2.0 2026-01-01
  //- registry PyPI deep-thing 3.0 2026-01-01
  //- advisories
  GHSA-aaaa-aaaa-aaaa npm weak: versions 1.0.0; high; aliases CVE-2026-1; summary Weak against strings
  GHSA-bbbb-bbbb-bbbb npm deep: versions 1.0.0; low; summary Deep trouble
  GHSA-dddd-dddd-dddd npm ignored: versions 1.0.0; medium
  GHSA-eeee-eeee-eeee npm later: versions 1.0.0; medium
  //- package.json bom crlf
  {
    "name": "@acme/shop", "version": "1.2.3",
    "dependencies": {
      "top": "^1.0.0", "weak": "1.0.0", "ignored": "1.0.0", "later": "1.0.0", "chalk": "5.6.1", "dark": "^1", "missing": "1",
      "@acme/own": "^1.0.0", "linked": "file:../linked", "from-git": "git+https://git.example/x.git"
    },
    "devDependencies": { "dev-only": "^1.0.0", "shared": "catalog:" },
    "overrides": { "deep": "1.0.0" }
  }
  //- pnpm-workspace.yaml
  catalog:
    shared: ^2.0.0
  //- registry npm dev-only 1.0.0 2026-01-01
  //- package-lock.json
  { "name": "@acme/shop", "version": "1.2.3", "lockfileVersion": 3, "packages": {
    "": { "name": "@acme/shop", "version": "1.2.3", "dependencies": { "top": "^1.0.0", "weak": "1.0.0", "ignored": "1.0.0", "later": "1.0.0", "chalk": "5.6.1", "@acme/own": "^1.0.0" }, "devDependencies": { "dev-only": "^1.0.0", "shared": "^2.0.0" } },
    "node_modules/top": { "version": "1.0.0", "resolved": "https://user:secret@registry.example/top/-/top-1.0.0.tgz?token=1", "integrity": "${INTEGRITY}", "dependencies": { "deep": "*", "@scope/part": "*" } },
    "node_modules/weak": { "version": "1.0.0" },
    "node_modules/ignored": { "version": "1.0.0" },
    "node_modules/later": { "version": "1.0.0" },
    "node_modules/chalk": { "version": "5.6.1" },
    "node_modules/deep": { "version": "1.0.0" },
    "node_modules/@acme/own": { "version": "1.0.0" },
    "node_modules/@scope/part": { "version": "1.0.0+build.1", "dependencies": { "deep": "*" } },
    "node_modules/dev-only": { "version": "1.0.0", "dev": true, "dependencies": { "dev-deep": "*" } },
    "node_modules/dev-deep": { "version": "1.0.0", "dev": true },
    "node_modules/shared": { "version": "2.0.0", "dev": true }
  } }
  //- service/pyproject.toml
  [project]
  name = "Acme_Service"
  version = "0.1"
  dependencies = ["litellm>=1.50,<2", "plain==2.0"]
  [build-system]
  requires = ["deep-thing"]
  //- service/uv.lock
  version = 1
  [[package]]
  name = "acme-service"
  version = "0.1"
  source = { virtual = "." }
  dependencies = [{ name = "litellm" }, { name = "plain" }]
  [[package]]
  name = "litellm"
  version = "1.82.7"
  source = { registry = "https://pypi.org/simple" }
  dependencies = [{ name = "plain" }]
  wheels = [${FILES.join(', ')}]
  [[package]]
  name = "plain"
  version = "2.0"
  source = { registry = "https://pypi.org/simple" }
  sdist = ${FILES[0]}
  //- tools/requirements.txt
  old-thing==1.0
  plain
  //- tools/constraints.txt
  deep-thing==3.0
`;

export function richFixture(): Fixture {
  return readFixture(RICH);
}

/** What a scan of the fixture's files comes to. */
export async function outcomeOf(fixture: Fixture, more: Partial<ScanOutcome> = {}): Promise<ScanOutcome> {
  const results = await scanFixture(fixture);
  const texts = new Map(fixture.files.map(({ path, text }) => [`${ROOT}/${path}`, text]));
  const read = async (path: string) => ({ kind: 'text' as const, text: texts.get(path) ?? '' });
  const { policy } = fixture;
  return {
    results,
    roots: [ROOT],
    version: '0.1.0',
    now: fixture.now,
    lockTexts: await lockTexts(results, read),
    sha256: text => createHash('sha256').update(text).digest('hex'),
    ...(policy !== undefined && {
      policies: [policyReport(policy)],
    }),
    ...more,
  };
}

function policyReport(text: string): PolicyReport {
  const file = readPolicyFile(text);
  return { path: `${ROOT}/.depwarden.jsonc`, text, file, problems: file.problems };
}

/** What is installed: one malicious release, one suspicious file, something unreadable, something not checked. */
export function installedReport(name = 'evil-dist'): EnvironmentReport {
  return hostileReport(name);
}

/** As it would be read from the file. */
export function written(value: unknown): Json {
  return JSON.parse(JSON.stringify(value));
}

// biome-ignore lint/suspicious/noExplicitAny: the schema says what is in it
export type Json = any;

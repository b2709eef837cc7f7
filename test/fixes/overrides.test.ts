// Findings on what a dependency brings in: the fix says which release everybody gets, where the project's own package manager reads it.
import { describe, it } from 'vitest';
import { check } from '../support/check.js';

const AXIOS = '//- registry npm axios 1.13.0, 1.14.0 2026-03-20, 1.14.1 withdrawn, 1.15.0 2026-04-02';
const KIT = '//- registry npm http-kit 2.0.0';
const SAYS = 'error malicious-release: http-kit → axios 1.14.1 is a compromised release (MAL-2026-2307, 2026-03-31).';

const NPM_LOCK = `//- package-lock.json
      { "lockfileVersion": 3, "packages": {
        "": { "dependencies": { "http-kit": "^2.0.0" } },
        "node_modules/http-kit": { "version": "2.0.0", "dependencies": { "axios": "^1.14.0" } },
        "node_modules/axios": { "version": "1.14.1" }
      } }`;

const PNPM_LOCK = `//- pnpm-lock.yaml
      lockfileVersion: '9.0'
      importers:
        .:
          dependencies:
            http-kit:
              specifier: ^2.0.0
              version: 2.0.0
        packages/a:
          dependencies:
            http-kit:
              specifier: ^2.0.0
              version: 2.0.0
      packages:
        axios@1.14.1:
          resolution: {integrity: sha512-a}
        http-kit@2.0.0:
          resolution: {integrity: sha512-b}
      snapshots:
        axios@1.14.1: {}
        http-kit@2.0.0:
          dependencies:
            axios: 1.14.1`;

describe('what npm installs below a dependency', () => {
  it('is overridden, up before down', () =>
    check(`
      ${AXIOS}
      ${KIT}
      //- package.json
      {
        "name": "shop",
        "dependencies": {
          "http-kit": "^2.0.0"
           ^^^^^^^^ ${SAYS}
        }
      }
      //- fixes
      * Override axios to ^1.15.0 (next safe release)
      - Override axios to 1.14.0 (last safe release)
      //- after Override axios to ^1.15.0 (next safe release)
      {
        "name": "shop",
        "dependencies": {
          "http-kit": "^2.0.0"
        },
        "overrides": {
          "axios": "^1.15.0"
        }
      }
      ${NPM_LOCK}
    `));

  it('is pinned below, where nothing newer exists', () =>
    check(`
      //- registry npm axios 1.13.0, 1.14.0, 1.14.1 withdrawn
      ${KIT}
      //- package.json
      { "dependencies": { "http-kit": "^2.0.0" }, "overrides": { "axios": "^1.0.0", "b": "1.0.0" } }
                           ^^^^^^^^ ${SAYS}
                                                                           ^^^^^^ error malicious-release: axios 1.14.1, locked in package-lock.json, is a compromised release (MAL-2026-2307, 2026-03-31). Last safe release: 1.14.0.
      //- fixes
      * Override axios to 1.14.0 (last safe release)
      * Pin axios to 1.14.0 (last safe release)
      //- after Override axios to 1.14.0 (last safe release)
      { "dependencies": { "http-kit": "^2.0.0" }, "overrides": { "axios": "1.14.0", "b": "1.0.0" } }
      //- registry npm b 1.0.0
      ${NPM_LOCK}
    `));

  it('keeps the style of an entry that is there', () =>
    check(`
      ${AXIOS}
      ${KIT}
      //- package.json
      { "dependencies": { "http-kit": "^2.0.0" }, "overrides": { "axios": { ".": "1.14.1", "b": "1.0.0" } } }
                           ^^^^^^^^ ${SAYS}
                                                                                  ^^^^^^ error malicious-release: axios 1.14.1, locked in package-lock.json, is a compromised release (MAL-2026-2307, 2026-03-31). Last safe release: 1.14.0.
      //- after Override axios to 1.15.0 (next safe release)
      { "dependencies": { "http-kit": "^2.0.0" }, "overrides": { "axios": { ".": "1.15.0", "b": "1.0.0" } } }
      //- registry npm b 1.0.0
      ${NPM_LOCK}
    `));

  it.each(['^1.15.0', '1.15.0', '1.13.0', '~1.13.0'])('is none of the fixes once an override keeps it out: %s', range =>
    check(`
      ${AXIOS}
      ${KIT}
      //- package.json
      { "dependencies": { "http-kit": "^2.0.0" }, "overrides": { "axios": "${range}" } }
                           ^^^^^^^^ ${SAYS}
      //- fixes
      ${NPM_LOCK}
    `),
  );

  it.each([
    ['an entry under a condition', '"overrides": { "axios@^1": "1.13.0" }'],
    ['an entry below another package', '"overrides": { "http-kit": { "axios": "1.13.0" } }'],
    ['a reference', '"overrides": { "axios": "$other" }'],
    ['an alias', '"overrides": { "axios": "npm:http-kit@2.0.0" }'],
  ])('is left to the user where there is %s', (_, more) =>
    check(`
      ${AXIOS}
      ${KIT}
      //- package.json
      { "dependencies": { "http-kit": "^2.0.0" }, ${more} }
                           ^^^^^^^^ ${SAYS}
      //- fixes
      ${NPM_LOCK.replaceAll('node_modules/axios', 'node_modules/http-kit/node_modules/axios')}
    `),
  );

  it('is left to the user where another entry is about it, too', () =>
    check(`
      ${AXIOS}
      ${KIT}
      //- levels admits-malicious-release=off
      //- package.json
      { "dependencies": { "http-kit": "^2.0.0" }, "overrides": { "axios": ">=1.14.1", "http-kit": { "axios": "1.13.0" } } }
                           ^^^^^^^^ ${SAYS}
                                                                           ^^^^^^^^ error malicious-release: axios 1.14.1, locked in package-lock.json, is a compromised release (MAL-2026-2307, 2026-03-31). Last safe release: 1.14.0.
      //- fixes
      * Pin axios to 1.14.0 (last safe release)
      - Raise axios to >=1.15.0 (next safe release)
      ${NPM_LOCK}
    `));

  it('is left to the user where the workspace has a package of its name', () =>
    check(`
      ${AXIOS}
      ${KIT}
      //- package.json
      { "dependencies": { "http-kit": "^2.0.0" } }
                           ^^^^^^^^ ${SAYS}
      //- fixes
      //- package-lock.json
      { "lockfileVersion": 3, "packages": {
        "": { "workspaces": ["axios"], "dependencies": { "http-kit": "^2.0.0" } },
        "axios": { "name": "axios", "version": "1.14.0" },
        "node_modules/axios": { "resolved": "axios", "link": true },
        "node_modules/http-kit": { "version": "2.0.0", "dependencies": { "axios": "^1.14.0" } },
        "node_modules/http-kit/node_modules/axios": { "version": "1.14.1" }
      } }
    `));

  it('is overridden below the package that asks for it, where the project asks for it itself', () =>
    check(`
      ${AXIOS}
      ${KIT}
      //- package.json
      { "dependencies": { "http-kit": "^2.0.0", "axios": "^1.15.0" } }
                           ^^^^^^^^ ${SAYS}
      //- fixes
      * Override axios of http-kit to ^1.15.0 (next safe release)
      - Override axios of http-kit to 1.14.0 (last safe release)
      //- after Override axios of http-kit to ^1.15.0 (next safe release)
      { "dependencies": { "http-kit": "^2.0.0", "axios": "^1.15.0" }, "overrides": { "http-kit": { "axios": "^1.15.0" } } }
      //- package-lock.json
      { "lockfileVersion": 3, "packages": {
        "": { "dependencies": { "http-kit": "^2.0.0", "axios": "^1.15.0" } },
        "node_modules/axios": { "version": "1.15.0" },
        "node_modules/http-kit": { "version": "2.0.0", "dependencies": { "axios": "^1.14.0" } },
        "node_modules/http-kit/node_modules/axios": { "version": "1.14.1" }
      } }
    `));

  it('is told apart from other major lines', () =>
    check(`
      ${AXIOS}
      ${KIT}
      //- package.json
      { "dependencies": { "http-kit": "^2.0.0" } }
                           ^^^^^^^^ ${SAYS}
      //- after Override axios to ^1.15.0 (next safe release)
      { "dependencies": { "http-kit": "^2.0.0" }, "overrides": { "axios@^1.14.1": "^1.15.0" } }
      //- package-lock.json
      { "lockfileVersion": 3, "packages": {
        "": { "dependencies": { "http-kit": "^2.0.0" } },
        "node_modules/http-kit": { "version": "2.0.0", "dependencies": { "axios": "^1.14.0", "b": "1" } },
        "node_modules/axios": { "version": "1.14.1" },
        "node_modules/b": { "version": "1.0.0", "dependencies": { "axios": "^0.30.0" } },
        "node_modules/b/node_modules/axios": { "version": "0.30.3" }
      } }
    `));

  it('is overridden in the package.json beside the lockfile', () =>
    check(`
      ${AXIOS}
      ${KIT}
      //- packages/a/package.json
      { "dependencies": { "http-kit": "^2.0.0" } }
                           ^^^^^^^^ ${SAYS}
      //- fixes
      - Override axios to ^1.15.0 in package.json (next safe release)
      - Override axios to 1.14.0 in package.json (last safe release)
      //- after Override axios to ^1.15.0 in package.json (next safe release)
      {
        "workspaces": ["packages/*"],
        "overrides": {
          "axios": "^1.15.0"
        }
      }
      //- package.json
      {
        "workspaces": ["packages/*"]
      }
      //- package-lock.json
      { "lockfileVersion": 3, "packages": {
        "": { "workspaces": ["packages/*"] },
        "node_modules/a": { "resolved": "packages/a", "link": true },
        "packages/a": { "name": "a", "dependencies": { "http-kit": "^2.0.0" } },
        "node_modules/http-kit": { "version": "2.0.0", "dependencies": { "axios": "^1.14.0" } },
        "node_modules/axios": { "version": "1.14.1" }
      } }
    `));

  it.each(['pending', 'unknown(registry.example did not answer)', 'absent', '2.0.0'])(
    'stays as it is while what the registry says of it is %s',
    registry =>
      check(`
      //- registry npm axios ${registry}
      ${KIT}
      //- package.json
      { "dependencies": { "http-kit": "^2.0.0" } }
                           ^^^^^^^^ ${SAYS}
      //- fixes
      ${NPM_LOCK}
    `),
  );

  it('stays as it is while advisories are not known', () =>
    check(`
      ${AXIOS}
      ${KIT}
      //- advisories unknown(osv.example did not answer)
      //- package.json
      { "dependencies": { "http-kit": "^2.0.0" } }
                           ^^^^^^^^ ${SAYS}
                           ^^^^^^^^ information not-checked: 1 direct, 2 locked not checked: osv.example did not answer.
      //- fixes
      ${NPM_LOCK}
    `));

  it('is raised to the lowest release without known vulnerabilities', () =>
    check(`
      //- registry npm minimist 1.2.5, 1.2.6, 1.2.8, 2.0.0
      ${KIT}
      //- advisories
      GHSA-1 npm minimist: range introduced 0, fixed 1.2.6; critical
      GHSA-2 npm minimist: versions 1.2.6; low
      //- package.json
      { "dependencies": { "http-kit": "^2.0.0" } }
                           ^^^^^^^^ error vulnerable-release: http-kit → minimist 1.2.5 has a critical vulnerability (GHSA-1).
      //- fixes
      * Override minimist to ^1.2.8 (next safe release)
      //- package-lock.json
      { "lockfileVersion": 3, "packages": {
        "": { "dependencies": { "http-kit": "^2.0.0" } },
        "node_modules/http-kit": { "version": "2.0.0", "dependencies": { "minimist": "^1.2.5" } },
        "node_modules/minimist": { "version": "1.2.5" }
      } }
    `));
});

describe('what other package managers install below a dependency', () => {
  it('is resolved otherwise by Yarn', () =>
    check(`
      ${AXIOS}
      ${KIT}
      //- package.json crlf
      {
          "dependencies": { "http-kit": "^2.0.0" }
                             ^^^^^^^^ ${SAYS}
      }
      //- after Override axios to ^1.15.0 (next safe release)
      {
          "dependencies": { "http-kit": "^2.0.0" },
          "resolutions": {
              "axios": "^1.15.0"
          }
      }
      //- yarn.lock
      # yarn lockfile v1
      axios@^1.14.0:
        version "1.14.1"
      http-kit@^2.0.0:
        version "2.0.0"
        dependencies:
          axios "^1.14.0"
    `));

  it.each(['"packageManager": "pnpm@9.0.0"', '"engines": { "pnpm": "^9" }', '"packageManager": "pnpm@10.0.0"'])(
    'is overridden in the package.json of pnpm before 11: %s',
    version =>
      check(`
      ${AXIOS}
      ${KIT}
      //- registry npm pnpm 9.0.0, 10.0.0
      //- package.json
      { ${version}, "dependencies": { "http-kit": "^2.0.0" } }
                           ${' '.repeat(version.length + 2)}^^^^^^^^ ${SAYS}
      //- after Override axios to ^1.15.0 (next safe release)
      { ${version}, "dependencies": { "http-kit": "^2.0.0" }, "pnpm": { "overrides": { "axios": "^1.15.0" } } }
      ${PNPM_LOCK}
    `),
  );

  it.each([
    ['"packageManager": "pnpm@11.0.0"', '*', ''],
    ['"devEngines": { "packageManager": [{ "name": "npm" }, { "name": "pnpm", "version": "^12.1.0" }] }', '*', ''],
    ['"engines": { "pnpm": ">=11" }', '*', ''],
    ['"engines": { "pnpm": ">=9" }', '-', ', for pnpm 10.5 or newer'],
    ['"pnpm": { "onlyBuiltDependencies": [] }', '-', ', for pnpm 10.5 or newer'],
  ])('is overridden in a new pnpm-workspace.yaml: %s', (more, mark, condition) =>
    check(`
      ${AXIOS}
      ${KIT}
      //- registry npm pnpm 11.0.0, 12.1.0
      //- package.json
      { "dependencies": { "http-kit": "^2.0.0" }, ${more} }
                           ^^^^^^^^ ${SAYS}
      //- fixes
      ${mark} Override axios to ^1.15.0 in pnpm-workspace.yaml${condition} (next safe release)
      - Override axios to 1.14.0 in pnpm-workspace.yaml${condition} (last safe release)
      //- after Override axios to ^1.15.0 in pnpm-workspace.yaml${condition} (next safe release)
      packages:
        - '.'

      overrides:
        axios: ^1.15.0
      ${PNPM_LOCK}
    `),
  );

  it('is overridden in pnpm-workspace.yaml where the lockfile is that of pnpm 11', () =>
    check(`
      ${AXIOS}
      ${KIT}
      //- package.json
      { "dependencies": { "http-kit": "^2.0.0" }, "pnpm": { "overrides": { "b": "1.0.0" } } }
                           ^^^^^^^^ ${SAYS}
      //- fixes
      * Override axios to ^1.15.0 in pnpm-workspace.yaml (next safe release)
      - Override axios to 1.14.0 in pnpm-workspace.yaml (last safe release)
      //- registry npm b 1.0.0
      ${PNPM_LOCK.replace("lockfileVersion: '9.0'", "---\n      lockfileVersion: '9.0'\n      ---\n      lockfileVersion: '9.0'")}
    `));

  it('is overridden in pnpm-workspace.yaml, where the project has its settings there', () =>
    check(`
      ${AXIOS}
      ${KIT}
      //- packages/a/package.json
      { "dependencies": { "http-kit": "^2.0.0" } }
                           ^^^^^^^^ ${SAYS}
      //- fixes
      * Override axios to ^1.15.0 in pnpm-workspace.yaml (next safe release)
      - Override axios to 1.14.0 in pnpm-workspace.yaml (last safe release)
      //- after Override axios to ^1.15.0 in pnpm-workspace.yaml (next safe release)
      packages:
        - packages/*
      nodeLinker: hoisted
      overrides:
        axios: ^1.15.0
      //- pnpm-workspace.yaml
      packages:
        - packages/*
      nodeLinker: hoisted
      //- package.json
      {}
      ${PNPM_LOCK}
    `));

  it.each([
    ['pnpm 11 reads no other place', '{ "packageManager": "pnpm@11.0.0" }', 'packages: []', 'in pnpm-workspace.yaml '],
    ['pnpm 10 prefers it', '{ "packageManager": "pnpm@10.0.0" }', 'packages: []', 'in pnpm-workspace.yaml '],
    ['pnpm 10 reads its field too', '{ "packageManager": "pnpm@10.0.0", "pnpm": {} }', 'packages: []', 'in package.json '],
    ['older ones read package.json', '{ "packageManager": "pnpm@9.0.0" }', 'packages: []', 'in package.json '],
    ['what is there counts', '{ "pnpm": { "overrides": { "b": "1.0.0" } } }', 'overrides: { c: 1.0.0 }', 'in pnpm-workspace.yaml '],
  ])('is overridden where %s', (_, manifest, settings, where) =>
    check(`
      ${AXIOS}
      ${KIT}
      //- registry npm pnpm 9.0.0, 10.0.0, 11.0.0
      //- registry npm b 1.0.0
      //- registry npm c 1.0.0
      //- packages/a/package.json
      { "dependencies": { "http-kit": "^2.0.0" } }
                           ^^^^^^^^ ${SAYS}
      //- fixes
      ${where.includes('workspace') ? '*' : '-'} Override axios to ^1.15.0 ${where}(next safe release)
      - Override axios to 1.14.0 ${where}(last safe release)
      //- package.json
      ${manifest}
      //- pnpm-workspace.yaml
      ${settings}
      ${PNPM_LOCK}
    `),
  );

  const LITELLM = '//- registry PyPI litellm 1.82.6, 1.82.7, 1.83.0, 2.0.0';
  const DSPY = '//- registry PyPI dspy 2.0';
  const BELOW = 'error malicious-release: dspy → litellm 1.82.7 is a compromised release (MAL-2026-2144, 2026-03-24).';

  it('is constrained for uv', () =>
    check(`
      ${LITELLM}
      ${DSPY}
      //- pyproject.toml
      [project]
      name = "app"
      dependencies = ["dspy"]
                       ^^^^ ${BELOW}
      [tool.uv]
      constraint-dependencies = [
        "attrs<30",
      ]
      //- fixes
      * Constrain litellm to >=1.83.0 (next safe release)
      - Constrain litellm to ==1.82.6 (last safe release)
      //- after Constrain litellm to >=1.83.0 (next safe release)
      [project]
      name = "app"
      dependencies = ["dspy"]
      [tool.uv]
      constraint-dependencies = [
        "attrs<30",
        "litellm>=1.83.0",
      ]
      //- registry PyPI attrs 25.0
      //- uv.lock
      version = 1
      [[package]]
      name = "app"
      source = { virtual = "." }
      dependencies = [{ name = "dspy" }]
      [[package]]
      name = "dspy"
      version = "2.0"
      source = { registry = "https://pypi.org/simple" }
      dependencies = [{ name = "litellm" }]
      [[package]]
      name = "litellm"
      version = "1.82.7"
      source = { registry = "https://pypi.org/simple" }
    `));

  it('is overridden for PDM, inside its major line', () =>
    check(`
      ${LITELLM}
      ${DSPY}
      //- pyproject.toml
      [project]
      name = "app"
      dependencies = ["dspy"]
                       ^^^^ ${BELOW}
      //- after Override litellm to >=1.83.0,<2 (next safe release)
      [project]
      name = "app"
      dependencies = ["dspy"]

      [tool.pdm.resolution.overrides]
      litellm = ">=1.83.0,<2"
      //- pdm.lock
      [metadata]
      lock_version = "4.5.0"
      [[package]]
      name = "dspy"
      version = "2.0"
      dependencies = ["litellm"]
      [[package]]
      name = "litellm"
      version = "1.82.7"
    `));

  it('is constrained in the constraints file that a requirements file names', () =>
    check(`
      ${LITELLM}
      ${DSPY}
      //- requirements.in
      -c limits.txt
      dspy
      ^^^^ ${BELOW}
      //- fixes
      - Constrain litellm to >=1.83.0 in limits.txt (next safe release)
      - Constrain litellm to ==1.82.6 in limits.txt (last safe release)
      //- after Constrain litellm to >=1.83.0 in limits.txt (next safe release)
      attrs<30
      litellm>=1.83.0
      //- limits.txt
      attrs<30
      //- requirements.txt
      dspy==2.0
          # via -r requirements.in
      litellm==1.82.7
             ^^^^^^^^ error malicious-release: litellm 1.82.7 is a compromised release (MAL-2026-2144, 2026-03-24). Last safe release: 1.82.6.
          # via dspy
      //- registry PyPI attrs 25.0
    `));
});

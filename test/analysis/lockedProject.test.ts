import { describe, it } from 'vitest';
import { check } from '../support/check.js';

describe('evidence', () => {
  it('is what is installed, before what is locked, before what would come', async () => {
    await check(`
      //- registry npm axios 1.13.0, 1.14.0, 1.16.0
      //- registry npm chalk 5.6.0, 5.6.2
      //- registry npm minimist 1.2.5, 1.2.8
      //- package.json
      { "dependencies": {
        "axios": "^1.13.0",
                  ^^^^^^^ error malicious-release: axios 1.14.1, locked in package-lock.json, is a compromised release (MAL-2026-2307, 2026-03-31). Last safe release: 1.14.0.
        "chalk": "^5.6.0",
                  ^^^^^^ error malicious-release: chalk 5.6.1 is a compromised release (MAL-2025-46969, 2025-09-08). Locked 5.6.0, but 5.6.1 is installed in node_modules. Last safe release: 5.6.0.
        "minimist": "^1.2.5"
      } }
      //- package-lock.json
      { "lockfileVersion": 3, "packages": {
        "": { "dependencies": { "axios": "^1.13.0", "chalk": "^5.6.0", "minimist": "^1.2.5" } },
        "node_modules/axios": { "version": "1.14.1" },
        "node_modules/chalk": { "version": "5.6.0" },
        "node_modules/minimist": { "version": "1.2.5" }
      } }
      //- node_modules/chalk/package.json
      { "name": "chalk", "version": "5.6.1" }
    `);
  });

  it('of a sibling in the workspace, asked for by a plain range, keeps its name from being asked for or judged', async () => {
    await check(`
      //- registry npm minimist 1.2.8
      //- packages/a/package.json
      { "dependencies": { "axios": "^1.14.0", "minimist": "^1.2.5" } }
      //- package-lock.json
      { "lockfileVersion": 3, "packages": {
        "": { "workspaces": ["packages/*"] },
        "node_modules/axios": { "resolved": "packages/axios", "link": true },
        "packages/axios": { "name": "axios", "version": "1.14.1" },
        "packages/a": { "dependencies": { "axios": "^1.14.0", "minimist": "^1.2.5" } },
        "node_modules/minimist": { "version": "1.2.8" }
      } }
    `);
  });

  it('of an installed release that is not the pinned one is told as such', async () => {
    await check(`
      //- registry PyPI litellm 1.82.6, 1.83.0
      //- requirements.txt
      litellm==1.82.6
             ^^^^^^^^ error malicious-release: litellm 1.82.8 is a compromised release (MAL-2026-2144, 2026-03-24). Pinned 1.82.6, but 1.82.8 is installed in .venv. Last safe release: 1.82.6.
      //- fixes
      //- .venv/pyvenv.cfg
      home = /usr/bin
      //- .venv/lib/python3.12/site-packages/litellm-1.82.8.dist-info/METADATA
      Name: litellm
      Version: 1.82.8
    `);
  });

  it('of a clean installed release does not excuse a malicious pin: the next install brings it', async () => {
    await check(`
      //- registry PyPI litellm 1.82.6, 1.83.0
      //- requirements.txt
      litellm==1.82.8
             ^^^^^^^^ error malicious-release: litellm 1.82.8 is a compromised release (MAL-2026-2144, 2026-03-24). Last safe release: 1.82.6.
      //- .venv/lib/python3.12/site-packages/litellm-1.82.6.dist-info/METADATA
      Name: litellm
    `);
  });

  it('comes from the environment that is nearest, and not from one outside the workspace', async () => {
    await check(`
      //- registry PyPI litellm 1.82.6, 1.83.0
      //- app/requirements.txt
      litellm==1.82.6
      //- tools/requirements.txt
      litellm==1.82.6
             ^^^^^^^^ error malicious-release: litellm 1.82.7 is a compromised release (MAL-2026-2144, 2026-03-24). Pinned 1.82.6, but 1.82.7 is installed in .venv. Last safe release: 1.82.6.
      //- app/venv/lib/python3.12/site-packages/litellm-1.82.6.dist-info/METADATA
      Name: litellm
      //- .venv/lib/python3.12/site-packages/litellm-1.82.7.dist-info/METADATA
      Name: litellm
    `);
  });

  it('is not what stands in node_modules above the project’s lockfile', async () => {
    await check(`
      //- registry npm chalk 5.6.0, 5.6.2
      //- app/package.json
      { "dependencies": { "chalk": "^5.6.0" } }
                                    ^^^^^^ warning admits-malicious-release: chalk ^5.6.0 admits compromised 5.6.1 (MAL-2025-46969). 5.6.2 is locked in package-lock.json.
      //- app/package-lock.json
      { "lockfileVersion": 3, "packages": { "": { "dependencies": { "chalk": "^5.6.0" } }, "node_modules/chalk": { "version": "5.6.2" } } }
      //- node_modules/chalk/package.json
      { "name": "chalk", "version": "5.6.1" }
    `);
  });

  it('of a workspace member is what is hoisted to the workspace', async () => {
    await check(`
      //- registry npm chalk 5.6.0, 5.6.2
      //- apps/shop/package.json
      { "dependencies": { "chalk": "5.6.0" } }
                                    ^^^^^ error malicious-release: chalk 5.6.1 is a compromised release (MAL-2025-46969, 2025-09-08). Locked 5.6.0, but 5.6.1 is installed in node_modules. Last safe release: 5.6.0.
      //- package-lock.json
      { "lockfileVersion": 3, "packages": {
        "": { "workspaces": ["apps/*"] },
        "apps/shop": { "name": "shop", "dependencies": { "chalk": "5.6.0" } },
        "node_modules/shop": { "resolved": "apps/shop", "link": true },
        "node_modules/chalk": { "version": "5.6.0" }
      } }
      //- node_modules/chalk/package.json
      { "name": "chalk", "version": "5.6.1" }
    `);
  });

  it('is not looked for where something else is meant: overrides, package managers, build requirements; the lockfile tells of its releases itself', async () => {
    await check(`
      //- registry npm chalk 5.6.0, 5.6.2
      //- registry npm pnpm 9.0.0
      //- registry PyPI litellm 1.82.6, 1.83.0
      //- package.json
      { "packageManager": "pnpm@9.0.0", "overrides": { "chalk": "5.6.0" } }
      //- package-lock.json
      { "lockfileVersion": 3, "packages": { "": {}, "node_modules/chalk": { "version": "5.6.1" }, "node_modules/pnpm": { "version": "8.0.0" } } }
                                                                                        ^^^^^ error malicious-release: chalk 5.6.1 is a compromised release (MAL-2025-46969, 2025-09-08).
      //- node_modules/chalk/package.json
      { "name": "chalk", "version": "5.6.1" }
      //- pyproject.toml
      [build-system]
      requires = ["litellm==1.82.6"]
      //- uv.lock
      version = 1
      [[package]]
      name = "litellm"
      version = "1.82.8"
                 ^^^^^^ error malicious-release: litellm 1.82.8 is a compromised release (MAL-2026-2144, 2026-03-24).
      source = { registry = "https://pypi.org/simple" }
      //- .venv/lib/python3.12/site-packages/litellm-1.82.8.dist-info/METADATA
      Name: litellm
    `);
  });

  it('of an override is what the lockfile has for it, and not what the registry would give', async () => {
    await check(`
      //- registry npm axios 1.13.0, 1.14.0, 1.16.0
      //- registry npm left 1.0.0
      //- package.json
      { "dependencies": { "left": "^1.0.0" },
        "overrides": { "axios": "^1.13.0" } }
                                 ^^^^^^^ error malicious-release: axios 1.14.1, locked in package-lock.json, is a compromised release (MAL-2026-2307, 2026-03-31). Last safe release: 1.14.0.
      //- package-lock.json
      { "lockfileVersion": 3, "packages": {
        "": { "dependencies": { "left": "^1.0.0" } },
        "node_modules/left": { "version": "1.0.0" },
        "node_modules/axios": { "version": "1.14.1" }
      } }
    `);
  });

  it('of a lockfile that disagrees with its manifest is not believed; the release stands on the lockfile', async () => {
    await check(`
      //- registry npm axios 1.13.0, 1.14.0, 1.16.0
      //- package.json
      { "dependencies": { "axios": "^1.15.0" } }
      //- package-lock.json
      { "lockfileVersion": 3, "packages": { "": { "dependencies": { "axios": "^1.13.0" } }, "node_modules/axios": { "version": "1.14.1" } } }
                                                                                                                                ^^^^^^ error malicious-release: axios 1.14.1 is a compromised release (MAL-2026-2307, 2026-03-31).
    `);
  });

  it('of an editable install, or a link, is none', async () => {
    await check(`
      //- registry PyPI litellm 1.82.6, 1.83.0
      //- requirements.txt
      litellm==1.82.6
      //- .venv/lib/python3.12/site-packages/litellm-1.82.8.dist-info/METADATA
      Name: litellm
      //- .venv/lib/python3.12/site-packages/litellm-1.82.8.dist-info/direct_url.json
      { "url": "file:///home/me/litellm", "dir_info": { "editable": true } }
    `);
  });
});

describe('what direct dependencies bring in', () => {
  it('stands on their lines, one finding each: package-lock.json', async () => {
    await check(`
      //- registry npm http-kit 2.0.0
      //- registry npm tool 1.0.0
      //- registry npm quiet 1.0.0
      //- advisories
      GHSA-1 npm minimist: range introduced 0, fixed 1.2.6; critical
      //- package.json
      {
        "dependencies": { "http-kit": "^2.0.0", "quiet": "1.0.0" },
                           ^^^^^^^^ error malicious-release: http-kit → axios 1.14.1 is a compromised release (MAL-2026-2307, 2026-03-31).
                           ^^^^^^^^ error vulnerable-release: http-kit → parser → minimist 1.2.5 has a critical vulnerability (GHSA-1).
        "devDependencies": { "tool": "1.0.0" }
                              ^^^^ error vulnerable-release: tool → minimist 1.2.5 has a critical vulnerability (GHSA-1).
      }
      //- package-lock.json
      { "lockfileVersion": 3, "packages": {
        "": { "dependencies": { "http-kit": "^2.0.0", "quiet": "1.0.0" }, "devDependencies": { "tool": "1.0.0" } },
        "node_modules/http-kit": { "version": "2.0.0", "dependencies": { "axios": "^1.13.0", "parser": "1" } },
        "node_modules/axios": { "version": "1.14.1" },
        "node_modules/parser": { "version": "1.0.0", "dependencies": { "minimist": "^1.2.0" } },
        "node_modules/minimist": { "version": "1.2.5" },
        "node_modules/quiet": { "version": "1.0.0", "dependencies": { "minimist": "^1.2.0" } },
        "node_modules/quiet/node_modules/minimist": { "version": "1.2.8" },
        "node_modules/tool": { "version": "1.0.0", "dependencies": { "minimist": "^1.2.0" } }
      } }
    `);
  });

  it.each([
    [
      'uv.lock',
      `
      version = 1
      [[package]]
      name = "app"
      version = "0.1.0"
      source = { virtual = "." }
      dependencies = [{ name = "dspy" }]
      [[package]]
      name = "dspy"
      version = "2.6.0"
      source = { registry = "https://pypi.org/simple" }
      dependencies = [{ name = "litellm" }]
      [[package]]
      name = "litellm"
      version = "1.82.7"
      source = { registry = "https://pypi.org/simple" }`,
    ],
    [
      'poetry.lock',
      `
      [[package]]
      name = "dspy"
      version = "2.6.0"
      [package.dependencies]
      litellm = ">=1.64.0"
      [[package]]
      name = "litellm"
      version = "1.82.7"
      [metadata]
      lock-version = "2.1"`,
    ],
    [
      'pdm.lock',
      `
      [metadata]
      lock_version = "4.5.0"
      [[package]]
      name = "dspy"
      version = "2.6.0"
      dependencies = ["litellm>=1.64.0"]
      [[package]]
      name = "litellm"
      version = "1.82.7"`,
    ],
  ])('of a pyproject.toml: %s', async (file, lock) => {
    await check(`
      //- registry PyPI dspy 2.6.0
      //- pyproject.toml
      [project]
      name = "app"
      dependencies = ["dspy>=2.6"]
                       ^^^^ error malicious-release: dspy → litellm 1.82.7 is a compromised release (MAL-2026-2144, 2026-03-24).
      //- ${file}${lock}
    `);
  });

  it.each([
    [
      'pnpm-lock.yaml',
      `
      lockfileVersion: '9.0'
      importers:
        .:
          dependencies:
            http-kit:
              specifier: ^2.0.0
              version: 2.0.0
      packages:
        axios@1.14.1:
          resolution: {integrity: sha512-AA==}
        http-kit@2.0.0:
          resolution: {integrity: sha512-BB==}
      snapshots:
        axios@1.14.1: {}
        http-kit@2.0.0:
          dependencies:
            axios: 1.14.1`,
    ],
    [
      'yarn.lock',
      `
      # yarn lockfile v1
      axios@^1.13.0:
        version "1.14.1"
      http-kit@^2.0.0:
        version "2.0.0"
        dependencies:
          axios "^1.13.0"`,
    ],
    [
      'bun.lock',
      `
      { "lockfileVersion": 1, "workspaces": { "": { "dependencies": { "http-kit": "^2.0.0" } } }, "packages": {
        "axios": ["axios@1.14.1", "", {}, "sha512-AA=="],
        "http-kit": ["http-kit@2.0.0", "", { "dependencies": { "axios": "^1.13.0" } }, "sha512-BB=="]
      } }`,
    ],
  ])('of a package.json: %s', async (file, lock) => {
    await check(`
      //- registry npm http-kit 2.0.0
      //- package.json
      { "dependencies": { "http-kit": "^2.0.0" } }
                           ^^^^^^^^ error malicious-release: http-kit → axios 1.14.1 is a compromised release (MAL-2026-2307, 2026-03-31).
      //- ${file}${lock}
    `);
  });

  it('of a *.in is what its compiled twin says came by which', async () => {
    await check(`
      //- registry PyPI dspy 2.6.0
      //- registry PyPI litellm 1.82.6, 1.83.0
      //- requirements.in
      dspy>=2.6
      ^^^^ error malicious-release: dspy → litellm 1.82.7 is a compromised release (MAL-2026-2144, 2026-03-24).
      //- requirements.txt
      dspy==2.6.0
          # via -r requirements.in
      litellm==1.82.7
             ^^^^^^^^ error malicious-release: litellm 1.82.7 is a compromised release (MAL-2026-2144, 2026-03-24). Last safe release: 1.82.6.
          # via dspy
    `);
  });

  it('is left alone where the rule is off', async () => {
    await check(`
      //- levels malicious-release=off vulnerable-release=off
      //- registry npm http-kit 2.0.0
      //- package.json
      { "dependencies": { "http-kit": "^2.0.0" } }
      //- package-lock.json
      { "lockfileVersion": 3, "packages": {
        "": { "dependencies": { "http-kit": "^2.0.0" } },
        "node_modules/http-kit": { "version": "2.0.0", "dependencies": { "axios": "^1.13.0" } },
        "node_modules/axios": { "version": "1.14.1" }
      } }
    `);
  });
});

describe('a lockfile that cannot be read whole', () => {
  it('is told once, on the manifest, and what can be read is judged', async () => {
    await check(`
      //- registry npm http-kit 2.0.0
      //- package.json
      { "dependencies": { "http-kit": "^2.0.0" } }
      | warning manifest: package-lock.json could be read only in part: Unresolved merge conflict: only the first side of each conflict is read
                           ^^^^^^^^ error malicious-release: http-kit → axios 1.14.1 is a compromised release (MAL-2026-2307, 2026-03-31).
      //- package-lock.json
      { "lockfileVersion": 3, "packages": {
        "": { "dependencies": { "http-kit": "^2.0.0" } },
        "node_modules/http-kit": { "version": "2.0.0", "dependencies": { "axios": "^1.13.0" } },
      <<<<<<< HEAD
        "node_modules/axios": { "version": "1.14.1" }
      =======
        "node_modules/axios": { "version": "1.15.0" }
      >>>>>>> other
      } }
    `);
  });

  it('is told of one that a newer program has written', async () => {
    await check(`
      //- registry npm http-kit 2.0.0
      //- package.json
      { "dependencies": { "http-kit": "^2.0.0" } }
      | warning manifest: package-lock.json could be read only in part: Lockfile version 7 is newer than 3, the newest known: it may be misread
      //- package-lock.json
      { "lockfileVersion": 7, "packages": { "": { "dependencies": { "http-kit": "^2.0.0" } }, "node_modules/http-kit": { "version": "2.0.0" } } }
    `);
  });
});

// Findings and fixes where ranges stand in catalogs.
import { describe, it } from 'vitest';
import { check } from '../support/check.js';

const AXIOS = '//- registry npm axios 1.14.0, 1.14.1 withdrawn, 1.15.0';
const ADMITS = 'warning admits-malicious-release: axios ^1.14.0 admits compromised 1.14.1 (MAL-2026-2307). Today it gives 1.15.0.';

describe('fixes in catalogs', () => {
  it('are offered on the line of the catalog, and there, too, where a member refers to it', () =>
    check(`
      ${AXIOS}
      //- pnpm-workspace.yaml
      catalogs:
        http:
          axios: "^1.14.0" # client
                  ^^^^^^^ ${ADMITS}
      //- fixes
      * Raise axios to ^1.15.0 (next safe release)
      - Pin axios to 1.14.0 (last safe release)
      //- after Raise axios to ^1.15.0 (next safe release)
      catalogs:
        http:
          axios: "^1.15.0" # client
      //- packages/a/package.json
      { "dependencies": { "axios": "catalog:http" } }
                                    ^^^^^^^^^^^^ ${ADMITS}
      //- fixes
      - Raise axios to ^1.15.0 in pnpm-workspace.yaml (next safe release)
      - Pin axios to 1.14.0 in pnpm-workspace.yaml (last safe release)
      //- after Raise axios to ^1.15.0 in pnpm-workspace.yaml (next safe release)
      catalogs:
        http:
          axios: "^1.15.0" # client
    `));

  it('are offered in the catalog of a package.json', () =>
    check(`
      ${AXIOS}
      //- package.json
      { "workspaces": { "catalog": { "axios": "^1.14.0" } }, "dependencies": { "axios": "catalog:" } }
                                               ^^^^^^^ ${ADMITS}
                                                                                         ^^^^^^^^ ${ADMITS}
      //- fixes
      * Raise axios to ^1.15.0 (next safe release)
      - Pin axios to 1.14.0 (last safe release)
      * Raise axios to ^1.15.0 (next safe release)
      - Pin axios to 1.14.0 (last safe release)
    `));

  it('quote what YAML would take for something else', () =>
    check(`
      ${AXIOS}
      //- pnpm-workspace.yaml
      catalog:
        axios: x
               ^ warning admits-malicious-release: axios x admits compromised 0.30.4 and 1.14.1 (MAL-2026-2307). Today it gives 1.15.0.
      overrides: { "foo>axios": ^1.14.0 }
                                ^^^^^^^ ${ADMITS}
      //- after Raise axios to >=1.15.0 (next safe release)
      catalog:
        axios: '>=1.15.0'
      overrides: { "foo>axios": ^1.14.0 }
      //- after Raise axios to ^1.15.0 (next safe release)
      catalog:
        axios: x
      overrides: { "foo>axios": ^1.15.0 }
    `));

  it('take out the line of a package that does not exist', () =>
    check(`
      //- registry npm nothing-of-this-name absent
      ${AXIOS}
      //- pnpm-workspace.yaml
      catalog:
        nothing-of-this-name: ^1.0.0
        ^^^^^^^^^^^^^^^^^^^^ error unknown-package: The npm registry has no package named nothing-of-this-name: misspelt, invented, or private and not configured.
        axios: 1.15.0
      //- fixes
      - Remove nothing-of-this-name
      //- after Remove nothing-of-this-name
      catalog:
        axios: 1.15.0
    `));

  it('are offered for what is installed for a member; what is installed beside the catalog tells nothing of it', () =>
    check(`
      //- registry npm chalk 5.6.0, 5.6.1 withdrawn, 5.6.2
      //- pnpm-workspace.yaml
      catalog: { chalk: ^5.6.0 }
                        ^^^^^^ warning admits-malicious-release: chalk ^5.6.0 admits compromised 5.6.1 (MAL-2025-46969). Today it gives 5.6.2.
      //- node_modules/chalk/package.json
      { "name": "chalk", "version": "5.6.0" }
      //- packages/a/node_modules/chalk/package.json
      { "name": "chalk", "version": "5.6.1" }
      //- packages/a/package.json
      { "dependencies": { "chalk": "catalog:" } }
                                    ^^^^^^^^ error malicious-release: chalk 5.6.1, installed in node_modules, is a compromised release (MAL-2025-46969, 2025-09-08). Last safe release: 5.6.0.
      //- fixes
      - Pin chalk to 5.6.0 in pnpm-workspace.yaml (last safe release)
      - Raise chalk to ^5.6.2 in pnpm-workspace.yaml (next safe release)
    `));

  it('are offered for what was locked for a member', () =>
    check(`
      //- registry npm chalk 5.6.0, 5.6.1 withdrawn, 5.6.2
      //- pnpm-workspace.yaml
      catalog: { chalk: ^5.6.0 }
                        ^^^^^^ warning admits-malicious-release: chalk ^5.6.0 admits compromised 5.6.1 (MAL-2025-46969). Today it gives 5.6.2.
      //- pnpm-lock.yaml
      lockfileVersion: '9.0'
      catalogs:
        default:
          chalk:
            specifier: ^5.6.0
            version: 5.6.1
      importers:
        packages/a:
          dependencies:
            chalk:
              specifier: 'catalog:'
              version: 5.6.1
      packages:
        chalk@5.6.1:
          resolution: {integrity: sha512-a}
      snapshots:
        chalk@5.6.1: {}
      //- packages/a/package.json
      { "dependencies": { "chalk": "catalog:" } }
                                    ^^^^^^^^ error malicious-release: chalk 5.6.1, locked in pnpm-lock.yaml, is a compromised release (MAL-2025-46969, 2025-09-08). Last safe release: 5.6.0.
      //- fixes
      - Pin chalk to 5.6.0 in pnpm-workspace.yaml (last safe release)
      - Raise chalk to ^5.6.2 in pnpm-workspace.yaml (next safe release)
    `));
});

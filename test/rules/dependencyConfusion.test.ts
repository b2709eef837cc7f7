import { describe, it } from 'vitest';
import { check } from '../support/check.js';

const EXTRA = '--extra-index-url https://me:secret@pypi.acme.example/simple';
/** Rules that look at the same dates. */
const QUIET = '//- levels young-package=off young-release=off';
const OLD = '2019-01-01';

describe('dependency-confusion with --extra-index-url', () => {
  it('says that anybody can take a name that PyPI does not have, instead of calling it misspelt', () =>
    check(`
      ${QUIET}
      //- registry PyPI acme-utils absent
      //- requirements.txt
      ${EXTRA}
      acme-utils>=2
      ^^^^^^^^^^ warning dependency-confusion: acme-utils is not on PyPI: with --extra-index-url anyone who registers it there can replace it.
      //- fixes
    `));

  it.each<[string, string, string, string]>([
    ['first appeared lately', 'wheel-parts', '1.0 2026-05-29, 1.1 2026-05-30', 'where it first appeared 3 days ago'],
    ['appeared today', 'wheel-parts', '1.0 2026-05-31T12:00', 'where it first appeared today'],
    ['has one release far above the others', 'wheel-parts', `0.1 ${OLD}, 99.9.9 2026-02-01`, 'with 99.9.9 far above any other release'],
    ['has nothing but such a release', 'wheel-parts', `9999.0.0 ${OLD}`, 'with 9999.0.0 far above any other release'],
    ['has one release and the name of the index’s owner', 'acme-parts', `1.0 ${OLD}`, 'with one release only'],
    ['has two', 'acme-parts', `1.0 ${OLD}, 1.1 ${OLD}`, 'with releases 1.0 and 1.1 only'],
  ])('warns of a name whose package on PyPI %s', (_, name, releases, why) =>
    check(`
      ${QUIET}
      //- registry PyPI ${name} ${releases}
      //- requirements.txt
      ${name}
      ${'^'.repeat(name.length)} warning dependency-confusion: ${name} is on PyPI too, ${why}: with --extra-index-url pip takes the highest version.
      ${EXTRA}
    `),
  );

  it.each<[string, string, string]>([
    ['a package that has long been there', 'wheel-parts', `1.0 ${OLD}`],
    ['many releases under the owner’s name', 'acme-parts', `1.0 ${OLD}, 1.1 ${OLD}, 1.2 ${OLD}`],
    ['years as versions', 'wheel-parts', `2024.1.0 ${OLD}`],
    ['days as versions', 'wheel-parts', `20240131 ${OLD}`],
    ['high versions that were counted up to', 'wheel-parts', `61.0 ${OLD}, 62.0 ${OLD}, 63.0 ${OLD}`],
    ['a package of unknown age', 'wheel-parts', '1.0, 1.1 2026-05-31'],
    ['what the index did not tell', 'wheel-parts', 'pending'],
  ])('is silent about %s', (_, name, releases) =>
    check(`
      ${QUIET}
      //- registry PyPI ${name} ${releases}
      //- requirements.txt
      ${EXTRA}
      ${name}
    `),
  );

  it('is silent about popular names, as beside the index of PyTorch', () =>
    check(`
      ${QUIET}
      //- registry PyPI torch 2.3.0 2026-05-31
      //- registry PyPI numpy 2.0.0 2026-05-31
      //- requirements.txt
      --extra-index-url https://download.pytorch.org/whl/cu121
      torch
      numpy>=1.26
    `));

  it('is silent about exact versions, hashes, and PyPI as the further index', () =>
    check(`
      ${QUIET}
      //- registry PyPI acme-utils 99.0.0 2026-05-31
      //- requirements.txt
      ${EXTRA}
      acme-utils==99.0.0
      //- hashed.requirements.txt
      ${EXTRA}
      acme-utils>=1 --hash=sha256:${'a'.repeat(64)}
      //- public.requirements.txt
      --extra-index-url https://pypi.org/simple
      acme-utils
    `));

  it('is silent about indexes that are asked first; what PyPI lacks may be there', () =>
    check(`
      ${QUIET}
      //- registry PyPI acme-utils absent
      //- registry PyPI acme-young 1.0 2026-05-31
      //- pyproject.toml
      [project]
      dependencies = ["acme-utils", "acme-young"]
                       ^^^^^^^^^^ information unknown-package: PyPI has no package named acme-utils; whether a further index that is configured has it is not checked.
      [[tool.uv.index]]
      name = "acme"
      url = "https://pypi.acme.example/simple"
    `));

  it('speaks for uv where it is told to take the best of all', () =>
    check(`
      ${QUIET}
      //- registry PyPI acme-utils absent
      //- pyproject.toml
      [project]
      dependencies = ["acme-utils"]
                       ^^^^^^^^^^ warning dependency-confusion: acme-utils is not on PyPI: with --extra-index-url anyone who registers it there can replace it.
      [tool.uv]
      index-strategy = "unsafe-best-match"
      [[tool.uv.index]]
      name = "acme"
      url = "https://pypi.acme.example/simple"
    `));

  it('leaves unknown-package alone where there is no further index', () =>
    check(`
      ${QUIET}
      //- registry PyPI acme-utils absent
      //- requirements.txt
      acme-utils
      ^^^^^^^^^^ error unknown-package: PyPI has no package named acme-utils: misspelt, invented, or private and not configured.
    `));
});

describe('dependency-confusion in npm', () => {
  it.each<[string, string, string, string]>([
    [
      'of a private scope, new',
      'acme-utils',
      '1.0.0 2026-05-22',
      'sounds like one of @acme and comes from the npm registry, where it first appeared 10 days ago',
    ],
    [
      'of a private scope, with one release',
      'acme-utils',
      `1.0.0 ${OLD}`,
      'sounds like one of @acme and comes from the npm registry, with one release only',
    ],
    [
      'of a private scope, at 99',
      'acme.utils',
      `99.0.0 ${OLD}, 1.0.0 ${OLD}, 1.0.1 ${OLD}`,
      'sounds like one of @acme and comes from the npm registry, with 99.0.0 far above any other release',
    ],
    [
      'internal by its name, new',
      'parts-internal',
      '1.0.0 2026-05-31',
      'sounds internal and comes from the npm registry, where it first appeared 1 day ago',
    ],
    [
      'internal by its name, at 99',
      'corp-auth',
      `99.99.99 ${OLD}`,
      'sounds internal and comes from the npm registry, with 99.99.99 far above any other release',
    ],
    [
      'private by its name, new',
      'parts-private',
      '1.0.0 2026-05-31',
      'sounds internal and comes from the npm registry, where it first appeared 1 day ago',
    ],
  ])('warns of a name %s', (_, name, releases, why) =>
    check(`
      ${QUIET}
      //- scopes @acme
      //- registry npm ${name} ${releases}
      //- package.json
      {
        "dependencies": {
          "${name}": "*"
           ${'^'.repeat(name.length)} warning dependency-confusion: ${name} ${why}.
        }
      }
      //- fixes
    `),
  );

  it.each<[string, string, string]>([
    ['long there, under the scope’s name', 'acme-client', `1.0.0 ${OLD}, 1.1.0 ${OLD}, 2.0.0 ${OLD}`],
    ['with the scope’s name inside another word', 'acmeology', '1.0.0 2026-05-31'],
    ['internal by its name, with few old releases', 'parts-internal', `1.0.0 ${OLD}`],
    ['popular', 'internal-slot', '1.0.0 2026-05-31'],
    ['that only contains the word', 'internalize', '1.0.0 2026-05-31'],
    ['new, and like nothing private', 'parts-of-it', '1.0.0 2026-05-31'],
    ['of a scope', '@other/acme-internal', '1.0.0 2026-05-31'],
  ])('is silent about one %s', (_, name, releases) =>
    check(`
      ${QUIET}
      //- scopes @acme
      //- registry npm ${name} ${releases}
      //- package.json
      { "dependencies": { "${name}": "*" } }
    `),
  );

  it('goes by when the package was created, where that is told', () =>
    check(`
      ${QUIET}
      //- registry npm corp-auth 1.0.0 2026-05-31, created ${OLD}
      //- package.json
      { "dependencies": { "corp-auth": "*" } }
    `));
});

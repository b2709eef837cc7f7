// Signals on a package as a whole, and rules that are off by themselves. "Today" is 2026-06-01.
import { describe, it } from 'vitest';
import { check } from '../support/check.js';

describe('young-package', () => {
  it('says how old it is and how many releases it has', () =>
    check(`
      //- registry npm new-part created 2026-05-20T06:00Z, 1.0.0 2026-05-20T06:00Z, 1.0.1 2026-05-21
      //- registry PyPI new-part 0.1 2026-05-03
      //- package.json
      {
        "dependencies": {
          "new-part": "^1.0.0"
           ^^^^^^^^ warning young-package: new-part first appeared 11 days ago and has 2 releases.
        }
      }
      //- fixes
      - Remove new-part
      //- requirements.txt
      new-part
      ^^^^^^^^ warning young-package: new-part first appeared 29 days ago and has 1 release.
    `));

  it('believes the registry before the releases', () =>
    check(`
      //- registry npm moved-part created 2020-01-01, 1.0.0 2026-05-20
      //- package.json
      { "dependencies": { "moved-part": "^1.0.0" } }
    `));

  it('is silent on what is a month old, has many releases, has releases without a date, or is popular', () =>
    check(`
      //- registry npm month-part 1.0.0 2026-05-02
      //- registry npm busy-part created 2026-05-20
      1.0.0 2026-05-20, 1.0.1 2026-05-20, 1.0.2 2026-05-20, 1.0.3 2026-05-20, 1.0.4 2026-05-20
      1.0.5 2026-05-20, 1.0.6 2026-05-20, 1.0.7 2026-05-20, 1.0.8 2026-05-20, 1.0.9 2026-05-20
      //- registry npm half-part 1.0.0, 1.0.1 2026-05-20
      //- registry npm renewed-part 0.9.0 2020-01-01 withdrawn, 1.0.1 2026-05-20
      //- registry npm lodash 4.17.21 2026-05-20
      //- package.json
      {
        "dependencies": {
          "month-part": "^1.0.0",
          "busy-part": "^1.0.0",
          "half-part": "^1.0.0",
          "renewed-part": "^1.0.0",
          "lodash": "^4.0.0"
        }
      }
    `));
});

describe('lookalike-name', () => {
  const LODASH = '//- registry npm lodash created 2012-04-23, 4.17.20 2020-08-13, 4.17.21 2021-02-20';

  it('needs youth or two other signs for a misspelling, in its first two years', async () => {
    const line = '{ "dependencies": { "lodahs": "^1.0.0" } }';
    const many = '1.0.0 2025-01-01, 1.0.1 2025-01-01, 1.0.2 2025-01-01, 1.0.3 2025-01-01, 1.0.4 2025-01-01';
    const one = '1.0.0 2025-01-01';
    const honest = [
      `${many}, maintainers(a b), repository(https://git.example/lodahs)`,
      `${many}, repository()`,
      `${many}, maintainers(a)`,
      one,
      `${one}, created 2024-05-31, repository(), maintainers(a)`,
    ];
    for (const facts of honest) {
      await check(`
      ${LODASH}
      //- registry npm lodahs ${facts}
      //- package.json
      ${line}
    `);
    }
    const signs = [
      [`${many}, created 2026-04-01`, 'it first appeared 61 days ago'],
      [`${many}, repository(), maintainers(a)`, 'it names no repository and has one maintainer'],
      [`${one}, repository()`, 'it has 1 release and names no repository'],
      [`${one}, created 2024-06-02, maintainers(a)`, 'it has 1 release and has one maintainer'],
    ];
    for (const [facts, words] of signs) {
      await check(`
      ${LODASH}
      //- registry npm lodahs ${facts}
      //- package.json
      ${line}
                           ^^^^^^ warning lookalike-name: lodahs imitates a popular name (lodash with two letters swapped); ${words}.
    `);
    }
  });

  it('needs one sign more for a name with a word added', async () => {
    await check(`
      //- registry npm express created 2010-12-29, 4.22.0 2025-12-01
      //- registry npm express-js created 2025-01-01, 1.0.0 2025-01-01, maintainers(a)
      //- package.json
      { "dependencies": { "express-js": "^1.0.0" } }
    `);
    await check(`
      //- registry npm express created 2010-12-29, 4.22.0 2025-12-01
      //- registry npm express-js created 2026-04-01, 1.0.0 2026-04-01, maintainers(a b)
      //- package.json
      {
        "dependencies": {
          "express-js": "^1.0.0"
           ^^^^^^^^^^ warning lookalike-name: express-js imitates a popular name (express with "-js" added); it first appeared 61 days ago and has 1 release.
        }
      }
    `);
  });

  it('says so also where the popular package could not be asked about', () =>
    check(`
      //- registry npm lodash unknown(registry.example answered 503)
      //- registry npm lodahs created 2026-04-01, 1.0.0 2026-04-01
      //- package.json
      {
        "dependencies": {
          "lodahs": "^1.0.0"
           ^^^^^^ warning lookalike-name: lodahs imitates a popular name (lodash with two letters swapped); it first appeared 61 days ago and has 1 release.
        }
      }
      //- fixes
      - Remove lodahs
    `));

  it('is silent on popular and on private packages', () =>
    check(`
      //- registry npm lodash created 2026-05-31, 4.17.21 2020-02-20, maintainers(a), repository()
      //- registry npm lodahs private(npm.example)
      //- package.json
      { "dependencies": { "lodash": "^4.0.0", "lodahs": "^4.0.0" } }
    `));

  it('says the same of malware', () =>
    check(`
      ${LODASH}
      //- registry npm lodahs 4.17.22
      //- advisories
      MAL-2026-9010 npm lodahs: range introduced 0
      //- package.json
      {
        "dependencies": {
          "lodahs": "^4.17.0"
           ^^^^^^ error malicious-package: lodahs is a malicious package: no release of it is safe (MAL-2026-9010). It imitates lodash. Remove it.
        }
      }
      //- fixes
      - Remove lodahs
      - Replace lodahs by lodash
    `));
});

describe('replacing a name', () => {
  it('keeps the specifier where it gives a good release, and changes it where it does not', () =>
    check(`
      //- registry npm lodash 4.17.20, 4.17.21
      //- registry npm lodahs absent
      //- package.json
      {
        "dependencies": {
          "lodahs": "^4.17.20"
           ^^^^^^ error unknown-package: The npm registry has no package named lodahs; the nearest popular name is lodash.
        },
        "devDependencies": {
          "lodahs": "~1.0.0"
           ^^^^^^ error unknown-package: The npm registry has no package named lodahs; the nearest popular name is lodash.
        }
      }
      //- fixes
      - Replace lodahs by lodash
      - Remove lodahs
      - Replace lodahs by lodash
      - Remove lodahs
    `));

  it('writes what it says', async () => {
    const world = `
      //- registry npm lodash 4.17.20, 4.17.21
      //- registry npm lodahs absent
      //- registry PyPI requests 2.31.0, 2.32.0 yanked
      //- registry PyPI reqeusts absent`;
    await check(`${world}
      //- package.json
      {
        "dependencies": {
          "lodahs": "~1.0.0"
           ^^^^^^ error unknown-package: The npm registry has no package named lodahs; the nearest popular name is lodash.
        }
      }
      //- after Replace lodahs by lodash
      {
        "dependencies": {
          "lodash": "~4.17.21"
        }
      }
    `);
    await check(`${world}
      //- requirements.txt
      reqeusts[socks] == 2.32.0  # http
      ^^^^^^^^ error unknown-package: PyPI has no package named reqeusts; the nearest popular name is requests.
      //- after Replace reqeusts by requests
      requests[socks] == 2.31.0  # http
    `);
  });

  it('does not let in a malicious release beside the good one', () =>
    check(`
      //- registry npm lodash 4.17.20, 4.17.21
      //- registry npm lodahs absent
      //- advisories
      MAL-2026-9012 npm lodash: versions 4.17.20
      //- package.json
      {
        "dependencies": {
          "lodahs": "^4.17.0"
           ^^^^^^ error unknown-package: The npm registry has no package named lodahs; the nearest popular name is lodash.
        }
      }
      //- after Replace lodahs by lodash
      {
        "dependencies": {
          "lodash": "^4.17.21"
        }
      }
    `));

  it('is not offered while advisories are not known', () =>
    check(`
      //- registry npm lodash 4.17.21
      //- registry npm lodahs absent
      //- advisories unknown(osv.example answered 503)
      //- package.json
      {
        "dependencies": {
          "lodahs": "^4.17.0"
           ^^^^^^ error unknown-package: The npm registry has no package named lodahs; the nearest popular name is lodash.
           ^^^^^^ information not-checked: lodahs could not be checked: osv.example answered 503.
        }
      }
      //- fixes
      - Remove lodahs
    `));

  it.each([
    ['it is vulnerable', 'lodash 4.17.21', 'GHSA-aaaa-aaaa-3010 npm lodash: range introduced 0; high'],
    ['it is malicious', 'lodash 4.17.21', 'MAL-2026-9011 npm lodash: versions 4.17.21'],
    ['nothing old enough is listed', 'lodash 4.17.21 2026-05-31', ''],
    ['it has no release', 'lodash 4.17.21 withdrawn', ''],
  ])('does not offer another package where %s', (_, said, advisory) =>
    check(`
      //- registry npm ${said}
      //- registry npm lodahs absent
      //- advisories
      ${advisory}
      //- package.json
      {
        "dependencies": {
          "lodahs": "^4.17.0"
           ^^^^^^ error unknown-package: The npm registry has no package named lodahs; the nearest popular name is lodash.
        }
      }
      //- fixes
      - Remove lodahs
    `),
  );

  it('does not offer one that could not be asked about, nor for an alias or a line with hashes', async () => {
    await check(`
      //- registry npm lodash unknown(registry.example answered 503)
      //- registry npm lodahs absent
      //- package.json
      {
        "dependencies": {
          "lodahs": "^4.17.0"
           ^^^^^^ error unknown-package: The npm registry has no package named lodahs: misspelt, invented, or private and not configured.
        }
      }
      //- fixes
      - Remove lodahs
    `);
    await check(`
      //- registry npm lodash 4.17.21
      //- registry npm lodahs absent
      //- registry PyPI requests 2.31.0
      //- registry PyPI reqeusts absent
      //- package.json
      {
        "dependencies": {
          "mine": "npm:lodahs@^4.17.0"
           ^^^^ error unknown-package: The npm registry has no package named lodahs; the nearest popular name is lodash.
        }
      }
      //- fixes
      - Remove mine
      //- requirements.txt
      reqeusts==2.31.0 --hash=sha256:0123456789012345678901234567890123456789012345678901234567890123
      ^^^^^^^^ error unknown-package: PyPI has no package named reqeusts; the nearest popular name is requests.
      //- fixes
      - Remove reqeusts
    `);
  });
});

describe('unknown-package', () => {
  it('says where the other registry has the name', () =>
    check(`
      //- registry npm weave_maker.tools absent
      //- registry PyPI weave-maker-tools 1.0
      //- registry npm @acme/tools absent
      //- registry PyPI @acme/tools 1.0
      //- registry PyPI yarn-spinner-tools absent
      //- registry npm yarn-spinner-tools 1.0.0
      //- package.json
      {
        "dependencies": {
          "weave_maker.tools": "^1.0.0",
           ^^^^^^^^^^^^^^^^^ error unknown-package: The npm registry has no package named weave_maker.tools; PyPI has one.
          "@acme/tools": "^1.0.0"
           ^^^^^^^^^^^ error unknown-package: The npm registry has no package named @acme/tools: misspelt, invented, or private and not configured.
        }
      }
      //- requirements.txt
      Yarn_Spinner.tools
      ^^^^^^^^^^^^^^^^^^ error unknown-package: PyPI has no package named yarn-spinner-tools; the npm registry has one.
    `));
});

describe('unmaintained', () => {
  it('speaks only where it is asked to', () =>
    check(`
      //- registry npm still-part 1.0.0 2020-01-01, 1.1.0 2024-05-31
      //- registry npm live-part 1.0.0 2020-01-01, 1.1.0 2024-06-03
      //- registry npm half-part 1.0.0 2020-01-01, 1.1.0
      //- registry PyPI shelf-part 1.0 2026-05-01, status archived
      //- levels unmaintained=hint deprecated-release=off
      //- package.json
      {
        "dependencies": {
          "still-part": "^1.0.0",
           ^^^^^^^^^^ hint unmaintained: still-part has had no release since 2024-05-31.
          "live-part": "^1.0.0",
          "half-part": "^1.0.0"
        }
      }
      //- requirements.txt
      shelf-part
      ^^^^^^^^^^ hint unmaintained: shelf-part is archived on PyPI.
    `));

  it('is off by itself', () =>
    check(`
      //- registry npm still-part 1.0.0 2020-01-01
      //- package.json
      { "dependencies": { "still-part": "^1.0.0" } }
    `));
});

describe('unpinned', () => {
  it('marks what has no upper bound, and pins to what it gives today', () =>
    check(`
      //- registry PyPI open-part 1.0, 1.1
      //- registry PyPI any-part 1.0
      //- registry PyPI bounded-part 1.0
      //- registry npm tag-part 1.0.0
      //- levels unpinned=information
      //- requirements.txt
      open-part>=1.0
               ^^^^^ information unpinned: open-part >=1.0 has no upper bound, and the project has no lockfile: any later release may come in.
      any-part
      ^^^^^^^^ information unpinned: any-part names no version, and the project has no lockfile: any later release may come in.
      bounded-part<2
      //- fixes
      - Pin open-part to 1.1 (what it gives today)
      - Pin any-part to 1.0 (what it gives today)
      //- after Pin any-part to 1.0 (what it gives today)
      open-part>=1.0
      any-part==1.0
      bounded-part<2
      //- package.json
      {
        "dependencies": {
          "tag-part": "latest"
                       ^^^^^^ information unpinned: tag-part latest has no upper bound, and the project has no lockfile: any later release may come in.
        }
      }
    `));

  it('is off by itself, and silent beside a lockfile', async () => {
    await check(`
      //- registry PyPI open-part 1.0
      //- requirements.txt
      open-part
    `);
    await check(`
      //- registry npm open-part 1.0.0
      //- levels unpinned=warning
      //- package.json
      { "dependencies": { "open-part": ">=1.0.0" } }
      //- package-lock.json
      { "lockfileVersion": 3, "packages": { "": { "dependencies": { "open-part": ">=1.0.0" } }, "node_modules/open-part": { "version": "1.0.0" } } }
    `);
  });
});

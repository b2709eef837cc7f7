// Attacks as the registry told of them in the first hours, when no advisory knew them. Dates, and what changed, are those of the real releases; the names are
// made up, because the built-in incidents know the real ones. And releases that looked alike and were harmless.
import { describe, it } from 'vitest';
import { check } from '../support/check.js';

describe('an attack without an advisory', () => {
  it('adds a dependency that is a day old (axios 1.14.1)', () =>
    check(`
      //- now 2026-03-31T03:00:00Z
      //- registry npm courier-part created 2014-08-29
      1.13.6 2026-02-27 by(GitHub Actions) attested runs() needs(follow-part form-part proxy-part)
      1.14.0 2026-03-27 by(GitHub Actions) attested runs() needs(follow-part form-part proxy-part)
      1.14.1 2026-03-31T00:21Z by(courier-owner) unattested runs() needs(follow-part form-part proxy-part plain-cipher-part)
      1.0.0 2022-10-04 by(courier-owner) unattested runs() needs(follow-part)
      //- registry npm plain-cipher-part created 2026-03-30T05:57Z, 4.2.0 2026-03-30T05:57Z, 4.2.1 2026-03-30T23:59Z
      //- package.json
      {
        "dependencies": {
          "courier-part": "^1.14.0"
                           ^^^^^^^ error dependency-added: courier-part 1.14.1 adds plain-cipher-part (21 hours old), is 2 hours old and has lost its provenance.
        }
      }
      //- fixes
      * Pin courier-part to 1.14.0 (last safe release)
    `));

  it('comes in an old line as well, minutes later (axios 0.30.4)', () =>
    check(`
      //- now 2026-03-31T03:00:00Z
      //- registry npm courier-part created 2014-08-29
      1.0.0 2022-10-04 by(courier-owner) unattested runs() needs(follow-part)
      0.30.3 2026-02-18 by(GitHub Actions) attested runs() needs(follow-part)
      1.14.0 2026-03-27 by(GitHub Actions) attested runs() needs(follow-part form-part)
      1.14.1 2026-03-31T00:21Z by(courier-owner) unattested runs() needs(follow-part form-part plain-cipher-part)
      0.30.4 2026-03-31T01:00Z by(courier-owner) unattested runs() needs(follow-part plain-cipher-part)
      //- registry npm plain-cipher-part created 2026-03-30T05:57Z, 4.2.1 2026-03-30T23:59Z
      //- package.json
      {
        "dependencies": {
          "courier-part": "0.30.4"
                           ^^^^^^ error dependency-added: courier-part 0.30.4 adds plain-cipher-part (21 hours old), is 2 hours old and has lost its provenance.
        }
      }
      //- fixes
      * Pin courier-part to 0.30.3 (last safe release)
    `));

  it('comes from another account (the wave of chalk 5.6.1)', () =>
    check(`
      //- now 2025-09-08T15:00:00Z
      //- registry npm paint-part created 2013-08-03
      5.4.1 2024-12-21 by(paint-owner) runs() needs()
      5.5.0 2025-08-03 by(paint-owner) runs() needs()
      5.6.0 2025-08-20 by(paint-owner) runs() needs()
      5.6.1 2025-09-08T13:16Z by(paint-helper) runs() needs()
      //- package.json
      {
        "dependencies": {
          "paint-part": "^5.0.0"
                         ^^^^^^ warning young-release: paint-part 5.6.1 is 1 hour old and is by a new publisher (paint-helper).
        }
      }
      //- fixes
      - Pin paint-part to 5.6.0 (last safe release)
    `));

  it('comes without provenance, twice within minutes (litellm 1.82.8)', () =>
    check(`
      //- now 2026-03-24T11:00:00Z
      //- registry PyPI gateway-part
      1.0.0 2023-09-02
      1.82.4 2026-03-12 attested
      1.82.6 2026-03-20 attested
      1.82.7 2026-03-24T10:39Z unattested
      1.82.8 2026-03-24T10:52Z unattested
      //- requirements.txt
      gateway-part>=1.50,<2
                  ^^^^^^^^^ warning young-release: gateway-part 1.82.8 is 8 minutes old and has lost its provenance.
      //- fixes
      - Pin gateway-part to 1.82.6 (last safe release)
    `));

  it('runs a script, and is published twice (Shai-Hulud in @ctrl/tinycolor 4.1.1 and 4.1.2)', () =>
    check(`
      //- now 2025-09-15T22:00:00Z
      //- registry npm @tint/part created 2016-05-29
      4.0.4 2024-04-24 by(tint-owner) runs() needs()
      4.1.0 2024-05-18 by(tint-owner) runs() needs()
      4.1.1 2025-09-15T19:52Z by(tint-owner) runs(postinstall) needs()
      4.1.2 2025-09-15T20:06Z by(tint-owner) runs(postinstall) needs()
      //- package.json
      {
        "dependencies": {
          "@tint/part": "^4.0.0"
                         ^^^^^^ warning install-script-added: @tint/part 4.1.2 newly runs postinstall when installed and is 1 hour old.
        }
      }
      //- fixes
      - Pin @tint/part to 4.1.0 (last safe release)
    `));

  it('has a name with characters that look alike', () =>
    check(`
      //- registry npm l0dash created 2026-05-30, 1.0.0 2026-05-30, maintainers(someone), repository()
      //- registry npm lodash created 2012-04-23, 1.0.0 2013-02-01 deprecated(old), 4.17.21 2021-02-20
      //- package.json
      {
        "dependencies": {
          "l0dash": "^1.0.0"
           ^^^^^^ error lookalike-name: l0dash 1.0.0 imitates lodash, is a new package (2 days old) and is 2 days old.
        }
      }
      //- fixes
      - Replace l0dash by lodash
      - Remove l0dash
    `));

  it('has a popular name with a word added', () =>
    check(`
      //- registry npm express-js created 2026-05-01, 1.0.0 2026-05-01, maintainers(someone)
      //- registry npm express created 2010-12-29, 4.22.0 2025-12-01
      //- package.json
      {
        "dependencies": {
          "express-js": "^1.0.0"
           ^^^^^^^^^^ warning lookalike-name: express-js imitates a popular name (express with "-js" added); it first appeared 31 days ago, has 1 release and has one maintainer.
        }
      }
      //- fixes
      - Replace express-js by express
      - Remove express-js
    `));

  it('waits for a name that only the other registry has', () =>
    check(`
      //- registry PyPI chart-weaver-part absent
      //- registry npm chart-weaver-part 3.0.0
      //- requirements.txt
      chart-weaver-part==3.0.0
      ^^^^^^^^^^^^^^^^^ error unknown-package: PyPI has no package named chart-weaver-part; the npm registry has one.
      //- fixes
      - Remove chart-weaver-part
    `));
});

describe('a release that only looks like one', () => {
  it('is of an old line that never had provenance (semver 6.3.1)', () =>
    check(`
      //- now 2023-07-20T00:00:00Z
      //- registry npm range-part created 2011-02-12
      5.7.1 2019-08-12 by(range-author) unattested runs() needs()
      6.3.0 2019-07-23 by(range-author) unattested runs() needs()
      7.5.1 2023-05-12 by(range-owner) attested runs() needs(cache-part)
      7.5.3 2023-06-22 by(range-owner) attested runs() needs(cache-part)
      5.7.2 2023-07-10T22:35Z by(range-owner) unattested runs() needs()
      6.3.1 2023-07-10T22:57Z by(range-owner) unattested runs() needs()
      7.5.4 2023-07-07 by(range-owner) attested runs() needs(cache-part)
      //- package.json
      {
        "dependencies": {
          "range-part": "^6.0.0"
        },
        "devDependencies": {
          "range-part": "5.7.2"
        }
      }
    `));

  it('went from trusted publishing back to an account, with provenance (vite 6.4.1)', () =>
    check(`
      //- now 2025-10-30T00:00:00Z
      //- registry npm serve-part created 2020-04-21
      6.3.7 2025-10-14 by(serve-bot) attested runs() needs(bundle-part)
      6.4.0 2025-10-15 by(GitHub Actions) attested runs() needs(bundle-part)
      6.4.1 2025-10-20 by(serve-bot) attested runs() needs(bundle-part)
      7.1.11 2025-10-20 by(GitHub Actions) attested runs() needs(bundle-part)
      //- package.json
      {
        "dependencies": {
          "serve-part": "^6.0.0"
        }
      }
    `));

  it('was published by hand once, by somebody who always has (fastq 1.20.2): said in its first days only', async () => {
    const release = `
      //- registry npm queue-part created 2015-05-02
      1.19.1 2025-02-27 by(queue.owner) unattested runs() needs(reuse-part)
      1.20.0 2025-12-23T07:55Z by(GitHub Actions) attested runs() needs(reuse-part)
      1.20.1 2025-12-23T08:10Z by(GitHub Actions) attested runs() needs(reuse-part)
      1.20.2 2026-08-28T01:31Z by(queue.owner) unattested runs() needs(reuse-part)`;
    await check(`${release}
      //- now 2026-09-05T00:00:00Z
      //- package.json
      {
        "dependencies": {
          "queue-part": "^1.20.0"
        }
      }
    `);
    await check(`${release}
      //- now 2026-08-28T12:00:00Z
      //- package.json
      {
        "dependencies": {
          "queue-part": "^1.20.0"
                         ^^^^^^^ warning young-release: queue-part 1.20.2 is 10 hours old and has lost its provenance.
        }
      }
    `);
  });

  it('adds a new sibling of its own scope', () =>
    check(`
      //- registry npm @kit/core created 2020-01-01
      2.0.0 2026-01-10 by(kit-bot) attested runs() needs(@kit/model)
      2.1.0 2026-05-20 by(kit-bot) attested runs() needs(@kit/model @kit/signals)
      //- registry npm @kit/signals created 2026-05-20, 2.1.0 2026-05-20
      //- package.json
      {
        "dependencies": {
          "@kit/core": "^2.0.0"
        }
      }
    `));

  it('is one of forty that a monorepo released together', () => {
    const names = Array.from({ length: 40 }, (_, index) => `@kit/part-${index}`);
    const needs = (upTo: number): string => names.slice(0, upTo).join(' ');
    const registries = names.map(
      (name, index) => `
      //- registry npm ${name} created ${index < 38 ? '2024-02-01' : '2026-05-01'}
      ${index < 38 ? `1.0.0 2026-02-01 by(kit-bot) attested runs() needs(${needs(index)})` : ''}
      2.0.0 2026-05-01T10:${10 + index}Z by(kit-bot) attested runs() needs(${needs(40)} lodash)`,
    );
    return check(`${registries.join('')}
      //- levels young-package=off
      //- package.json
      {
        "dependencies": {
${names.map(name => `          "${name}": "^2.0.0"`).join(',\n')}
        }
      }
    `);
  });

  it('is by somebody who took the package over two years ago', () =>
    check(`
      //- registry npm relay-part created 2015-01-01
      1.0.0 2015-01-01 by(first-owner) runs() needs()
      1.1.0 2024-05-01 by(second-owner) runs() needs()
      1.2.0 2026-05-20 by(second-owner) runs() needs()
      //- registry npm quiet-part created 2015-01-01
      1.0.0 2015-01-01 by(first-owner) runs() needs()
      1.1.0 2024-05-01 by(second-owner) runs(postinstall) needs(absent-part)
      //- package.json
      {
        "dependencies": {
          "relay-part": "^1.0.0",
          "quiet-part": "^1.0.0"
        }
      }
    `));
});

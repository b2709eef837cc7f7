// Fixes of vulnerable, removed, yanked and deprecated releases.
import { describe, it } from 'vitest';
import { check } from '../support/check.js';

describe('leaving a vulnerable release', () => {
  it('goes to the lowest release without vulnerabilities that keeps the major line', () =>
    check(`
      //- registry PyPI requests 2.31.0, 2.32.0 yanked, 2.32.2, 2.32.4, 3.0.0
      //- advisories
      GHSA-aaaa-aaaa-2001 PyPI requests: range introduced 0, fixed 2.32.0; medium
      GHSA-aaaa-aaaa-2002 PyPI requests: range introduced 0, fixed 2.32.4; medium
      //- requirements.txt
      requests==2.31.0  # pinned
              ^^^^^^^^ warning vulnerable-release: requests 2.31.0 has 2 vulnerabilities, the worst medium (GHSA-aaaa-aaaa-2001 and GHSA-aaaa-aaaa-2002).
      //- fixes
      * Raise requests to 2.32.4 (next safe release)
      //- after Raise requests to 2.32.4 (next safe release)
      requests==2.32.4  # pinned
    `));

  it('does not prefer another major line', () =>
    check(`
      //- registry npm old-part 1.0.0, 2.0.0, 3.0.0
      //- advisories
      GHSA-aaaa-aaaa-2003 npm old-part: range introduced 0, fixed 2.0.0; high
      //- package.json
      {
        "dependencies": {
          "old-part": "~1.0.0"
                       ^^^^^^ error vulnerable-release: old-part 1.0.0 has a high vulnerability (GHSA-aaaa-aaaa-2003). Fixed in 2.0.0.
        }
      }
      //- fixes
      - Raise old-part to ~2.0.0 (next safe release)
    `));

  it('takes 0.1 and 0.2 for two lines', () =>
    check(`
      //- registry npm zero-part 0.1.0, 0.2.0
      //- advisories
      GHSA-aaaa-aaaa-2004 npm zero-part: range introduced 0, fixed 0.2.0; low
      //- package.json
      {
        "dependencies": {
          "zero-part": "^0.1.0"
                        ^^^^^^ information vulnerable-release: zero-part 0.1.0 has a low vulnerability (GHSA-aaaa-aaaa-2004). Fixed in 0.2.0.
        }
      }
      //- fixes
      - Raise zero-part to ^0.2.0 (next safe release)
    `));

  it('offers fewer and milder ones where none is free of them, and the way to one that is', () =>
    check(`
      //- registry npm hard-part 1.0.0, 1.1.0, 2.0.0
      //- advisories
      GHSA-aaaa-aaaa-2005 npm hard-part: range introduced 0, fixed 1.1.0; high
      GHSA-aaaa-aaaa-2006 npm hard-part: range introduced 0, fixed 2.0.0; low
      //- package.json
      {
        "dependencies": {
          "hard-part": "1.0.0"
                        ^^^^^ error vulnerable-release: hard-part 1.0.0 has 2 vulnerabilities, the worst high (GHSA-aaaa-aaaa-2005 and GHSA-aaaa-aaaa-2006).
        }
      }
      //- fixes
      - Raise hard-part to 1.1.0 (fewer and milder vulnerabilities)
      - Raise hard-part to 2.0.0 (next safe release)
    `));

  it('never offers fewer but graver ones, nor as many', () =>
    check(`
      //- registry npm bad-part 1.0.0, 1.1.0, 1.2.0, 1.3.0
      //- advisories
      GHSA-aaaa-aaaa-2007 npm bad-part: range introduced 0, fixed 1.1.0; low
      GHSA-aaaa-aaaa-2008 npm bad-part: range introduced 0, fixed 1.1.0; low
      GHSA-aaaa-aaaa-2009 npm bad-part: versions 1.1.0; critical
      GHSA-aaaa-aaaa-2010 npm bad-part: versions 1.2.0
      GHSA-aaaa-aaaa-2011 npm bad-part: versions 1.3.0; low
      GHSA-aaaa-aaaa-2012 npm bad-part: versions 1.3.0; low
      //- package.json
      {
        "dependencies": {
          "bad-part": "1.0.0"
                       ^^^^^ information vulnerable-release: bad-part 1.0.0 has 2 vulnerabilities, the worst low (GHSA-aaaa-aaaa-2007 and GHSA-aaaa-aaaa-2008).
        }
      }
      //- fixes
    `));

  it('never offers a release that is too young, and goes back where nothing newer is fit', () =>
    check(`
      //- registry npm young-part 1.0.0, 1.1.0, 1.1.1 2026-05-30T12:00:00Z
      //- advisories
      GHSA-aaaa-aaaa-2013 npm young-part: range introduced 1.1.0, fixed 1.1.1; high
      //- package.json
      {
        "dependencies": {
          "young-part": "1.1.0"
                         ^^^^^ error vulnerable-release: young-part 1.1.0 has a high vulnerability (GHSA-aaaa-aaaa-2013). Fixed in 1.1.1.
        }
      }
      //- fixes
      - Pin young-part to 1.0.0 (last safe release)
    `));

  it('offers the same release once it is three days old', () =>
    check(`
      //- registry npm young-part 1.0.0, 1.1.0, 1.1.1 2026-05-29T00:00:00Z
      //- advisories
      GHSA-aaaa-aaaa-2013 npm young-part: range introduced 1.1.0, fixed 1.1.1; high
      //- package.json
      {
        "dependencies": {
          "young-part": "1.1.0"
                         ^^^^^ error vulnerable-release: young-part 1.1.0 has a high vulnerability (GHSA-aaaa-aaaa-2013). Fixed in 1.1.1.
        }
      }
      //- fixes
      * Raise young-part to 1.1.1 (next safe release)
    `));

  it('pins where a raised range would give a vulnerable release again', () =>
    check(`
      //- registry npm twist-part 1.0.0, 1.1.0, 1.2.0, tag latest 1.0.0
      //- advisories
      GHSA-aaaa-aaaa-2014 npm twist-part: versions 1.0.0 1.2.0; high
      //- package.json
      {
        "dependencies": {
          "twist-part": "^1.0.0"
                         ^^^^^^ error vulnerable-release: twist-part 1.0.0 has a high vulnerability (GHSA-aaaa-aaaa-2014).
        }
      }
      //- fixes
      - Pin twist-part to 1.1.0 (next safe release)
    `));

  it('pins where the ceiling keeps the fixed release out', () =>
    check(`
      //- registry PyPI roof-part 1.0, 1.5
      //- advisories
      GHSA-aaaa-aaaa-2015 PyPI roof-part: range introduced 0, fixed 1.5; high
      //- requirements.txt
      roof-part>=1.0,<1.5
               ^^^^^^^^^^ error vulnerable-release: roof-part 1.0 has a high vulnerability (GHSA-aaaa-aaaa-2015). Fixed in 1.5.
      //- fixes
      - Pin roof-part to 1.5 (next safe release)
    `));

  it('never offers a malicious release', () =>
    check(`
      //- registry npm trap-part 1.0.0, 1.0.1, 1.0.2
      //- advisories
      GHSA-aaaa-aaaa-2016 npm trap-part: range introduced 0, fixed 1.0.1; high
      MAL-2026-94001 npm trap-part: versions 1.0.1
      //- package.json
      {
        "dependencies": {
          "trap-part": "1.0.0"
                        ^^^^^ error vulnerable-release: trap-part 1.0.0 has a high vulnerability (GHSA-aaaa-aaaa-2016). Fixed in 1.0.1.
        }
      }
      //- fixes
      * Raise trap-part to 1.0.2 (next safe release)
    `));

  it('does not raise into a range with a malicious release inside', () =>
    check(`
      //- registry PyPI deep-part 1.0, 2.0.1, 2.0.3
      //- advisories
      GHSA-aaaa-aaaa-2021 PyPI deep-part: range introduced 0, fixed 2.0.1; high
      MAL-2026-94002 PyPI deep-part: versions 2.0.2
      //- requirements.txt
      deep-part~=1.0
               ^^^^^ error vulnerable-release: deep-part 1.0 has a high vulnerability (GHSA-aaaa-aaaa-2021). Fixed in 2.0.1.
      //- fixes
      - Pin deep-part to 2.0.1 (next safe release)
    `));

  it('offers nothing where the registry lists nothing safe, and nothing while advisories are not known', () =>
    check(`
      //- registry npm only-part 1.0.0
      //- advisories
      GHSA-aaaa-aaaa-2017 npm only-part: range introduced 0; high
      //- package.json
      {
        "dependencies": {
          "only-part": "1.0.0"
                        ^^^^^ error vulnerable-release: only-part 1.0.0 has a high vulnerability (GHSA-aaaa-aaaa-2017).
        }
      }
      //- fixes
    `));
});

describe('leaving other releases, while advisories are not known', () => {
  it('offers none that only the service could clear', () =>
    check(`
      //- registry PyPI yank-part 1.0, 1.1 yanked, 1.2
      //- registry PyPI gone-part absent
      //- advisories unknown(osv.example did not answer)
      //- requirements.txt
      yank-part==1.1
               ^^^^^ warning yanked-release: yank-part 1.1 is yanked, no reason given.
      ^^^^^^^^^ information not-checked: 2 dependencies could not be checked: osv.example did not answer.
      gone-part==1.1
      ^^^^^^^^^ error unknown-package: PyPI has no package named gone-part: misspelt, invented, or private and not configured.
      //- fixes
      - Remove gone-part
    `));
});

describe('leaving a removed, yanked or deprecated release', () => {
  it('does not go to one that is vulnerable where the old one was not', () =>
    check(`
      //- registry PyPI yank-part 1.0, 1.1 yanked, 1.2
      //- advisories
      GHSA-aaaa-aaaa-2018 PyPI yank-part: versions 1.2; high
      //- requirements.txt
      yank-part==1.1
               ^^^^^ warning yanked-release: yank-part 1.1 is yanked, no reason given.
      //- fixes
      * Pin yank-part to 1.0 (last safe release)
    `));

  it('says of a release with vulnerabilities that it has some', () =>
    check(`
      //- registry npm gone-part 1.0.0
      //- advisories
      GHSA-aaaa-aaaa-2019 npm gone-part: versions 1.0.0; low
      //- package.json
      {
        "dependencies": {
          "gone-part": "1.0.1"
                        ^^^^^ warning removed-release: gone-part 1.0.1 was never published on the npm registry.
        }
      }
      //- fixes
      - Pin gone-part to 1.0.0 (release before it; has known vulnerabilities)
    `));

  it('takes a security placeholder for no release', () =>
    check(`
      //- registry npm held-part 0.0.1-security
      //- package.json
      {
        "dependencies": {
          "held-part": "0.0.1-beta"
                        ^^^^^^^^^^ warning removed-release: held-part 0.0.1-beta is gone: the npm registry has replaced the package by a security placeholder.
        }
      }
      //- fixes
    `));

  it('does not go back from a deprecated release', () =>
    check(`
      //- registry npm worn-part 1.0.0, 1.0.1 deprecated(no longer supported)
      //- package.json
      {
        "dependencies": {
          "worn-part": "1.0.1"
                        ^^^^^ warning deprecated-release: worn-part 1.0.1 is deprecated: no longer supported
        }
      }
      //- fixes
    `));
});

describe('overrides and other places', () => {
  it('are fixed where they stand', () =>
    check(`
      //- registry npm weak-part 1.0.0, 1.0.1
      //- advisories
      GHSA-aaaa-aaaa-2020 npm weak-part: range introduced 0, fixed 1.0.1; high
      //- package.json
      {
        "overrides": { "other-part": { "weak-part": "1.0.0" } }
                                                     ^^^^^ error vulnerable-release: weak-part 1.0.0 has a high vulnerability (GHSA-aaaa-aaaa-2020). Fixed in 1.0.1.
      }
      //- after Raise weak-part to 1.0.1 (next safe release)
      {
        "overrides": { "other-part": { "weak-part": "1.0.1" } }
      }
    `));
});

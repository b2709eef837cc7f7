import { describe, it } from 'vitest';
import { check } from '../support/check.js';

describe('vulnerable-release', () => {
  it('marks what a range gives, never its first bound', () =>
    check(`
      //- registry npm old-part 1.0.0, 1.2.0
      //- registry npm late-part 1.0.0, 1.2.0
      //- advisories
      GHSA-aaaa-aaaa-0001 npm old-part: range introduced 0, fixed 1.2.0; high
      GHSA-aaaa-aaaa-0002 npm late-part: range introduced 1.2.0; high
      //- package.json
      {
        "dependencies": {
          "old-part": "^1.0.0",
          "late-part": "^1.0.0"
                        ^^^^^^ error vulnerable-release: late-part 1.2.0 has a high vulnerability (GHSA-aaaa-aaaa-0002).
        }
      }
    `));

  it.each([
    ['critical', 'error', 'a critical vulnerability'],
    ['high', 'error', 'a high vulnerability'],
    ['medium', 'warning', 'a medium vulnerability'],
    ['low', 'information', 'a low vulnerability'],
    ['summary none', 'warning', 'a vulnerability'],
  ])('takes its level from the severity: %s', (severity, level, words) =>
    check(`
      //- registry PyPI weak-part 1.0, 1.1
      //- advisories
      GHSA-aaaa-aaaa-0003 PyPI weak-part: range introduced 0, fixed 1.1; ${severity}
      //- requirements.txt
      weak-part==1.0
               ^^^^^ ${level} vulnerable-release: weak-part 1.0 has ${words} (GHSA-aaaa-aaaa-0003). Fixed in 1.1.
    `),
  );

  it('tells all advisories of a release in one diagnostic, the worst first, aliases as one', () =>
    check(`
      //- registry npm many-part 1.0.0, 1.0.1
      //- advisories
      GHSA-aaaa-aaaa-0004 npm many-part: range introduced 0, fixed 1.0.1; low; aliases CVE-2026-0004
      CVE-2026-0004 npm many-part: range introduced 0, fixed 1.0.1; medium; aliases GHSA-aaaa-aaaa-0004
      GHSA-aaaa-aaaa-0005 npm many-part: range introduced 0, fixed 1.0.1; critical
      //- package.json
      {
        "dependencies": {
          "many-part": "1.0.0"
                        ^^^^^ error vulnerable-release: many-part 1.0.0 has 2 vulnerabilities, the worst critical (GHSA-aaaa-aaaa-0005 and GHSA-aaaa-aaaa-0004).
        }
      }
      //- fixes
      * Raise many-part to 1.0.1 (next safe release)
    `));

  it('is unsure of a release beyond the last one known to be affected', () =>
    check(`
      //- registry npm colour-part 1.4.0, 1.4.1, 1.5.0
      //- advisories
      GHSA-aaaa-aaaa-0006 npm colour-part: range introduced 1.4.1; last-known <= 1.4.44; high
      //- package.json
      {
        "dependencies": {
          "colour-part": "1.4.0"
        },
        "devDependencies": {
          "colour-part": "1.4.1"
                          ^^^^^ error vulnerable-release: colour-part 1.4.1 has a high vulnerability (GHSA-aaaa-aaaa-0006).
        },
        "peerDependencies": {
          "colour-part": "1.5.0"
                          ^^^^^ information vulnerable-release: colour-part 1.5.0 may be vulnerable (GHSA-aaaa-aaaa-0006). No fix is known; it is newer than the last release known to be affected.
        }
      }
    `));

  it('does not judge releases of another package or of another ecosystem', () =>
    check(`
      //- registry npm twin-part 1.0.0
      //- registry PyPI twin-part 1.0.0
      //- advisories
      GHSA-aaaa-aaaa-0007 npm twin-part: range introduced 0; high
      //- requirements.txt
      twin-part==1.0.0
      //- package.json
      {
        "scripts": { "twin-part": "1.0.0" },
        "dependencies": {
          "twin-part": "1.0.0"
                        ^^^^^ error vulnerable-release: twin-part 1.0.0 has a high vulnerability (GHSA-aaaa-aaaa-0007).
        }
      }
    `));

  it('judges the release that constraints leave', () =>
    check(`
      //- registry PyPI held-part 1.0, 2.0
      //- advisories
      GHSA-aaaa-aaaa-0008 PyPI held-part: range introduced 0, fixed 2.0; medium
      //- pins/limits.txt
      held-part<2
      //- requirements.txt
      -c pins/limits.txt
      held-part>=1.0
               ^^^^^ warning vulnerable-release: held-part 1.0 has a medium vulnerability (GHSA-aaaa-aaaa-0008). Fixed in 2.0.
      //- fixes
    `));

  it('takes a level from the settings over the severity', () =>
    check(`
      //- registry npm weak-part 1.0.0
      //- advisories
      GHSA-aaaa-aaaa-0009 npm weak-part: range introduced 0; critical
      //- levels vulnerable-release=hint
      //- package.json
      {
        "dependencies": {
          "weak-part": "1.0.0"
                        ^^^^^ hint vulnerable-release: weak-part 1.0.0 has a critical vulnerability (GHSA-aaaa-aaaa-0009).
        }
      }
    `));

  it('stays silent when it is turned off', () =>
    check(`
      //- registry npm weak-part 1.0.0
      //- advisories
      GHSA-aaaa-aaaa-0009 npm weak-part: range introduced 0; critical
      //- levels vulnerable-release=off
      //- package.json
      { "dependencies": { "weak-part": "1.0.0" } }
    `));
});

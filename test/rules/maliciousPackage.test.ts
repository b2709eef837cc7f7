import { describe, it } from 'vitest';
import { check } from '../support/check.js';

describe('malicious-package', () => {
  it('marks the name where an advisory covers every version', () =>
    check(`
      //- registry npm evil-part 1.0.0, 1.0.1
      //- advisories
      MAL-2026-91001 npm evil-part: range introduced 0; published 2026-03-31
      //- package.json
      {
        "dependencies": {
          "evil-part": "^1.0.0"
           ^^^^^^^^^ error malicious-package: evil-part is a malicious package: no release of it is safe (MAL-2026-91001, 2026-03-31). Remove it.
        }
      }
      //- fixes
      - Remove evil-part
    `));

  it('knows the built-in ones without any service', () =>
    check(`
      //- registry npm flatmap-stream unknown(offline)
      //- advisories unknown(offline)
      //- package.json
      {
        "dependencies": {
          "flatmap-stream": "*"
           ^^^^^^^^^^^^^^ error malicious-package: flatmap-stream is a malicious package: no release of it is safe (DEPWARDEN-2018-flatmap-stream, 2018). Remove it.
           ^^^^^^^^^^^^^^ information not-checked: flatmap-stream could not be checked: offline.
        }
      }
      //- fixes
      - Remove flatmap-stream
    `));

  it('marks a package of which nothing but malicious releases is left', () =>
    check(`
      //- registry npm left-over 4.2.0, 4.2.1
      //- advisories
      MAL-2026-91002 npm left-over: versions 4.2.0 4.2.1
      //- package.json
      {
        "dependencies": {
          "left-over": "~4.2.0"
           ^^^^^^^^^ error malicious-package: left-over is a malicious package: no release of it is safe (MAL-2026-91002). Remove it.
        }
      }
    `));

  it('takes a security placeholder for no release', () =>
    check(`
      //- registry npm held-part 0.0.1-security
      //- registry npm half-part 0.0.1-security, 4.2.0
      //- registry npm plain-part 0.0.1-security, 1.0.0
      //- advisories
      MAL-2026-91003 npm held-part: versions 4.2.1
      MAL-2026-91004 npm plain-part: versions 4.2.1
      MAL-2026-91007 npm half-part: versions 4.2.0
      //- package.json
      {
        "dependencies": {
          "held-part": "4.2.1",
           ^^^^^^^^^ error malicious-package: held-part is a malicious package: no release of it is safe (MAL-2026-91003). Remove it.
          "half-part": "^4.0.0",
           ^^^^^^^^^ error malicious-package: half-part is a malicious package: no release of it is safe (MAL-2026-91007). Remove it.
          "plain-part": "1.0.0"
        }
      }
    `));

  it('says nothing else of the package', () =>
    check(`
      //- registry npm gone-part absent
      //- advisories
      MAL-2026-91005 npm gone-part: range introduced 0
      GHSA-aaaa-bbbb-ccce npm gone-part: range introduced 0; critical
      //- package.json
      {
        "dependencies": {
          "gone-part": "^1.0.0"
           ^^^^^^^^^ error malicious-package: gone-part is a malicious package: no release of it is safe (MAL-2026-91005). Remove it.
        }
      }
    `));

  it('does not take a record with versions for one about all', () =>
    check(`
      //- registry npm part-bad 1.0.0, 1.0.1, 1.0.2
      //- advisories
      MAL-2026-91006 npm part-bad: versions 1.0.1; range introduced 0
      //- levels admits-malicious-release=off
      //- package.json
      { "dependencies": { "part-bad": "^1.0.0" } }
    `));

  it('silences no other rule when it is turned off', () =>
    check(`
      //- registry npm evil-part 1.0.0
      //- advisories
      MAL-2026-91001 npm evil-part: range introduced 0
      //- levels malicious-package=off
      //- package.json
      { "dependencies": { "evil-part": "1.0.0" } }
                                        ^^^^^ error malicious-release: evil-part 1.0.0 is a compromised release (MAL-2026-91001).
    `));
});

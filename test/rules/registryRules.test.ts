// Rules about what a registry says of a package or a release.
import { describe, it } from 'vitest';
import { check } from '../support/check.js';

describe('unknown-package', () => {
  it('marks a name that the registry does not have', () =>
    check(`
      //- registry npm string-tools-invented absent
      //- registry PyPI string-tools-invented absent
      //- package.json
      {
        "dependencies": {
          "string-tools-invented": "^2.0.0"
           ^^^^^^^^^^^^^^^^^^^^^ error unknown-package: The npm registry has no package named string-tools-invented: misspelt, invented, or private and not configured.
        }
      }
      //- fixes
      - Remove string-tools-invented
      //- requirements.txt
      string-tools-invented[extra] ; python_version > "3"
      ^^^^^^^^^^^^^^^^^^^^^ error unknown-package: PyPI has no package named string-tools-invented: misspelt, invented, or private and not configured.
      //- after Remove string-tools-invented
    `));

  it('is not said where the registry did not answer, nor when it is turned off', () =>
    check(`
      //- registry npm some-part unknown(registry.example answered 503)
      //- registry npm other-part absent
      //- levels unknown-package=off
      //- package.json
      {
        "dependencies": {
          "some-part": "1.0.0",
           ^^^^^^^^^ information not-checked: some-part could not be checked: registry.example answered 503.
          "other-part": "1.0.0"
        }
      }
    `));
});

describe('removed-release', () => {
  it('tells a withdrawn release of npm from one that never existed and one that nothing is known of', () =>
    check(`
      //- registry npm told-part 1.0.0, 1.0.1 withdrawn
      //- registry npm untold-part 1.0.0, no-times
      //- package.json
      {
        "dependencies": {
          "told-part": "1.0.1",
                        ^^^^^ warning removed-release: told-part 1.0.1 was withdrawn from the npm registry after publication.
          "untold-part": "1.0.1"
                          ^^^^^ warning removed-release: untold-part 1.0.1 is not listed by the npm registry: withdrawn after publication, or it never existed.
        },
        "devDependencies": {
          "told-part": "=9.9.9"
                        ^^^^^^ warning removed-release: told-part 9.9.9 was never published on the npm registry.
        }
      }
      //- fixes
      * Pin told-part to 1.0.0 (last safe release)
      * Pin untold-part to 1.0.0 (last safe release)
      - Pin told-part to 1.0.0 (last safe release)
    `));

  it('misses no local build where the index lists none', () =>
    check(`
      //- registry PyPI built-part 1.0, 1.2
      //- registry PyPI other-part 1.0, 1.2+cpu
      //- requirements.txt
      built-part==1.0+cpu
      built-part==1.1+cu118
      other-part==1.0+cpu
                ^^^^^^^^^ warning removed-release: other-part 1.0+cpu is not listed by PyPI: withdrawn after publication, or it never existed.
    `));

  it('knows that PyPI does not tell', () =>
    check(`
      //- registry PyPI shy-part 1.0, 1.2
      //- requirements.txt
      shy-part==1.1
              ^^^^^ warning removed-release: shy-part 1.1 is not listed by PyPI: withdrawn after publication, or it never existed.
      //- fixes
      * Raise shy-part to 1.2 (next safe release)
      - Pin shy-part to 1.0 (last safe release)
    `));

  it('knows the placeholder that npm leaves', () =>
    check(`
      //- registry npm held-part 0.0.1-security
      //- package.json
      {
        "dependencies": {
          "held-part": "1.0.0"
                        ^^^^^ warning removed-release: held-part 1.0.0 is gone: the npm registry has replaced the package by a security placeholder.
        }
      }
      //- fixes
    `));

  it('finds a release that is written otherwise, and judges pinned releases only', () =>
    check(`
      //- registry PyPI norm-part 1.0
      //- registry npm loose-part 1.0.0
      //- requirements.txt
      norm-part==1.0.0
      //- package.json
      { "dependencies": { "loose-part": "=v1.0.0" } }
    `));

  it('says of a range that nothing fits that it could not be checked', () =>
    check(`
      //- registry npm some-part 1.0.0
      //- package.json
      {
        "dependencies": {
          "some-part": "^2.0.0"
           ^^^^^^^^^ information not-checked: some-part could not be checked: no release that the registry lists fits the specifier.
        }
      }
    `));

  it('stays silent when it is turned off', () =>
    check(`
      //- registry npm some-part 1.0.0
      //- levels removed-release=off
      //- package.json
      { "dependencies": { "some-part": "2.0.0" } }
    `));
});

describe('quarantined-package', () => {
  it('marks the name, with the reason where there is one', () =>
    check(`
      //- registry PyPI held-part status quarantined
      //- registry PyPI told-part status quarantined(reported as malware)
      //- levels admits-malicious-release=off
      //- requirements.txt
      held-part==1.0
      ^^^^^^^^^ error quarantined-package: PyPI has quarantined held-part: it may be malicious, and cannot be installed.
      told-part>=1.0
      ^^^^^^^^^ error quarantined-package: PyPI has quarantined told-part: it may be malicious, and cannot be installed. Reason: reported as malware
      ^^^^^^^^^ information not-checked: told-part could not be checked: no release that the registry lists fits the specifier.
      //- fixes
      - Remove held-part
      - Remove told-part
    `));

  it('is not said of an active project, nor when it is turned off', () =>
    check(`
      //- registry PyPI live-part 1.0, status active
      //- requirements.txt
      live-part==1.0
      //- levels quarantined-package=off
    `));
});

describe('yanked-release', () => {
  it('marks a pinned release that was yanked', () =>
    check(`
      //- registry PyPI yank-part 1.0, 1.1 yanked(breaks imports), 1.2
      //- registry PyPI mute-part 1.0, 1.1 yanked
      //- requirements.txt
      yank-part==1.1
               ^^^^^ warning yanked-release: yank-part 1.1 is yanked: breaks imports
      mute-part === 1.1
                ^^^^^^^ warning yanked-release: mute-part 1.1 is yanked, no reason given.
      //- fixes
      * Raise yank-part to 1.2 (next safe release)
      - Pin yank-part to 1.0 (last safe release)
      * Pin mute-part to 1.0 (last safe release)
      //- after Pin mute-part to 1.0 (last safe release)
      yank-part==1.1
      mute-part === 1.0
    `));

  it('does not mark a range, for pip passes yanked releases over', () =>
    check(`
      //- registry PyPI yank-part 1.0, 1.1 yanked(breaks imports)
      //- requirements.txt
      yank-part>=1.0
    `));

  it('stays silent when it is turned off', () =>
    check(`
      //- registry PyPI yank-part 1.0, 1.1 yanked
      //- levels yanked-release=off
      //- requirements.txt
      yank-part==1.1
    `));
});

describe('deprecated-release', () => {
  it('marks a release that npm calls deprecated', () =>
    check(`
      //- registry npm worn-part 1.0.0 deprecated(use better-part), 2.0.0
      //- package.json
      {
        "dependencies": {
          "worn-part": "^1.0.0"
                        ^^^^^^ warning deprecated-release: worn-part 1.0.0 is deprecated: use better-part
        }
      }
      //- fixes
      - Raise worn-part to ^2.0.0 (next safe release)
    `));

  it('does not mark a range that gives a release in use', () =>
    check(`
      //- registry npm worn-part 1.0.0 deprecated(old), 1.1.0, 1.2.0 deprecated(broken), tag latest 1.1.0
      //- package.json
      { "dependencies": { "worn-part": "^1.0.0" } }
    `));

  it('marks archived and deprecated projects by name', () =>
    check(`
      //- registry PyPI shelf-part 1.0, status archived
      //- registry PyPI end-part 1.0, status deprecated(merged into other-part)
      //- requirements.txt
      shelf-part==1.0
      ^^^^^^^^^^ warning deprecated-release: shelf-part is archived on PyPI: no further releases are expected.
      end-part
      ^^^^^^^^ warning deprecated-release: end-part is deprecated on PyPI: merged into other-part
      //- fixes
    `));

  it('stays silent when it is turned off', () =>
    check(`
      //- registry npm worn-part 1.0.0 deprecated(use better-part)
      //- levels deprecated-release=off
      //- package.json
      { "dependencies": { "worn-part": "^1.0.0" } }
    `));
});

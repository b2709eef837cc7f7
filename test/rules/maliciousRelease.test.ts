import { describe, it } from 'vitest';
import { check } from '../support/check.js';

describe('malicious-release', () => {
  it('marks a pinned release that the built-in list names, with no answer from anywhere', () =>
    check(`
      //- registry PyPI litellm unknown(pypi.example did not answer)
      //- advisories unknown(osv.example did not answer)
      //- requirements.txt
      litellm==1.82.7
             ^^^^^^^^ error malicious-release: litellm 1.82.7 is a compromised release (MAL-2026-2144, 2026-03-24). Last safe release: 1.82.6.
      ^^^^^^^ information not-checked: litellm could not be checked: osv.example did not answer; pypi.example did not answer.
      //- fixes
    `));

  it('tells the day on which the release was reported, of a record that has got it later', () =>
    check(`
      //- registry npm late-part 1.0.0, 1.1.0, 1.2.0
      //- advisories
      {"id":"MAL-2026-90012","modified":"2026-05-01T00:00:00Z","published":"2026-01-05T00:00:00Z","affected":[{"package":{"ecosystem":"npm","name":"late-part"},"versions":["1.0.0","1.2.0"]}],"database_specific":{"malicious-packages-origins":[{"import_time":"2026-01-05T02:00:00Z","versions":["1.0.0"]},{"import_time":"2026-04-30T02:00:00Z","versions":["1.2.0"]}]}}
      //- package.json
      {
        "dependencies": {
          "late-part": "1.2.0"
                        ^^^^^ error malicious-release: late-part 1.2.0 is a compromised release (MAL-2026-90012, 2026-04-30). Last safe release: 1.1.0.
        },
        "devDependencies": {
          "late-part": "1.0.0"
                        ^^^^^ error malicious-release: late-part 1.0.0 is a compromised release (MAL-2026-90012, 2026-01-05). Next safe release: 1.1.0.
        }
      }
    `));

  it('marks the release that a range gives', () =>
    check(`
      //- registry npm left-part 1.4.0 2026-01-01, 1.4.1 2026-02-01
      //- advisories
      MAL-2026-90001 npm left-part: versions 1.4.1; published 2026-02-01
      //- package.json
      {
        "dependencies": {
          "left-part": "^1.3.0"
                        ^^^^^^ error malicious-release: left-part 1.4.1 is a compromised release (MAL-2026-90001, 2026-02-01). Last safe release: 1.4.0.
        }
      }
      //- fixes
      * Pin left-part to 1.4.0 (last safe release)
    `));

  it('never marks the clean releases next to a compromised one', () =>
    check(`
      //- registry npm chalk 5.6.0, 5.6.1, 5.6.2
      //- registry npm axios 1.14.0, 1.14.1, 1.15.0
      //- registry npm debug 4.4.1, 4.4.2, 4.4.3
      //- package.json
      {
        "dependencies": { "chalk": "5.6.2", "axios": "1.14.0" },
        "devDependencies": { "chalk": "5.6.0", "debug": "^4.4.3", "axios": "1.15.0" }
      }
    `));

  it('takes only the listed versions of a record whose range is everything', () =>
    check(`
      //- registry npm tiny-part 4.1.0, 4.1.1, 4.1.2, 4.2.0
      //- advisories
      MAL-2025-90002 npm tiny-part: versions 4.1.1 4.1.2; range introduced 0; published 2025-09-15
      //- package.json
      {
        "dependencies": {
          "tiny-part": "4.1.0"
        },
        "devDependencies": {
          "tiny-part": "4.1.2"
                        ^^^^^ error malicious-release: tiny-part 4.1.2 is a compromised release (MAL-2025-90002, 2025-09-15). Last safe release: 4.1.0.
        },
        "peerDependencies": {
          "tiny-part": "4.2.0"
        }
      }
    `));

  it('does the same for a record that is malware by its class', () =>
    check(`
      //- registry npm history-part 1.161.6, 1.161.9, 1.162.0
      //- advisories
      GHSA-rmmr-r34h-9999 npm history-part: malware; critical; versions 1.161.9; range introduced 0
      //- package.json
      {
        "dependencies": {
          "history-part": "1.161.6"
        },
        "devDependencies": {
          "history-part": "1.161.9"
                           ^^^^^^^ error malicious-release: history-part 1.161.9 is a compromised release (GHSA-rmmr-r34h-9999). Last safe release: 1.161.6.
        }
      }
    `));

  it('takes a record with ranges alone for what its ranges say, not for all versions', () =>
    check(`
      //- registry npm chain-part 1.95.5, 1.95.6, 1.95.7, 1.95.8
      //- advisories
      MAL-2024-90003 npm chain-part: range introduced 1.95.6, fixed 1.95.8; published 2024-12-03
      //- package.json
      {
        "dependencies": {
          "chain-part": "1.95.7"
                         ^^^^^^ error malicious-release: chain-part 1.95.7 is a compromised release (MAL-2024-90003, 2024-12-03). Last safe release: 1.95.5.
        },
        "devDependencies": { "chain-part": "1.95.5" },
        "peerDependencies": { "chain-part": "1.95.8" }
      }
    `));

  it('disregards withdrawn records', () =>
    check(`
      //- registry PyPI fast-part 0.136.3
      //- advisories
      MAL-2026-90004 PyPI fast-part: versions 0.136.3; withdrawn
      GHSA-aaaa-bbbb-cccc PyPI fast-part: range introduced 0; critical; withdrawn
      //- requirements.txt
      fast-part==0.136.3
    `));

  it('compares Python versions as Python does', () =>
    check(`
      //- registry PyPI norm-part 1.0, 1.0.0.post1
      //- advisories
      MAL-2026-90005 PyPI Norm_Part: versions 1.0.0-1; published 2026-01-01
      //- requirements.txt
      Norm.Part==v1.0.post1
               ^^^^^^^^^^^^ error malicious-release: norm-part 1.0.post1 is a compromised release (MAL-2026-90005, 2026-01-01). Last safe release: 1.0.
    `));

  it('tells an incident once, whoever wrote about it', () =>
    check(`
      //- registry PyPI litellm 1.82.6, 1.82.7, 1.83.0
      //- advisories
      PYSEC-2026-2 PyPI litellm: versions 1.82.7 1.82.8; aliases MAL-2026-2144
      GHSA-5mg7-485q-xm76 PyPI litellm: malware; critical; versions 1.82.7 1.82.8
      //- requirements.txt
      litellm==1.82.7
             ^^^^^^^^ error malicious-release: litellm 1.82.7 is a compromised release (MAL-2026-2144, 2026-03-24). Last safe release: 1.82.6.
    `));

  it('says nothing else of a compromised release', () =>
    check(`
      //- registry npm worn-part 1.0.0, 1.0.1 deprecated(do not use), 1.1.0
      //- advisories
      MAL-2026-90006 npm worn-part: versions 1.0.1
      GHSA-aaaa-bbbb-cccd npm worn-part: range introduced 0, fixed 1.1.0; critical
      //- package.json
      {
        "dependencies": {
          "worn-part": "1.0.1"
                        ^^^^^ error malicious-release: worn-part 1.0.1 is a compromised release (MAL-2026-90006). Release before it: 1.0.0.
        }
      }
    `));

  it('names the next safe release where there is none before', () =>
    check(`
      //- registry PyPI new-part 1.0, 1.1
      //- advisories
      MAL-2026-90007 PyPI new-part: versions 1.0
      //- requirements.txt
      new-part==1.0
              ^^^^^ error malicious-release: new-part 1.0 is a compromised release (MAL-2026-90007). Next safe release: 1.1.
      //- fixes
      * Raise new-part to 1.1 (next safe release)
    `));

  it('sees the target of an alias', () =>
    check(`
      //- registry npm chalk 5.6.0, 5.6.1, 5.6.2
      //- package.json
      {
        "dependencies": {
          "colours": "npm:chalk@5.6.1"
                      ^^^^^^^^^^^^^^^ error malicious-release: chalk 5.6.1 is a compromised release (MAL-2025-46969, 2025-09-08). Last safe release: 5.6.0.
        }
      }
      //- after Pin colours to 5.6.0 (last safe release)
      {
        "dependencies": {
          "colours": "npm:chalk@5.6.0"
        }
      }
    `));

  it('judges what a dist-tag means today', () =>
    check(`
      //- registry npm tagged-part 1.0.0, 2.0.0-rc.1, tag next 2.0.0-rc.1
      //- advisories
      MAL-2026-90008 npm tagged-part: versions 2.0.0-rc.1
      //- package.json
      {
        "dependencies": {
          "tagged-part": "next"
                          ^^^^ error malicious-release: tagged-part 2.0.0-rc.1 is a compromised release (MAL-2026-90008). Last safe release: 1.0.0.
        }
      }
      //- fixes
      - Pin tagged-part to 1.0.0 (last safe release)
    `));

  it('stays silent when it is turned off, and can be set to another level', () =>
    check(`
      //- registry npm chalk 5.6.0, 5.6.1, 5.6.2
      //- registry PyPI litellm 1.82.6, 1.82.7, 1.83.0
      //- levels malicious-release=off admits-malicious-release=off
      //- package.json
      { "dependencies": { "chalk": "5.6.1" } }
      //- requirements.txt
      litellm==1.82.7
    `));

  it('takes a level from the settings', () =>
    check(`
      //- registry npm chalk 5.6.0, 5.6.1, 5.6.2
      //- levels malicious-release=hint
      //- package.json
      {
        "dependencies": {
          "chalk": "5.6.1"
                    ^^^^^ hint malicious-release: chalk 5.6.1 is a compromised release (MAL-2025-46969, 2025-09-08). Last safe release: 5.6.0.
        }
      }
    `));
});

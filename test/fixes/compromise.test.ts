// The ways out of a compromise.
import { describe, it } from 'vitest';
import { check } from '../support/check.js';

describe('leaving a malicious release', () => {
  it('offers the last safe release before it and the first one after it', () =>
    check(`
      //- registry npm chalk 5.5.0, 5.6.0, 5.6.1, 5.6.2, 5.7.0
      //- package.json
      {
        "dependencies": {
          "chalk": "5.6.1"
                    ^^^^^ error malicious-release: chalk 5.6.1 is a compromised release (MAL-2025-46969, 2025-09-08). Last safe release: 5.6.0.
        }
      }
      //- fixes
      * Pin chalk to 5.6.0 (last safe release)
      - Raise chalk to 5.6.2 (next safe release)
      //- after Raise chalk to 5.6.2 (next safe release)
      {
        "dependencies": {
          "chalk": "5.6.2"
        }
      }
    `));

  it('keeps the operator and everything else on the line', () =>
    check(`
      //- registry PyPI litellm 1.82.6, 1.82.7, 1.82.8, 1.83.0, 1.84.0 deprecated
      //- requirements.txt
      LiteLLM [proxy]  ~= 1.82.7  ; python_version >= "3.10"  # gateway
                       ^^^^^^^^^ error malicious-release: litellm 1.82.8 is a compromised release (MAL-2026-2144, 2026-03-24). Last safe release: 1.82.6.
      //- fixes
      * Pin LiteLLM to 1.82.6 (last safe release)
      - Raise LiteLLM to ~= 1.83.0 (next safe release)
      //- after Pin LiteLLM to 1.82.6 (last safe release)
      LiteLLM [proxy]  == 1.82.6  ; python_version >= "3.10"  # gateway
      //- after Raise LiteLLM to ~= 1.83.0 (next safe release)
      LiteLLM [proxy]  ~= 1.83.0  ; python_version >= "3.10"  # gateway
    `));

  it('excludes every bad release that the specifier admits, not only the one it gives', () =>
    check(`
      //- registry PyPI litellm 1.82.6, 1.82.7, 1.82.8
      //- requirements.txt
      litellm (>=1.82.0)
               ^^^^^^^^ error malicious-release: litellm 1.82.8 is a compromised release (MAL-2026-2144, 2026-03-24). Last safe release: 1.82.6.
      //- fixes
      * Pin litellm to 1.82.6 (last safe release)
      - Exclude litellm 1.82.7 and 1.82.8
      //- after Exclude litellm 1.82.7 and 1.82.8
      litellm (>=1.82.0,!=1.82.7,!=1.82.8)
    `));

  it('does not offer a range that gives another malicious release, but pins instead', () =>
    check(`
      //- registry npm twice-part 1.0.0, 1.0.1, 1.0.2, 1.0.3
      //- advisories
      MAL-2026-93001 npm twice-part: versions 1.0.1 1.0.3
      //- package.json
      {
        "dependencies": {
          "twice-part": "~1.0.1"
                         ^^^^^^ error malicious-release: twice-part 1.0.3 is a compromised release (MAL-2026-93001). Last safe release: 1.0.2.
        },
        "devDependencies": {
          "twice-part": "1.0.1"
                         ^^^^^ error malicious-release: twice-part 1.0.1 is a compromised release (MAL-2026-93001). Last safe release: 1.0.0.
        }
      }
      //- fixes
      * Pin twice-part to 1.0.2 (last safe release)
      * Pin twice-part to 1.0.0 (last safe release)
      - Raise twice-part to 1.0.2 (next safe release)
    `));

  it('passes over releases that are too young, yanked, deprecated or vulnerable', () =>
    check(`
      //- registry npm rough-part 1.0.0, 1.0.1 deprecated(old), 1.0.2, 1.0.3, 1.0.4 2026-05-31, 1.0.5 deprecated(broken), 1.0.6
      //- advisories
      MAL-2026-93002 npm rough-part: versions 1.0.3
      GHSA-aaaa-aaaa-1001 npm rough-part: versions 1.0.2; high
      //- package.json
      {
        "dependencies": {
          "rough-part": "1.0.3"
                         ^^^^^ error malicious-release: rough-part 1.0.3 is a compromised release (MAL-2026-93002). Release before it: 1.0.2.
        }
      }
      //- fixes
      * Pin rough-part to 1.0.0 (safe release before it)
      - Raise rough-part to 1.0.6 (safe release after it)
    `));

  it('stays in the major line, even where only another one has no vulnerabilities, and says so', () =>
    check(`
      //- registry npm line-part 1.9.0, 2.0.0, 2.0.1
      //- advisories
      MAL-2026-93003 npm line-part: versions 2.0.1
      GHSA-aaaa-aaaa-1002 npm line-part: versions 2.0.0; medium
      //- package.json
      {
        "dependencies": {
          "line-part": "2.0.1"
                        ^^^^^ error malicious-release: line-part 2.0.1 is a compromised release (MAL-2026-93003). Release before it: 2.0.0.
        }
      }
      //- fixes
      - Pin line-part to 2.0.0 (release before it; has known vulnerabilities)
    `));

  it('offers a downgrade of a major line, but does not prefer it', () =>
    check(`
      //- registry PyPI first-part 1.9, 2.0
      //- advisories
      MAL-2026-93004 PyPI first-part: versions 2.0
      //- requirements.txt
      first-part==2.0
                ^^^^^ error malicious-release: first-part 2.0 is a compromised release (MAL-2026-93004). Last safe release: 1.9.
      //- fixes
      - Pin first-part to 1.9 (last safe release)
    `));

  it('takes a pre-release for the target only where one is asked for', () =>
    check(`
      //- registry npm pre-part 1.0.0, 1.1.0-rc.1, 1.1.0, 1.2.0-rc.1, 1.2.0-rc.2
      //- advisories
      MAL-2026-93005 npm pre-part: versions 1.1.0 1.2.0-rc.2
      //- package.json
      {
        "dependencies": {
          "pre-part": "1.1.0"
                       ^^^^^ error malicious-release: pre-part 1.1.0 is a compromised release (MAL-2026-93005). Last safe release: 1.0.0.
        },
        "devDependencies": {
          "pre-part": "1.2.0-rc.2"
                       ^^^^^^^^^^ error malicious-release: pre-part 1.2.0-rc.2 is a compromised release (MAL-2026-93005). Last safe release: 1.2.0-rc.1.
        }
      }
      //- fixes
      * Pin pre-part to 1.0.0 (last safe release)
      * Pin pre-part to 1.2.0-rc.1 (last safe release)
    `));

  it('says that advisories were not checked, and prefers nothing then', () =>
    check(`
      //- registry npm chalk 5.6.0, 5.6.1, 5.6.2
      //- registry PyPI litellm 1.82.6, 1.83.0
      //- advisories unknown(osv.example did not answer)
      //- package.json
      {
        "dependencies": {
          "chalk": "5.6.1"
                    ^^^^^ error malicious-release: chalk 5.6.1 is a compromised release (MAL-2025-46969, 2025-09-08). Last safe release: 5.6.0.
           ^^^^^ information not-checked: chalk could not be checked: osv.example did not answer.
        }
      }
      //- fixes
      - Pin chalk to 5.6.0 (last safe release; advisories not checked)
      - Raise chalk to 5.6.2 (next safe release; advisories not checked)
      //- requirements.txt
      litellm>=1.50
             ^^^^^^ warning admits-malicious-release: litellm >=1.50 admits compromised 1.82.7 and 1.82.8 (MAL-2026-2144). Today it gives 1.83.0.
      ^^^^^^^ information not-checked: litellm could not be checked: osv.example did not answer.
      //- fixes
      - Raise litellm to >=1.83.0 (next safe release; advisories not checked)
      - Exclude litellm 1.82.7 and 1.82.8 (advisories not checked)
      - Pin litellm to 1.82.6 (last safe release; advisories not checked)
    `));

  it('offers nothing that constraints would forbid', () =>
    check(`
      //- registry PyPI litellm 1.82.6, 1.82.7, 1.83.0
      //- pins/exact.txt
      litellm==1.82.7
      //- pins/below.txt
      litellm<1.83
      //- requirements.txt
      -c pins/exact.txt
      litellm>=1.50
             ^^^^^^ error malicious-release: litellm 1.82.7 is a compromised release (MAL-2026-2144, 2026-03-24). Last safe release: 1.82.6.
      //- fixes
      //- below/requirements.txt
      -c ../pins/below.txt
      litellm>=1.50
             ^^^^^^ error malicious-release: litellm 1.82.7 is a compromised release (MAL-2026-2144, 2026-03-24). Last safe release: 1.82.6.
      //- fixes
      * Pin litellm to 1.82.6 (last safe release)
      - Exclude litellm 1.82.7 and 1.82.8
    `));

  it('takes the hash of a package manager along', () =>
    check(`
      //- registry npm pnpm 9.1.0, 9.1.1
      //- advisories
      MAL-2026-93006 npm pnpm: versions 9.1.1
      //- package.json
      {
        "packageManager": "pnpm@9.1.1+sha512.0123abc"
                                ^^^^^^^^^^^^^^^^^^^^ error malicious-release: pnpm 9.1.1 is a compromised release (MAL-2026-93006). Last safe release: 9.1.0.
      }
      //- after Pin pnpm to 9.1.0 (last safe release)
      {
        "packageManager": "pnpm@9.1.0"
      }
    `));
});

describe('keeping malicious releases out', () => {
  it('raises the floor past the incident, excludes, or pins', () =>
    check(`
      //- registry PyPI litellm 1.82.6, 1.83.0, 1.84.0
      //- requirements.txt
      litellm[proxy] >= 1.50, < 2 ; sys_platform == "linux"
                     ^^^^^^^^^^^^ warning admits-malicious-release: litellm >= 1.50, < 2 admits compromised 1.82.7 and 1.82.8 (MAL-2026-2144). Today it gives 1.84.0.
      //- fixes
      * Raise litellm to >= 1.83.0, < 2 (next safe release)
      - Exclude litellm 1.82.7 and 1.82.8
      - Pin litellm to 1.82.6 (last safe release)
      //- after Raise litellm to >= 1.83.0, < 2 (next safe release)
      litellm[proxy] >= 1.83.0, < 2 ; sys_platform == "linux"
      //- after Exclude litellm 1.82.7 and 1.82.8
      litellm[proxy] >= 1.50, < 2, != 1.82.7, != 1.82.8 ; sys_platform == "linux"
      //- after Pin litellm to 1.82.6 (last safe release)
      litellm[proxy] == 1.82.6 ; sys_platform == "linux"
    `));

  it('raises the alternative that has it inside, and drops what lies below', () =>
    check(`
      //- registry npm axios 0.30.3, 0.30.4, 0.31.0, 1.14.0, 1.14.1, 1.15.0
      //- package.json
      {
        "dependencies": {
          "axios": "^1.14.0 || ^0.30.0"
                    ^^^^^^^^^^^^^^^^^^ warning admits-malicious-release: axios ^1.14.0 || ^0.30.0 admits compromised 0.30.4 and 1.14.1 (MAL-2026-2307). Today it gives 1.15.0.
        }
      }
      //- fixes
      * Raise axios to ^1.15.0 (next safe release)
      - Pin axios to 1.14.0 (last safe release)
    `));

  it('pins where the range cannot say it', () =>
    check(`
      //- registry npm axios 1.14.0, 1.14.1, 1.15.0
      //- package.json
      { "dependencies": { "axios": ">=1.10 >=1.14.0" } }
                                    ^^^^^^^^^^^^^^^ warning admits-malicious-release: axios >=1.10 >=1.14.0 admits compromised 1.14.1 (MAL-2026-2307). Today it gives 1.15.0.
      //- fixes
      - Pin axios to 1.15.0 (next safe release)
      - Pin axios to 1.14.0 (last safe release)
    `));

  it('is not kept from it by vulnerabilities that are there anyhow', () =>
    check(`
      //- registry PyPI litellm 1.82.6, 1.83.0, 1.84.0
      //- advisories
      GHSA-aaaa-aaaa-1003 PyPI litellm: range introduced 0; low
      //- requirements.txt
      litellm>=1.50
             ^^^^^^ information vulnerable-release: litellm 1.84.0 has a low vulnerability (GHSA-aaaa-aaaa-1003).
             ^^^^^^ warning admits-malicious-release: litellm >=1.50 admits compromised 1.82.7 and 1.82.8 (MAL-2026-2144). Today it gives 1.84.0.
      //- fixes
      * Raise litellm to >=1.83.0 (release after it; has known vulnerabilities)
      - Exclude litellm 1.82.7 and 1.82.8
      - Pin litellm to 1.82.6 (release before it; has known vulnerabilities)
    `));

  it('prefers to exclude where nothing newer is clean', () =>
    check(`
      //- registry PyPI end-part 1.0, 1.2
      //- advisories
      MAL-2026-93007 PyPI end-part: versions 1.1 1.3
      //- requirements.txt
      end-part>=1.0
              ^^^^^ warning admits-malicious-release: end-part >=1.0 admits compromised 1.1 and 1.3 (MAL-2026-93007). Today it gives 1.2.
      //- fixes
      * Exclude end-part 1.1 and 1.3
      - Pin end-part to 1.0 (last safe release)
    `));

  it('does not write long lists of exclusions', () =>
    check(`
      //- registry PyPI many-part 1.0, 1.20
      //- advisories
      MAL-2026-93008 PyPI many-part: versions 1.1 1.2 1.3 1.4 1.5 1.6 1.7 1.8 1.9 1.10 1.11
      //- requirements.txt
      many-part>=1.0
               ^^^^^ warning admits-malicious-release: many-part >=1.0 admits compromised 1.1, 1.2 and 9 more (MAL-2026-93008). Today it gives 1.20.
      //- fixes
      * Raise many-part to >=1.20 (next safe release)
      - Pin many-part to 1.0 (last safe release)
    `));
});

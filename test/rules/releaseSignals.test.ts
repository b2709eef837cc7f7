// Signals on one release: what it is compared with, and what is not known of it. "Today" is 2026-06-01.
import { describe, it } from 'vitest';
import { check } from '../support/check.js';

describe('young-release', () => {
  it('marks what is younger than three days, pinned or chosen today', () =>
    check(`
      //- registry npm fresh-part 1.0.0 2026-01-01, 1.0.1 2026-05-29T00:01Z
      //- registry npm old-part 1.0.0 2026-01-01, 1.0.1 2026-05-29T00:00Z
      //- registry npm dateless-part 1.0.0, 1.0.1
      //- registry PyPI fresh-part 1.0 2026-01-01, 1.1 2026-05-31T23:59:30Z
      //- package.json
      {
        "dependencies": {
          "fresh-part": "^1.0.0",
                         ^^^^^^ warning young-release: fresh-part 1.0.1 is 2 days old, younger than the cooldown of 3 days (the default).
          "old-part": "^1.0.0",
          "dateless-part": "^1.0.0"
        }
      }
      //- fixes
      - Pin fresh-part to 1.0.0 (last safe release)
      //- after Pin fresh-part to 1.0.0 (last safe release)
      {
        "dependencies": {
          "fresh-part": "1.0.0",
          "old-part": "^1.0.0",
          "dateless-part": "^1.0.0"
        }
      }
      //- requirements.txt
      fresh-part==1.1
                ^^^^^ warning young-release: fresh-part 1.1 is 1 minute old, younger than the cooldown of 3 days (the default).
    `));

  it('obeys the cooldown that the user sets', () =>
    check(`
      //- registry npm fresh-part 1.0.0 2026-01-01, 1.0.1 2026-05-27
      //- cooldown 14
      //- package.json
      {
        "dependencies": {
          "fresh-part": "1.0.1"
                         ^^^^^ warning young-release: fresh-part 1.0.1 is 5 days old, younger than the cooldown of 14 days (the settings).
        }
      }
      //- fixes
      - Pin fresh-part to 1.0.0 (last safe release)
    `));

  it('is off where the cooldown is 0, and where the rule is', async () => {
    await check(`
      //- registry npm fresh-part 1.0.0 2026-01-01, 1.0.1 2026-05-31
      //- cooldown 0
      //- package.json
      { "dependencies": { "fresh-part": "1.0.1" } }
    `);
    await check(`
      //- registry npm fresh-part 1.0.0 2026-01-01, 1.0.1 2026-05-31
      //- levels young-release=off
      //- package.json
      { "dependencies": { "fresh-part": "1.0.1" } }
    `);
  });

  it('leaves the word to an advisory', () =>
    check(`
      //- registry npm fresh-part 1.0.0 2026-01-01, 1.0.1 2026-05-31
      //- advisories
      MAL-2026-9001 npm fresh-part: versions 1.0.1
      //- package.json
      {
        "dependencies": {
          "fresh-part": "1.0.1"
                         ^^^^^ error malicious-release: fresh-part 1.0.1 is a compromised release (MAL-2026-9001). Last safe release: 1.0.0.
        }
      }
    `));
});

describe('install-script-added', () => {
  it('names what runs', () =>
    check(`
      //- registry npm script-part 1.0.0 2026-01-01 runs(), 1.1.0 2026-05-01 runs(preinstall postinstall)
      //- registry npm native-part 1.0.0 2026-01-01 runs(), 1.1.0 2026-05-01 runs(binding.gyp)
      //- package.json
      {
        "dependencies": {
          "script-part": "^1.0.0",
                          ^^^^^^ warning install-script-added: script-part 1.1.0 runs code when it is installed (preinstall and postinstall), which 1.0.0 before it did not.
          "native-part": "1.1.0"
                          ^^^^^ warning install-script-added: native-part 1.1.0 runs code when it is installed (binding.gyp), which 1.0.0 before it did not.
        }
      }
      //- fixes
      - Pin script-part to 1.0.0 (last safe release)
      - Pin native-part to 1.0.0 (last safe release)
    `));

  it('is silent where nothing is new, or the registry does not tell', () =>
    check(`
      //- registry npm same-part 1.0.0 2026-01-01 runs(postinstall), 1.1.0 2026-05-01 runs(postinstall)
      //- registry npm build-part 1.0.0 2026-01-01 runs(binding.gyp), 1.1.0 2026-05-01 runs(install)
      //- registry npm less-part 1.0.0 2026-01-01 runs(install), 1.1.0 2026-05-01 runs()
      //- registry npm stripped-part 1.0.0 2026-01-01, 1.1.0 2026-05-01 runs(postinstall)
      //- registry npm untold-part 1.0.0 2026-01-01 runs(), 1.1.0 2026-05-01
      //- registry npm first-part 1.0.0 2026-04-01 runs(postinstall)
      //- registry npm ancient-part 1.0.0 2025-01-01 runs(), 1.1.0 2026-03-01 runs(postinstall)
      //- package.json
      {
        "dependencies": {
          "same-part": "^1.0.0",
          "build-part": "^1.0.0",
          "less-part": "^1.0.0",
          "stripped-part": "^1.0.0",
          "untold-part": "^1.0.0",
          "first-part": "^1.0.0",
          "ancient-part": "^1.0.0"
        }
      }
    `));

  it('marks a script beside the build that was always there', () =>
    check(`
      //- registry npm native-part 1.0.0 2026-01-01 runs(install), 1.1.0 2026-05-01 runs(preinstall install)
      //- package.json
      {
        "dependencies": {
          "native-part": "1.1.0"
                          ^^^^^ warning install-script-added: native-part 1.1.0 runs code when it is installed (preinstall), which 1.0.0 before it did not.
        }
      }
    `));

  it('does not lead past a good release to another signal', () =>
    check(`
      //- registry npm script-part
      1.0.0 2026-01-01 runs() by(ann)
      1.1.0 2026-04-01 runs(postinstall) by(ann)
      1.2.0 2026-05-01 runs() by(ann)
      1.3.0 2026-05-20 runs() by(bob)
      //- package.json
      {
        "dependencies": {
          "script-part": "^1.1.0"
                          ^^^^^^ warning install-script-added: script-part 1.1.0 runs code when it is installed (postinstall), which 1.0.0 before it did not.
        }
      }
      //- fixes
      - Pin script-part to 1.0.0 (last safe release)
      - Pin script-part to 1.2.0 (next safe release)
      //- package-lock.json
      { "lockfileVersion": 3, "packages": { "node_modules/script-part": { "version": "1.1.0" } } }
    `));

  it('goes past releases of which the same holds', () =>
    check(`
      //- registry npm script-part
      1.0.0 2026-01-01 runs()
      1.1.0 2026-05-01 runs(postinstall)
      1.1.1 2026-05-01T00:10Z runs(postinstall)
      1.2.0 2026-05-20 runs()
      //- package.json
      {
        "dependencies": {
          "script-part": "1.1.1"
                          ^^^^^ warning install-script-added: script-part 1.1.1 runs code when it is installed (postinstall), which 1.0.0 before it did not.
        }
      }
      //- fixes
      - Pin script-part to 1.0.0 (last safe release)
      - Raise script-part to 1.2.0 (next safe release)
    `));

  it('does not lead from one vulnerability to a release that adds a script, unless there is no other', () =>
    check(`
      //- registry npm weak-part
      1.0.0 2025-01-01 runs()
      1.0.1 2026-04-01 runs(postinstall)
      1.0.2 2026-05-01 runs()
      //- registry npm weaker-part
      1.0.0 2025-01-01 runs()
      1.0.1 2026-04-01 runs(postinstall)
      //- advisories
      GHSA-aaaa-aaaa-3001 npm weak-part: range introduced 0, fixed 1.0.1; high
      GHSA-aaaa-aaaa-3002 npm weaker-part: range introduced 0, fixed 1.0.1; high
      //- package.json
      {
        "dependencies": {
          "weak-part": "1.0.0",
                        ^^^^^ error vulnerable-release: weak-part 1.0.0 has a high vulnerability (GHSA-aaaa-aaaa-3001). Fixed in 1.0.1.
          "weaker-part": "1.0.0"
                          ^^^^^ error vulnerable-release: weaker-part 1.0.0 has a high vulnerability (GHSA-aaaa-aaaa-3002). Fixed in 1.0.1.
        }
      }
      //- fixes
      * Raise weak-part to 1.0.2 (next safe release)
      * Raise weaker-part to 1.0.1 (next safe release)
    `));
});

describe('dependency-added', () => {
  it.each([
    ['absent', 'which the npm registry does not have', 'warning'],
    ['created 2026-05-09, 1.0.0 2026-05-09', 'which was first published 1 day before it', 'warning'],
    ['1.0.0 2026-05-10T12:00Z', 'which was first published only after it', 'warning'],
    ['created 2020-01-01, 0.0.1-security 2026-05-11', 'which is gone from the npm registry', 'warning'],
    ['1.0.0 2026-05-09 withdrawn', 'which is gone from the npm registry', 'warning'],
  ])('tells what is wrong with what was added: %s', (said, words, level) =>
    check(`
      //- registry npm host-part 1.0.0 2026-01-01 needs(known-part), 1.1.0 2026-05-10 needs(known-part guest-part)
      //- registry npm guest-part ${said}
      //- package.json
      {
        "dependencies": {
          "host-part": "^1.0.0"
                        ^^^^^^ ${level} dependency-added: host-part 1.1.0 adds guest-part, ${words}.
        }
      }
      //- fixes
      - Pin host-part to 1.0.0 (last safe release)
    `),
  );

  it('is an error where it is known malware, a sibling or not', () =>
    check(`
      //- registry npm @kit/host 1.0.0 2026-01-01 needs(), 1.1.0 2026-05-10 needs(@kit/guest)
      //- registry npm @kit/guest 1.0.0 2026-05-10
      //- advisories
      MAL-2026-9002 npm @kit/guest: range introduced 0
      //- package.json
      {
        "dependencies": {
          "@kit/host": "^1.0.0"
                        ^^^^^^ error dependency-added: @kit/host 1.1.0 adds @kit/guest, a malicious package (MAL-2026-9002).
        }
      }
      //- fixes
      * Pin @kit/host to 1.0.0 (last safe release)
    `));

  it('knows the built-in incidents', () =>
    check(`
      //- registry npm host-part 1.0.0 2026-01-01 needs(), 1.1.0 2026-05-10 needs(flatmap-stream)
      //- package.json
      {
        "dependencies": {
          "host-part": "^1.0.0"
                        ^^^^^^ error dependency-added: host-part 1.1.0 adds flatmap-stream, a malicious package (DEPWARDEN-2018-flatmap-stream, 2018).
        }
      }
    `));

  it.each([
    ['an old package', 'created 2020-01-01, 1.0.0 2020-01-01, 1.0.1 2026-05-09'],
    ['one without a date', '1.0.0, 1.0.1 2026-05-30'],
    ['one that could not be asked about', 'private(npm.example)'],
    ['one with a malicious release among others', 'created 2020-01-01, 1.0.0 2020-01-01, 6.6.6 2026-05-09'],
  ])('is silent on %s', (_, said) =>
    check(`
      //- registry npm host-part 1.0.0 2026-01-01 needs(known-part), 1.1.0 2026-05-10 needs(known-part guest-part)
      //- registry npm guest-part ${said}
      //- advisories
      MAL-2026-9003 npm guest-part: versions 6.6.6
      //- package.json
      { "dependencies": { "host-part": "^1.0.0" } }
    `),
  );

  it('is silent where the registry does not tell what a release needs, and on popular names', () =>
    check(`
      //- registry npm stripped-part 1.0.0 2026-01-01, 1.1.0 2026-05-10 needs(guest-part)
      //- registry npm untold-part 1.0.0 2026-01-01 needs(), 1.1.0 2026-05-10
      //- registry npm host-part 1.0.0 2026-01-01 needs(), 1.1.0 2026-05-10 needs(lodash)
      //- registry npm lodash created 2026-05-09, 4.17.21 2026-05-09
      //- package.json
      {
        "dependencies": {
          "stripped-part": "^1.0.0",
          "untold-part": "^1.0.0",
          "host-part": "^1.0.0"
        }
      }
    `));

  it('asks nobody about a scope that is private here', () =>
    check(`
      //- registry npm host-part 1.0.0 2026-01-01 needs(), 1.1.0 2026-05-10 needs(@acme/guest)
      //- registry npm @acme/guest absent
      //- scopes @acme
      //- package.json
      { "dependencies": { "host-part": "^1.0.0" } }
    `));

  it('leads back to a vulnerable release where three signals agree, and says so', () =>
    check(`
      //- registry npm host-part 1.0.0 2026-01-01 by(alice) needs(), 1.1.0 2026-05-31 by(mallory) needs(guest-part)
      //- registry npm guest-part absent
      //- advisories
      GHSA-aaaa-aaaa-3003 npm host-part: range introduced 0, fixed 1.1.0; high
      //- package.json
      {
        "dependencies": {
          "host-part": "^1.0.0"
                        ^^^^^^ error dependency-added: host-part 1.1.0 adds guest-part (an unknown package), is 1 day old and is by a new publisher (mallory).
        }
      }
      //- fixes
      - Pin host-part to 1.0.0 (release before it; has known vulnerabilities)
    `));

  it('could not be checked while the added package could not', () =>
    check(`
      //- registry npm host-part 1.0.0 2026-01-01 needs(), 1.1.0 2026-05-10 needs(guest-part)
      //- registry npm guest-part unknown(registry.example answered 503)
      //- package.json
      {
        "dependencies": {
          "host-part": "^1.0.0"
           ^^^^^^^^^ information not-checked: host-part could not be checked: guest-part, which it has newly begun to depend on: registry.example answered 503.
        }
      }
    `));
});

describe('publisher-changed', () => {
  it('marks an account that the registry names for no release before', () =>
    check(`
      //- registry npm hand-part 1.0.0 2026-01-01 by(alice), 1.1.0 2026-05-01 by(mallory)
      //- registry npm flow-part 1.0.0 2026-01-01 by(alice) unattested, 1.1.0 2026-05-01 by(GitHub Actions) unattested
      //- package.json
      {
        "dependencies": {
          "hand-part": "^1.0.0",
                        ^^^^^^ information publisher-changed: hand-part 1.1.0 was published or approved by mallory, who is new to the package.
          "flow-part": "^1.0.0"
                        ^^^^^^ information publisher-changed: flow-part 1.1.0 was published by GitHub Actions, who is new to the package.
        }
      }
      //- fixes
      - Pin hand-part to 1.0.0 (last safe release)
      - Pin flow-part to 1.0.0 (last safe release)
    `));

  it('takes a release of minutes before, and a malicious one, for no acquaintance', () =>
    check(`
      //- registry npm twice-part 1.0.0 2026-01-01 by(alice), 1.1.0 2026-05-01 by(mallory), 1.1.1 2026-05-01T00:20Z by(mallory)
      //- registry npm again-part 1.0.0 2026-01-01 by(alice), 1.1.0 2026-04-01 by(mallory), 1.2.0 2026-05-01 by(mallory)
      //- advisories
      MAL-2026-9004 npm again-part: versions 1.1.0
      //- levels admits-malicious-release=off
      //- package.json
      {
        "dependencies": {
          "twice-part": "1.1.1",
                         ^^^^^ information publisher-changed: twice-part 1.1.1 was published or approved by mallory, who is new to the package.
          "again-part": "1.2.0"
                         ^^^^^ information publisher-changed: again-part 1.2.0 was published or approved by mallory, who is new to the package.
        }
      }
    `));

  it('is silent on who approved what a workflow of the same repository built, and not of another one', () =>
    check(`
      //- registry npm same-part 1.0.0 2026-01-01 by(GitHub Actions) attested repository(git+https://git.example/Acme/part.git), 1.1.0 2026-05-01 by(anna) attested repository(git.example/acme/part/)
      //- registry npm short-part 1.0.0 2026-01-01 by(GitHub Actions) attested repository(git@github.com:acme/part.git), 1.1.0 2026-05-01 by(anna) attested repository(github:acme/part)
      //- registry npm shorter-part 1.0.0 2026-01-01 by(GitHub Actions) attested repository(https://github.com/acme/part), 1.1.0 2026-05-01 by(anna) attested repository(acme/part)
      //- registry npm silent-part 1.0.0 2026-01-01 by(GitHub Actions) attested, 1.1.0 2026-05-01 by(anna) attested
      //- registry npm other-part 1.0.0 2026-01-01 by(GitHub Actions) attested repository(acme/part), 1.1.0 2026-05-01 by(anna) attested repository(acme/other)
      //- registry npm hosted-part 1.0.0 2026-01-01 by(GitHub Actions) attested repository(acme/part), 1.1.0 2026-05-01 by(anna) attested repository(gitlab:acme/part)
      //- registry npm untold-part 1.0.0 2026-01-01 by(GitHub Actions) attested repository(acme/part), 1.1.0 2026-05-01 by(anna) attested
      //- registry npm new-part 1.0.0 2026-01-01 by(alice) unattested, 1.1.0 2026-05-01 by(anna) attested
      //- package.json
      {
        "dependencies": {
          "same-part": "1.1.0",
          "short-part": "1.1.0",
          "shorter-part": "1.1.0",
          "silent-part": "1.1.0",
          "other-part": "1.1.0",
                         ^^^^^ information publisher-changed: other-part 1.1.0 was published or approved by anna, who is new to the package.
          "hosted-part": "1.1.0",
                          ^^^^^ information publisher-changed: hosted-part 1.1.0 was published or approved by anna, who is new to the package.
          "untold-part": "1.1.0",
                          ^^^^^ information publisher-changed: untold-part 1.1.0 was published or approved by anna, who is new to the package.
          "new-part": "1.1.0"
                       ^^^^^ information publisher-changed: new-part 1.1.0 was published or approved by anna, who is new to the package.
        }
      }
    `));

  it('is silent on known accounts, workflows with provenance, and where the registry does not tell', () =>
    check(`
      //- registry npm known-part 1.0.0 2020-01-01 by(Bob), 2.0.0 2025-01-01 by(alice), 2.1.0 2026-05-01 by(bob)
      //- registry npm flow-part 1.0.0 2026-01-01 by(alice) unattested, 1.1.0 2026-05-01 by(GitHub Actions) attested
      //- registry npm once-part 1.0.0 2026-01-01 by(alice) attested, 1.1.0 2026-05-01 by(CircleCI) attested
      //- registry npm private-part 1.0.0 2026-01-01 by(alice), 1.1.0 2026-05-01 by(GitHub Actions)
      //- registry npm stripped-part 1.0.0 2026-01-01, 1.1.0 2026-05-01 by(mallory)
      //- registry npm untold-part 1.0.0 2026-01-01 by(alice), 1.1.0 2026-05-01
      //- registry npm first-part 1.0.0 2026-04-01 by(mallory)
      //- package.json
      {
        "dependencies": {
          "known-part": "^2.0.0",
          "flow-part": "^1.0.0",
          "once-part": "^1.0.0",
          "private-part": "^1.0.0",
          "stripped-part": "^1.0.0",
          "untold-part": "^1.0.0",
          "first-part": "^1.0.0"
        }
      }
    `));
});

describe('provenance-lost', () => {
  it('marks a release of an unknown or untold hand', () =>
    check(`
      //- registry PyPI built-part 1.0 2026-01-01 attested, 1.1 2026-05-01 unattested
      //- registry npm built-part 1.0.0 2026-01-01 by(alice) attested, 1.1.0 2026-05-01 by(mallory) unattested
      //- requirements.txt
      built-part>=1.0
                ^^^^^ information provenance-lost: built-part 1.1 has no provenance, but 1.0 before it had.
      //- fixes
      - Pin built-part to 1.0 (last safe release)
      //- package.json
      {
        "dependencies": {
          "built-part": "^1.0.0"
                         ^^^^^^ information publisher-changed: built-part 1.1.0 is by a new publisher (mallory) and has lost its provenance.
        }
      }
    `));

  it('is silent on other lines, where nothing was lost, and where the registry does not tell', () =>
    check(`
      //- registry PyPI line-part 1.0 2026-01-01 unattested, 2.0 2026-02-01 attested, 1.1 2026-05-01 unattested
      //- registry PyPI next-part 1.0 2026-01-01 attested, 2.0 2026-05-01 unattested
      //- registry PyPI gain-part 1.0 2026-01-01 unattested, 1.1 2026-05-01 attested
      //- registry PyPI stripped-part 1.0 2026-01-01 attested, 1.1 2026-05-01
      //- registry PyPI untold-part 1.0 2026-01-01, 1.1 2026-05-01 unattested
      //- registry PyPI ancient-part 1.0 2025-01-01 attested, 1.1 2026-03-01 unattested
      //- requirements.txt
      line-part<2
      next-part
      gain-part
      stripped-part
      untold-part
      ancient-part
    `));
});

import { describe, it } from 'vitest';
import { check } from '../support/check.js';

describe('admits-malicious-release', () => {
  it('marks a range with a compromised release inside, though it gives a clean one', () =>
    check(`
      //- registry PyPI litellm 1.50.0 2024-10-01, 1.82.6 2026-03-20, 1.83.0 2026-03-25, 1.84.0 2026-04-02
      //- requirements.txt
      litellm>=1.50,<2
             ^^^^^^^^^ warning admits-malicious-release: litellm >=1.50,<2 admits compromised 1.82.7 and 1.82.8 (MAL-2026-2144). Today it gives 1.84.0.
      //- fixes
      * Raise litellm to >=1.83.0,<2 (next safe release)
      - Exclude litellm 1.82.7 and 1.82.8
      - Pin litellm to 1.82.6 (last safe release)
      //- after Exclude litellm 1.82.7 and 1.82.8
      litellm>=1.50,<2,!=1.82.7,!=1.82.8
    `));

  it('needs no registry, for the text alone decides', () =>
    check(`
      //- registry npm axios unknown(registry.example did not answer)
      //- advisories unknown(osv.example did not answer)
      //- package.json
      {
        "dependencies": {
          "axios": "^1.14.0"
                    ^^^^^^^ warning admits-malicious-release: axios ^1.14.0 admits compromised 1.14.1 (MAL-2026-2307).
           ^^^^^ information not-checked: axios could not be checked: osv.example did not answer; registry.example did not answer.
        }
      }
      //- fixes
    `));

  it('marks what a record may mean of which the releases cannot be read, and the dependency is unknown', () =>
    check(`
      //- registry npm vague-part 1.0.0, 1.1.0
      //- advisories
      {"id":"MAL-2026-9010","modified":"2026-01-01T00:00:00Z","affected":[{"package":{"ecosystem":"npm","name":"vague-part"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"later"}]}]}]}
      {"id":"GHSA-2026-9011","modified":"2026-01-01T00:00:00Z","affected":[{"package":{"ecosystem":"npm","name":"vague-part"},"ranges":[{"type":"GIT","events":[{"introduced":"0"}]}]}]}
      //- package.json
      {
        "dependencies": {
          "vague-part": "1.0.0"
                         ^^^^^ warning admits-malicious-release: MAL-2026-9010 calls releases of vague-part malicious, and which ones cannot be read: 1.0.0 may be one.
           ^^^^^^^^^^ information not-checked: vague-part could not be checked: MAL-2026-9010 and GHSA-2026-9011 list the package and cannot be read.
        }
      }
      //- fixes
    `));

  it('marks the name where there is no specifier', () =>
    check(`
      //- registry PyPI litellm 1.82.6, 1.83.0
      //- requirements.txt
      litellm
      ^^^^^^^ warning admits-malicious-release: litellm without a version admits compromised 1.82.7 and 1.82.8 (MAL-2026-2144). Today it gives 1.83.0.
      //- after Raise litellm to >=1.83.0 (next safe release)
      litellm>=1.83.0
    `));

  it('is not said where the range keeps the bad ones out', () =>
    check(`
      //- registry PyPI litellm 1.82.6, 1.83.0, 1.84.0
      //- registry npm axios 1.14.0, 1.15.0
      //- requirements.txt
      litellm>=1.83,<2
      litellm>=1.50,!=1.82.7,!=1.82.8
      litellm<1.82.7
      litellm==1.82.6
      //- package.json
      {
        "dependencies": { "axios": "^1.14.2" },
        "devDependencies": { "axios": "~1.14.0 <1.14.1" },
        "peerDependencies": { "axios": "latest" }
      }
    `));

  it('is not said beside the compromised release itself', () =>
    check(`
      //- registry PyPI litellm 1.82.6, 1.82.7, 1.82.8
      //- requirements.txt
      litellm>=1.82
             ^^^^^^ error malicious-release: litellm 1.82.8 is a compromised release (MAL-2026-2144, 2026-03-24). Last safe release: 1.82.6.
    `));

  it('takes what the registry lists inside the ranges of a record without versions', () =>
    check(`
      //- registry npm chain-part 1.95.5, 1.95.6, 1.95.7, 1.95.8
      //- advisories
      MAL-2024-90003 npm chain-part: range introduced 1.95.6, fixed 1.95.8
      //- package.json
      {
        "dependencies": {
          "chain-part": "^1.95.0"
                         ^^^^^^^ warning admits-malicious-release: chain-part ^1.95.0 admits compromised 1.95.6 and 1.95.7 (MAL-2024-90003). Today it gives 1.95.8.
        }
      }
      //- fixes
      * Raise chain-part to ^1.95.8 (next safe release)
      - Pin chain-part to 1.95.5 (last safe release)
    `));

  it('counts a release that was withdrawn', () =>
    check(`
      //- registry npm with-part 1.0.0, 1.0.3 withdrawn, 1.0.4
      //- advisories
      MAL-2026-92001 npm with-part: range introduced 1.0.1, fixed 1.0.4
      //- package.json
      {
        "dependencies": {
          "with-part": "^1.0.0"
                        ^^^^^^ warning admits-malicious-release: with-part ^1.0.0 admits compromised 1.0.1 and 1.0.3 (MAL-2026-92001). Today it gives 1.0.4.
        }
      }
    `));

  it('looks at the range that constraints leave', () =>
    check(`
      //- registry PyPI litellm 1.82.6, 1.83.0, 1.84.0
      //- pins/limits.txt
      litellm>=1.83
      //- requirements.txt
      -c pins/limits.txt
      litellm>=1.50,<2
    `));

  it('looks at pre-releases only where they can be chosen', () =>
    check(`
      //- registry PyPI pre-part 1.0, 1.1
      //- registry PyPI other-part 1.0, 1.1
      //- advisories
      MAL-2026-92002 PyPI pre-part: versions 1.1rc1
      MAL-2026-92003 PyPI other-part: versions 1.1rc1
      //- requirements.txt
      pre-part>=1.0
      //- beta/requirements.txt
      --pre
      other-part>=1.0
                ^^^^^ warning admits-malicious-release: other-part >=1.0 admits compromised 1.1rc1 (MAL-2026-92003). Today it gives 1.1.
    `));

  it('names some of many', () =>
    check(`
      //- registry npm many-part 1.0.0, 1.9.0
      //- advisories
      MAL-2026-92004 npm many-part: versions 1.0.1 1.0.2 1.0.3 1.0.4 1.0.5
      //- package.json
      {
        "dependencies": {
          "many-part": "1.x"
                        ^^^ warning admits-malicious-release: many-part 1.x admits compromised 1.0.1, 1.0.2 and 3 more (MAL-2026-92004). Today it gives 1.9.0.
        }
      }
    `));

  it('stays silent when it is turned off', () =>
    check(`
      //- registry npm axios 1.14.0, 1.15.0
      //- levels admits-malicious-release=off
      //- package.json
      { "dependencies": { "axios": "^1.14.0" } }
    `));
});

// Names that nobody is asked about are judged by what is known on this computer.
import { describe, it } from 'vitest';
import { check } from '../support/check.js';

describe('a package of one’s own', () => {
  it('is malicious where a record lists the release by name', () =>
    check(`
      //- registry npm chalk private(npm.corp.example)
      //- registry npm own-part private(npm.corp.example)
      //- advisories
      MAL-2026-77 npm own-part: versions 1.0.0
      //- package.json
      {
        "dependencies": {
          "chalk": "5.6.1",
                    ^^^^^ error malicious-release: chalk 5.6.1 is a compromised release (MAL-2025-46969, 2025-09-08). Last safe release: 5.6.0.
          "own-part": "1.0.0"
                       ^^^^^ error malicious-release: own-part 1.0.0 is a compromised release (MAL-2026-77).
        }
      }
    `));

  it('is not judged by records on other releases, by ranges, or on vulnerabilities', () =>
    check(`
      //- registry npm own-part private(npm.corp.example)
      //- advisories
      MAL-2026-77 npm own-part: versions 1.0.0
      GHSA-aaaa-bbbb-cccc npm own-part: high; range introduced 0
      //- package.json
      { "dependencies": { "own-part": "^1.0.1" } }
    `));

  it('is told to share its name with a malicious public package', () =>
    check(`
      //- registry npm own-part private(npm.corp.example)
      //- registry npm own-tool private(npm.corp.example)
      //- advisories
      MAL-2026-77 npm own-part: range introduced 0
      MAL-2026-78 npm own-tool: range introduced 2.0.0
      //- package.json
      {
        "dependencies": {
          "own-part": "1.0.0",
           ^^^^^^^^ warning dependency-confusion: A public package named own-part is malicious (MAL-2026-77); yours comes from npm.corp.example.
          "own-tool": "1.0.0"
           ^^^^^^^^ warning dependency-confusion: A public package named own-tool is malicious (MAL-2026-78); yours comes from npm.corp.example.
        }
      }
    `));
});

describe('a package of one’s own that the policy allows', () => {
  it('is not told to share its name, on its line and where it is locked', () =>
    check(`
      //- registry npm own-part private(npm.corp.example)
      //- advisories
      MAL-2026-77 npm own-part: range introduced 1.0.0 fixed 1.0.5
      //- policy
      { "allow": ["npm:own-part"] }
      //- package-lock.json
      { "lockfileVersion": 3, "packages": { "": {}, "node_modules/own-part": { "version": "1.0.3" } } }
      //- package.json
      { "dependencies": { "own-part": "^1.0.0" } }
    `));

  it('is told so else, also where the range of a record ends', () =>
    check(`
      //- registry npm own-part private(npm.corp.example)
      //- advisories
      MAL-2026-77 npm own-part: range introduced 1.0.0 fixed 1.0.5
      //- package.json
      {
        "dependencies": {
          "own-part": "1.0.3"
           ^^^^^^^^ warning dependency-confusion: A public package named own-part is malicious (MAL-2026-77); yours comes from npm.corp.example.
        }
      }
    `));
});

describe('a package that may as well be the public one of its name', () => {
  it.each(['shared', 'untrusted'])('is judged like that: %s', kind =>
    check(`
      //- registry npm own-part ${kind}(npm.corp.example)
      //- registry npm own-tool ${kind}(npm.corp.example)
      //- advisories
      MAL-2026-77 npm own-part: range introduced 0
      GHSA-aaaa-bbbb-cccc npm own-tool: high; range introduced 0
      //- package.json
      {
        "dependencies": {
          "own-part": "1.0.0",
           ^^^^^^^^ error malicious-package: own-part is a malicious package: no release of it is safe (MAL-2026-77). Remove it.
          "own-tool": "1.0.0"
                       ^^^^^ error vulnerable-release: own-tool 1.0.0 has a high vulnerability (GHSA-aaaa-bbbb-cccc).
        }
      }
    `),
  );
});

import { describe, it } from 'vitest';
import { check } from '../support/check.js';

describe('denied-package', () => {
  it('marks the name of what the policy denies, whatever the release', () =>
    check(`
      //- policy
      { "deny": ["npm:left-pad", "PyPI:Evil_*"] }
      //- registry npm left-pad 1.3.0
      //- registry npm left-pads 1.3.0
      //- registry PyPI evil-part 1.0
      //- package.json
      {
        "dependencies": {
          "left-pad": "^1.0.0",
           ^^^^^^^^ error denied-package: left-pad is denied by .depwarden.jsonc. Remove it, or change the list.
          "other": "npm:left-pad@1.3.0",
           ^^^^^ error denied-package: left-pad is denied by .depwarden.jsonc. Remove it, or change the list.
          "left-pads": "^1.0.0"
        }
      }
      //- fixes
      - Remove left-pad
      - Remove other
      //- requirements.txt
      evil.part==1.0
      ^^^^^^^^^ error denied-package: evil-part is denied by .depwarden.jsonc. Remove it, or change the list.
    `));

  it('says no more of a package that is malicious altogether', () =>
    check(`
      //- policy
      { "deny": ["npm:bad-part"] }
      //- registry npm bad-part 1.0.0
      //- advisories
      MAL-2026-1 npm bad-part: range introduced 0
      //- package.json
      {
        "dependencies": {
          "bad-part": "1.0.0"
           ^^^^^^^^ error malicious-package: bad-part is a malicious package: no release of it is safe (MAL-2026-1). Remove it.
        }
      }
    `));

  it('is as loud as the policy file wants it', () =>
    check(`
      //- policy
      { "rules": { "denied-package": "hint" }, "deny": ["npm:left-pad"] }
      //- levels denied-package=off
      //- registry npm left-pad 1.3.0
      //- package.json
      {
        "dependencies": {
          "left-pad": "^1.0.0"
           ^^^^^^^^ hint denied-package: left-pad is denied by .depwarden.jsonc. Remove it, or change the list.
        }
      }
    `));
});

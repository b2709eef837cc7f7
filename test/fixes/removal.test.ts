import { describe, it } from 'vitest';
import { check } from '../support/check.js';

describe('removing a dependency', () => {
  it('keeps the JSON whole', () =>
    check(`
      //- registry npm a absent
      //- registry npm b absent
      //- registry npm c absent
      //- levels unknown-package=hint
      //- package.json
      {
        "dependencies": {
          "a": "1",
           ^ hint unknown-package: The npm registry has no package named a: misspelt, invented, or private and not configured.
          "b": "1",
           ^ hint unknown-package: The npm registry has no package named b: misspelt, invented, or private and not configured.
          "c": "1"
           ^ hint unknown-package: The npm registry has no package named c: misspelt, invented, or private and not configured.
        }
      }
      //- after Remove a
      {
        "dependencies": {
          "b": "1",
          "c": "1"
        }
      }
      //- after Remove b
      {
        "dependencies": {
          "a": "1",
          "c": "1"
        }
      }
      //- after Remove c
      {
        "dependencies": {
          "a": "1",
          "b": "1"
        }
      }
    `));

  it('takes the whole requirement away, its continuations too', () =>
    check(String.raw`
      //- registry PyPI a absent
      //- registry PyPI b 1.0
      //- requirements.txt
      b==1.0
      a==1.0 \
      ^ error unknown-package: PyPI has no package named a: misspelt, invented, or private and not configured.
        --hash=sha256:aa
      b>=1.0
      //- after Remove a
      b==1.0
      b>=1.0
    `));
});

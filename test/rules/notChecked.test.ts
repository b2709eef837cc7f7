// What could not be checked is said so, and never passes for clean.
import { describe, it } from 'vitest';
import { check } from '../support/check.js';

describe('what is not checked', () => {
  it('tells the reason once, and finds what the built-in list knows', () =>
    check(`
      //- registry npm chalk unknown(registry.example did not answer)
      //- registry npm some-part unknown(registry.example did not answer)
      //- registry npm other-part unknown(registry.example answered 500)
      //- package.json
      {
        "dependencies": {
          "chalk": "5.6.1",
                    ^^^^^ error malicious-release: chalk 5.6.1 is a compromised release (MAL-2025-46969, 2025-09-08). Last safe release: 5.6.0.
           ^^^^^ information not-checked: 2 dependencies could not be checked: registry.example did not answer.
          "some-part": "1.0.0",
          "other-part": "1.0.0"
           ^^^^^^^^^^ information not-checked: other-part could not be checked: registry.example answered 500.
        }
      }
    `));

  it('says nothing yet while answers are on their way', () =>
    check(`
      //- registry npm some-part pending
      //- registry npm axios 1.14.0, 1.15.0
      //- advisories pending
      //- package.json
      {
        "dependencies": {
          "some-part": "^1.0.0",
          "axios": "^1.14.0"
                    ^^^^^^^ warning admits-malicious-release: axios ^1.14.0 admits compromised 1.14.1 (MAL-2026-2307). Today it gives 1.15.0.
        }
      }
      //- fixes
      - Raise axios to ^1.15.0 (next safe release; advisories not checked)
      - Pin axios to 1.14.0 (last safe release; advisories not checked)
    `));

  it('does not trust an answer of yesterday', () =>
    check(`
      //- registry npm fresh-part 1.0.0, asked 23h
      //- registry npm stale-part 1.0.0, asked 30h
      //- registry npm old-part 1.0.0, asked 50h, stale(registry.example did not answer)
      //- package.json
      {
        "dependencies": {
          "fresh-part": "1.0.0",
          "stale-part": "1.0.0",
           ^^^^^^^^^^ information not-checked: stale-part could not be checked: the last answer is 1 day old.
          "old-part": "1.0.0"
           ^^^^^^^^ information not-checked: old-part could not be checked: the last answer is 2 days old: registry.example did not answer.
        }
      }
    `));

  it('leaves the packages of a private index alone, of which nothing is known', () =>
    check(`
      //- requirements.txt
      --index-url https://user:p@ss@pypi.corp.example/simple
      litellm==1.82.6
      //- other/requirements.txt
      --no-index
      litellm==1.82.6
    `));

  it('judges what an extra index could also give', () =>
    check(`
      //- registry PyPI litellm 1.82.6
      //- requirements.txt
      --extra-index-url https://pypi.corp.example/simple
      litellm==1.82.7
             ^^^^^^^^ error malicious-release: litellm 1.82.7 is a compromised release (MAL-2026-2144, 2026-03-24). Last safe release: 1.82.6.
    `));

  it('skips what has no release in a registry', () =>
    check(`
      //- levels non-registry-source=off
      //- package.json
      {
        "dependencies": {
          "a": "file:../chalk",
          "b": "github:chalk/chalk",
          "c": "workspace:*",
          "d": "https://files.example/chalk-5.6.2.tgz"
        }
      }
      //- requirements.txt
      litellm @ https://files.example/litellm-1.82.6.tar.gz
      -e ./litellm
    `));

  it('cannot read every specifier', () =>
    check(`
      //- registry npm some-part 1.0.0
      //- registry PyPI some-part 1.0
      //- package.json
      {
        "dependencies": {
          "some-part": "one of the newest"
           ^^^^^^^^^ information not-checked: some-part could not be checked: the specifier cannot be read.
        }
      }
      //- requirements.txt
      some-part>=one
      ^^^^^^^^^ information not-checked: some-part could not be checked: the specifier cannot be read.
    `));
});

describe('where it stands', () => {
  it('is right in a file with CRLF, a BOM and characters beyond the first plane', () =>
    check(`
      //- registry npm chalk 5.6.0, 5.6.2
      //- registry PyPI litellm 1.82.6
      //- package.json crlf bom
      {
        "description": "🧵 𝒷",
        "dependencies": { "🧵": "file:x", "chalk": "5.6.1" }
                                                    ^^^^^ error malicious-release: chalk 5.6.1 is a compromised release (MAL-2025-46969, 2025-09-08). Last safe release: 5.6.0.
                           ^^ warning manifest: "🧵" is not a valid package name
      }
      //- requirements.txt crlf
      # 🧵
      litellm==1.82.7
             ^^^^^^^^ error malicious-release: litellm 1.82.7 is a compromised release (MAL-2026-2144, 2026-03-24). Last safe release: 1.82.6.
      //- after Pin litellm to 1.82.6 (last safe release)
      # 🧵
      litellm==1.82.6
    `));

  it('covers a specifier that goes on in the next line', () =>
    check(String.raw`
      //- registry PyPI litellm 1.82.6, 1.83.0
      //- requirements.txt
      litellm>=1.50, \
             ^^^^^^^^^+ warning admits-malicious-release: litellm >=1.50, <2 admits compromised 1.82.7 and 1.82.8 (MAL-2026-2144). Today it gives 1.83.0.
        <2 # until the rewrite
      //- after Raise litellm to >=1.83.0, <2 (next safe release)
      litellm>=1.83.0, \
        <2 # until the rewrite
    `));
});

// Fixes inside TOML: the file's own notation is kept, and the text stays TOML.
import { describe, it } from 'vitest';
import { check } from '../support/check.js';

describe('fixes in TOML manifests', () => {
  it('keeps the caret of Poetry', () =>
    check(`
      //- registry PyPI litellm 1.82.6, 1.82.7, 1.82.8, 1.83.0
      //- pyproject.toml
      [tool.poetry.dependencies]
      litellm = { version = "^1.50", extras = ["proxy"] } # gateway
                             ^^^^^ warning admits-malicious-release: litellm >=1.50,<2.0 admits compromised 1.82.7 and 1.82.8 (MAL-2026-2144). Today it gives 1.83.0.
      //- fixes
      * Raise litellm to ^1.83.0 (next safe release)
      - Exclude litellm 1.82.7 and 1.82.8
      - Pin litellm to 1.82.6 (last safe release)
      //- after Raise litellm to ^1.83.0 (next safe release)
      [tool.poetry.dependencies]
      litellm = { version = "^1.83.0", extras = ["proxy"] } # gateway
      //- after Exclude litellm 1.82.7 and 1.82.8
      [tool.poetry.dependencies]
      litellm = { version = "^1.50,!=1.82.7,!=1.82.8", extras = ["proxy"] } # gateway
      //- after Pin litellm to 1.82.6 (last safe release)
      [tool.poetry.dependencies]
      litellm = { version = "==1.82.6", extras = ["proxy"] } # gateway
    `));

  it('writes a version where a Pipfile has none', () =>
    check(`
      //- registry PyPI litellm 1.82.6, 1.82.7
      //- Pipfile
      [packages]
      litellm = { extras = ["proxy"] }
      ^^^^^^^ error malicious-release: litellm 1.82.7 is a compromised release (MAL-2026-2144, 2026-03-24). Last safe release: 1.82.6.
      //- fixes
      * Pin litellm to 1.82.6 (last safe release)
      - Exclude litellm 1.82.7 and 1.82.8
      //- after Pin litellm to 1.82.6 (last safe release)
      [packages]
      litellm = { version = "==1.82.6", extras = ["proxy"] }
    `));

  it('gives a bare version of a Pipfile its operator', () =>
    check(`
      //- registry PyPI litellm 1.82.6, 1.82.7
      //- Pipfile
      [packages]
      litellm = "1.82.7"
                 ^^^^^^ error malicious-release: litellm 1.82.7 is a compromised release (MAL-2026-2144, 2026-03-24). Last safe release: 1.82.6.
      //- fixes
      * Pin litellm to 1.82.6 (last safe release)
      //- after Pin litellm to 1.82.6 (last safe release)
      [packages]
      litellm = "==1.82.6"
    `));

  it('replaces the star of a Pipfile', () =>
    check(`
      //- registry PyPI litellm 1.82.6, 1.82.7
      //- Pipfile
      [packages]
      litellm = "*"
                 ^ error malicious-release: litellm 1.82.7 is a compromised release (MAL-2026-2144, 2026-03-24). Last safe release: 1.82.6.
      //- fixes
      * Pin litellm to 1.82.6 (last safe release)
      - Exclude litellm 1.82.7 and 1.82.8
      //- after Exclude litellm 1.82.7 and 1.82.8
      [packages]
      litellm = "!=1.82.7,!=1.82.8"
    `));

  it('keeps extras, marker and quotes of a requirement', () =>
    check(`
      //- registry PyPI litellm 1.82.6, 1.82.7
      //- pyproject.toml
      [project]
      dependencies = [
        "LiteLLM[proxy] >= 1.50 ; python_version >= '3.10'", # gateway
                        ^^^^^^^ error malicious-release: litellm 1.82.7 is a compromised release (MAL-2026-2144, 2026-03-24). Last safe release: 1.82.6.
      ]
      //- fixes
      * Pin LiteLLM to 1.82.6 (last safe release)
      - Exclude LiteLLM 1.82.7 and 1.82.8
      //- after Pin LiteLLM to 1.82.6 (last safe release)
      [project]
      dependencies = [
        "LiteLLM[proxy] == 1.82.6 ; python_version >= '3.10'", # gateway
      ]
    `));
});

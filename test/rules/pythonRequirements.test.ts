// What Python's tools make of a requirement beside its own range: alternatives, variables, uv's sources, constraints and overrides.
import { describe, expect, it } from 'vitest';
import { check } from '../support/check.js';
import { readFixture } from '../support/fixture.js';
import { scanFixture } from '../support/world.js';

const ADVISORY = `
      //- advisories
      MAL-2026-90001 PyPI side-part: versions 1.4; published 2026-02-01`;

describe("Poetry's alternatives", () => {
  it('are judged as one range, and fixed by a pin', () =>
    check(`
      //- registry PyPI side-part 1.1, 1.4, 1.5, 3.0${ADVISORY}
      //- pyproject.toml
      [tool.poetry.dependencies]
      side-part = "<1.2 || >=1.3"
                   ^^^^^^^^^^^^^ warning admits-malicious-release: side-part <1.2 or >=1.3 admits compromised 1.4 (MAL-2026-90001). Today it gives 3.0.
      //- fixes
      - Pin side-part to 1.5 (next safe release)
      - Pin side-part to 1.1 (last safe release)
      //- after Pin side-part to 1.1 (last safe release)
      [tool.poetry.dependencies]
      side-part = "==1.1"
    `));
});

describe('a specifier that cannot be read', () => {
  it('is unknown where the name is a variable, or the value of another option', () =>
    check(`
      //- requirements.txt
      \${PART}==1.4
      ^^^^^^^ information not-checked: \${PART} could not be checked: uses an environment variable.
      //- setup.cfg
      [options]
      install_requires =
        %(parts)s
        ^^^^^^^^^ information not-checked: %(parts)s could not be checked: uses the value of another option.
    `));
});

describe('the version that is locked', () => {
  it.each([
    [
      'alternatives',
      'pyproject.toml',
      '[tool.poetry.dependencies]\nside-part = "<1.2 || >=1.3"',
      'poetry.lock',
      '[[package]]\nname = "side-part"\nversion = "1.4"',
      'checked',
    ],
    ['a variable', 'requirements.in', `side-part==\${SIDE_PART}`, 'requirements.txt', 'side-part==1.4', 'unknown'],
    ['what is no specifier', 'requirements.in', 'side-part>=one', 'requirements.txt', 'side-part==1.4', 'unknown'],
  ])('is judged whatever the range is: %s', async (_, path, text, lockfile, locked, status) => {
    const world = '//- registry PyPI side-part 1.1, 1.4, 1.5\n//- advisories\nMAL-2026-90001 PyPI side-part: versions 1.4';
    const [result] = await scanFixture(readFixture(`${world}\n//- ${path}\n${text}\n//- ${lockfile}\n${locked}\n`));
    const [judged] = result?.judged ?? [];
    expect([judged?.status.kind, judged?.findings.map(({ rule, version }) => `${rule} ${version}`)]).toEqual([
      status,
      ['malicious-release 1.4'],
    ]);
  });
});

describe('uv', () => {
  it('takes from the index what a source with a marker leaves out', () =>
    check(`
      //- registry PyPI side-part 1.1, 1.4${ADVISORY}
      //- pyproject.toml
      [project]
      dependencies = ["side-part"]
                       ^^^^^^^^^ error malicious-release: side-part 1.4 is a compromised release (MAL-2026-90001, 2026-02-01). Last safe release: 1.1.
                       ^^^^^^^^^ warning non-registry-source: side-part comes from git, at no fixed commit: what is installed can change at any time.
      [tool.uv.sources]
      side-part = [{ git = "https://git.example/side-part", marker = "sys_platform == 'linux'" }]
    `));

  it('keeps every group within the constraints', () =>
    check(`
      //- registry PyPI side-part 1.1, 1.4, 1.5${ADVISORY}
      //- pyproject.toml
      [project]
      dependencies = ["side-part>=1"]
      [dependency-groups]
      test = ["side-part"]
      [tool.uv]
      constraint-dependencies = ["side-part<1.4"]
    `));

  it('reports the release that a constraint gives', () =>
    check(`
      //- registry PyPI side-part 1.1, 1.4, 1.5${ADVISORY}
      //- pyproject.toml
      [project]
      dependencies = ["side-part>=1"]
                                ^^^ error malicious-release: side-part 1.4 is a compromised release (MAL-2026-90001, 2026-02-01). Last safe release: 1.1.
      [tool.uv]
      constraint-dependencies = ["side-part<1.5"]
                                           ^^^^ error malicious-release: side-part 1.4 is a compromised release (MAL-2026-90001, 2026-02-01). Last safe release: 1.1.
    `));

  it('gets what an override says, which is changed there alone', () =>
    check(`
      //- registry PyPI side-part 1.1, 1.4, 1.5${ADVISORY}
      //- pyproject.toml
      [project]
      dependencies = ["side-part==1.5"]
                                ^^^^^ error malicious-release: side-part 1.4 is a compromised release (MAL-2026-90001, 2026-02-01). Last safe release: 1.1.
      [tool.uv]
      override-dependencies = ["side-part==1.4"]
                                         ^^^^^ error malicious-release: side-part 1.4 is a compromised release (MAL-2026-90001, 2026-02-01). Last safe release: 1.1.
      //- fixes
      * Pin side-part to 1.1 (last safe release)
      - Raise side-part to 1.5 (next safe release)
      //- after Raise side-part to 1.5 (next safe release)
      [project]
      dependencies = ["side-part==1.5"]
      [tool.uv]
      override-dependencies = ["side-part==1.5"]
    `));

  it('admits what the override admits, whatever the line says', () =>
    check(`
      //- registry PyPI side-part 1.1, 1.4, 1.5${ADVISORY}
      //- pyproject.toml
      [project]
      dependencies = ["side-part>=1"]
      [tool.uv]
      override-dependencies = ["side-part==1.5"]
    `));
});

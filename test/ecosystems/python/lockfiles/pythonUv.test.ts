import { describe, expect, it } from 'vitest';
import { uvLock } from '../../../../server/src/ecosystems/python/lockfiles/uvLock.js';
import { shownPackages } from './pythonShown.js';

const PYPI = 'source = { registry = "https://pypi.org/simple" }';
const LOCK = `version = 1
revision = 3
requires-python = ">=3.11"
resolution-markers = [
    "python_full_version < '3.12'",
]

[manifest]
members = [
    "app",
    "lib",
]
constraints = [{ name = "certifi", specifier = ">=2024" }]

[[package]]
name = "app"
version = "0.1.0"
source = { editable = "." }
dependencies = [
    { name = "lib" },
    { name = "numpy", version = "1.26.4", ${PYPI}, marker = "python_full_version < '3.12'" },
    { name = "numpy", version = "2.2.0", ${PYPI}, marker = "python_full_version >= '3.12'" },
    { name = "torch", version = "2.5.1", source = { registry = "https://download.torch.example/whl/cpu" } },
]

[package.optional-dependencies]
web = [
    { name = "uvicorn", extra = ["standard"] },
]

[package.dev-dependencies]
dev = [
    { name = "pytest" },
]

[package.metadata]
requires-dist = [{ name = "numpy", specifier = ">=1.26" }]

[[package]]
name = "certifi"
version = "2024.8.30"
${PYPI}
sdist = { url = "https://f.example/certifi.tar.gz", hash = "sha256:aa", size = 1, upload-time = "2024-08-30T00:00:00Z" }
wheels = [
    { url = "https://f.example/certifi.whl", hash = "sha256:bb", size = 2 },
]

[[package]]
name = "gitty"
version = "1.0"
source = { git = "https://h.example/gitty?rev=v1#abc" }
dependencies = [{ name = "certifi" }]

[[package]]
name = "httptools"
version = "0.6.4"
${PYPI}

[[package]]
name = "lib"
source = { editable = "packages/lib" }
dependencies = [
    { name = "certifi" },
    { name = "gitty" },
]

[[package]]
name = "numpy"
version = "1.26.4"
${PYPI}

[[package]]
name = "numpy"
version = "2.2.0"
${PYPI}

[[package]]
name = "pytest"
version = "8.3.3"
${PYPI}

[[package]]
name = "torch"
version = "2.5.1"
${PYPI}

[[package]]
name = "torch"
version = "2.5.1"
source = { registry = "https://download.torch.example/whl/cpu" }

[[package]]
name = "uvicorn"
version = "0.32.0"
${PYPI}

[package.optional-dependencies]
standard = [
    { name = "httptools" },
]

[[package]]
name = "vendored"
version = "1"
source = { directory = "vendor/x" }

[[package]]
name = "zipped"
version = "1"
source = { url = "https://h.example/z.whl" }

[[package]]
name = "filed"
version = "1"
source = { path = "z.whl" }
`;

describe('uv.lock', () => {
  it.each([
    ['LF', LOCK],
    ['CRLF and BOM', `\uFEFF${LOCK.replaceAll('\n', '\r\n')}`],
  ])('gives packages, edges and spans (%s)', (_, text) => {
    const lock = uvLock.parse(text);
    expect(lock.problems).toEqual([]);
    expect(shownPackages(text, lock)).toEqual([
      'app==0.1.0 | 0.1.0 | lib==, numpy==1.26.4, numpy==2.2.0, torch==2.5.1 #2, uvicorn==0.32.0, pytest==8.3.3 | (workspace package)',
      'certifi==2024.8.30 | 2024.8.30 | ',
      'gitty==1.0 | 1.0 | certifi==2024.8.30 | (git source)',
      'httptools==0.6.4 | 0.6.4 | ',
      'lib== | lib | certifi==2024.8.30, gitty==1.0 | (workspace package)',
      'numpy==1.26.4 | 1.26.4 | ',
      'numpy==2.2.0 | 2.2.0 | ',
      'pytest==8.3.3 | 8.3.3 | ',
      'torch==2.5.1 | 2.5.1 | ',
      'torch==2.5.1 #2 | 2.5.1 |  | (private index download.torch.example)',
      'uvicorn==0.32.0 | 0.32.0 | httptools==0.6.4',
      'vendored==1 | 1 |  | (local path)',
      'zipped==1 | 1 |  | (URL source)',
      'filed==1 | 1 |  | (local file)',
    ]);
    expect(lock.packages.get('certifi==2024.8.30')?.integrity).toEqual(['sha256:aa', 'sha256:bb']);
    expect(lock.packages.get('certifi==2024.8.30')?.resolved).toBe('https://pypi.org/simple');
  });

  it.each([
    ['', 'numpy', '>=1.26', 'numpy==2.2.0'],
    ['', 'numpy', '<2', 'numpy==1.26.4'],
    ['', 'Torch', '>=2', 'torch==2.5.1 #2'],
    ['', 'uvicorn', '', 'uvicorn==0.32.0'],
    ['', 'pytest', '>=8', 'pytest==8.3.3'],
    ['packages/lib', 'certifi', '', 'certifi==2024.8.30'],
    ['./packages/lib/', 'certifi', '>=2030', 'certifi==2024.8.30'],
    ['', 'certifi', '>=2024', 'certifi==2024.8.30'],
    ['', 'certifi', '>=2030', undefined],
    ['', 'absent', '', undefined],
  ])('locates for %j %s %s', (member, name, specifier, key) => {
    expect(uvLock.parse(LOCK).locate(member, name, specifier)[0]).toBe(key);
  });

  it.each([
    ['', true],
    ['packages/lib', true],
    ['packages/lib/', true],
    ['packages/other', false],
    ['vendor/x', false],
  ])('covers %j: %s', (member, covered) => {
    expect(uvLock.parse(LOCK).covers(member)).toBe(covered);
  });

  it('knows a path dependency outside the workspace from a member', () => {
    const text = LOCK.replace('    "lib",\n', '');
    expect(uvLock.parse(text).packages.get('lib==')?.skipped).toBe('local path');
    expect(uvLock.parse(text).covers('packages/lib')).toBe(false);
  });

  it('reads the form of uv before 0.3', () => {
    const text =
      'version = 1\n\n[[distribution]]\nname = "a"\nversion = "1"\nsource = "registry+https://pypi.org/simple"\n\n[[distribution]]\nname = "b"\nversion = "2"\nsource = "editable+."\n';
    expect(shownPackages(text, uvLock.parse(text))).toEqual(['a==1 | 1 | ', 'b==2 | 2 |  | (workspace package)']);
  });

  it('says once that the format is newer', () => {
    const text = LOCK.replace('version = 1\n', 'version = 2\n');
    const lock = uvLock.parse(text);
    expect(lock.problems.map(({ level, span }) => [level, text.slice(span.start, span.end)])).toEqual([['warning', '2']]);
    expect(lock.packages.size).toBe(14);
  });
});

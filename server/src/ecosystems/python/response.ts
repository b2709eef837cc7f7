import type { ResponseRecipe } from '../shared/responseRecipe.js';

/** What to do where a malicious release of PyPI was installed. */
export const pythonResponse: ResponseRecipe = {
  caution: 'Do not start Python or pip of that environment again: starting them may run the code.',
  remove: [
    { note: 'macOS, Linux; .venv stands for the environment', command: 'rm -rf .venv' },
    { note: 'Windows, PowerShell', command: 'Remove-Item -Recurse -Force .venv' },
  ],
  withoutScripts: ', with hashes, into a new environment',
  reinstall: [
    { note: 'uv', command: 'uv sync --frozen' },
    { note: 'Poetry', command: 'poetry install' },
    { note: 'pip', command: 'python3 -m venv .venv && .venv/bin/pip install --require-hashes --only-binary :all: -r requirements.txt' },
  ],
  caches: name => [
    { note: 'pip, of a Python outside of that environment', command: 'python3 -m pip cache purge' },
    { note: 'uv', command: `uv cache clean${/^[a-z0-9][a-z0-9.-]*$/.test(name) ? ` ${name}` : ''}` },
  ],
  persistence: [
    '.pth files, sitecustomize.py and usercustomize.py that you did not write, in site-packages of every Python on the machine',
  ],
};

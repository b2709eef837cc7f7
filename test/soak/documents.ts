// What is open in the editor: a manifest of each format, and what is typed into it.
import type { Material } from './editor.js';

const NPM_LINES = [
  '"chalk": "5.6.1",',
  '"axios": "^1.13.0",',
  '"lodash": "4.17.20",',
  '"left-pad": "1.3.0",',
  '"request": "~2.88.0",',
  '"@acme/core": "^1.0.0",',
  '"lodahs": "*",',
  '"a-name-of-more-than-13-characters": ">=1.2.3 <2.0.0",',
  '"fork": "github:owner/fork",',
  '"alias": "npm:minimist@1.2.5",',
];

const PIP_LINES = [
  'litellm==1.82.7',
  'litellm>=1.50,<2  # gateway',
  'requests==2.32.0',
  'django~=3.2.12',
  'quarantined-example',
  'archived-example>=1',
  'reqeusts',
  '-c requirements/constraints.txt',
  '-r requirements/base.txt',
  '--extra-index-url https://127.0.0.1:1/simple',
  'django==4.0.3; python_version < "3.12"',
  'own @ git+https://host.example/own.git',
];

const manyNpm = Array.from({ length: 200 }, (_, at) => `"pasted-${at % 40}": "^${at}.0.0",`).join('\n');
const manyPip = Array.from({ length: 200 }, (_, at) => `pasted-${at % 40}==${at}.0`).join('\n');
const npm = { lines: NPM_LINES, many: manyNpm };
const pip = { lines: PIP_LINES, many: manyPip };
/** What makes a text long and nothing else: who keeps a part of each version of it is found out. */
const LOCAL = Array.from({ length: 300 }, (_, at) => `    "company-internal-module-${at}": "file:../modules/${at}",\n`).join('');
const quoted = (lines: readonly string[]): readonly string[] => lines.map(line => `  ${JSON.stringify(line)},`);

export const OPEN_DOCUMENTS: Readonly<Record<string, Material>> = {
  'package.json': {
    ...npm,
    base: `{\n  "name": "app",\n  "dependencies": {\n${LOCAL}    "chalk": "^5.6.0",\n    "lodash": "^4.17.20",\n    "axios": "^1.13.0"\n  }\n}\n`,
  },
  'apps/shop/package.json': {
    ...npm,
    base: '{\n  "dependencies": {\n    "@acme/core": "1",\n    "axios": "^1.13.0"\n  },\n  "overrides": { "minimist": "1.2.5" }\n}\n',
  },
  'requirements.txt': { ...pip, base: '-r requirements/base.txt\n-c requirements/constraints.txt\nlitellm>=1.50,<2\nrequests==2.31.0\n' },
  'requirements/base.txt': { ...pip, base: 'django==4.0.3\nrequests\n' },
  'pyproject.toml': {
    lines: [...quoted(PIP_LINES), '[tool.poetry.dependencies]', 'django = "^3.2"', '[project]'],
    many: manyPip
      .split('\n')
      .map(line => `  "${line}",`)
      .join('\n'),
    base: '[project]\nname = "app"\ndependencies = [\n  "litellm>=1.50",\n  "django==3.2.12",\n]\n',
  },
  Pipfile: {
    lines: ['requests = "==2.32.0"', 'django = {version = "~=3.2", index = "pypi"}', '[packages]', 'litellm = "*"'],
    many: manyPip
      .split('\n')
      .map(line => `${line.replace('==', ' = "==')}"`)
      .join('\n'),
    base: '[packages]\nrequests = "*"\ndjango = "==4.0.3"\n',
  },
};

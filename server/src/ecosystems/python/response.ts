import { inFolder, type Shell, shellOf, shellWord } from '../../text/shell.js';
import type { AffectedProject, NotedCommand, ResponseRecipe } from '../shared/responseRecipe.js';

/** What to do where a malicious release of PyPI was installed. */
export const pythonResponse: ResponseRecipe = {
  caution: 'Do not start Python or pip of that environment again: starting them may run the code.',
  environment: { holds: 'pyvenv.cfg' },
  files: /^(?:uv\.lock|poetry\.lock|pdm\.lock|Pipfile\.lock|Pipfile|pyproject\.toml|setup\.py|.*requirements.*\.txt)$/i,
  read: /requirements.*\.txt$/i,
  how: ', into a new environment',
  reinstall: project => {
    if (!project) return MANAGERS.map(({ note, install }) => ({ note: `${note}, in the folder of the project`, command: install }));
    const manager = MANAGERS.find(({ file }) => project.files.includes(file));
    const command = manager ? inFolder(project.folder, manager.install) : withPip(project);
    return command === undefined ? [] : [{ note: manager?.note ?? 'with a Python outside of that environment', command }];
  },
  caches: (name, projects) => {
    const usesUv = projects.length === 0 || projects.some(({ files }) => files.includes('uv.lock'));
    return [PIP_CACHE, ...(usesUv ? [uvCache(name)] : [])];
  },
  persistence: [
    '.pth files, sitecustomize.py and usercustomize.py that you did not write, in site-packages of every Python on the machine',
  ],
};

/** In the order in which a project's lockfiles are believed. */
const MANAGERS = [
  { note: 'uv', file: 'uv.lock', install: 'uv sync --frozen' },
  { note: 'Poetry', file: 'poetry.lock', install: 'poetry install' },
  { note: 'PDM', file: 'pdm.lock', install: 'pdm sync' },
  { note: 'Pipenv', file: 'Pipfile.lock', install: 'pipenv sync' },
] as const;

const PIP_CACHE: NotedCommand = { note: 'pip, of a Python outside of that environment', command: 'python3 -m pip cache purge' };

function uvCache(name: string): NotedCommand {
  return { note: 'uv', command: `uv cache clean${/^[a-z0-9][a-z0-9.-]*$/.test(name) ? ` ${name}` : ''}` };
}

/** A new environment where the old one was. Undefined where it stays, or there is nothing that pip could install from. */
function withPip({ environment, isRemovable, folder, files, texts }: AffectedProject): string | undefined {
  const shell = shellOf(environment);
  const [place, pip] = [environment, pipIn(environment, shell)].map(path => shellWord(path, shell));
  const source = sourceOf(files, texts, shell);
  if (!isRemovable || place === undefined || pip === undefined || source === undefined) return undefined;
  if (shell === 'sh') return inFolder(folder, `python3 -m venv ${place} && ${pip} install ${source}`);
  return inFolder(folder, `py -m venv ${place}; & ${pip} install ${source}`);
}

function pipIn(environment: string, shell: Shell): string {
  return shell === 'sh' ? `${environment}/bin/pip` : `${environment}\\Scripts\\pip.exe`;
}

function sourceOf(files: readonly string[], texts: AffectedProject['texts'], shell: Shell): string | undefined {
  const requirements = files.filter(file => REQUIREMENTS.test(file)).sort((a, b) => a.length - b.length || (a < b ? -1 : 1))[0];
  if (requirements === undefined) return undefined;
  const hashes = /(?:^|\s)--hash[= ]/.test(texts.get(requirements) ?? '') ? '--require-hashes ' : '';
  const file = shellWord(requirements, shell);
  return file === undefined ? undefined : `${hashes}--only-binary :all: -r ${file}`;
}

const REQUIREMENTS = /requirements.*\.txt$/i;

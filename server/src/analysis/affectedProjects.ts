import { ECOSYSTEMS } from '../ecosystems/index.js';
import type { AffectedProject, ResponseRecipe } from '../ecosystems/shared/responseRecipe.js';
import type { PackageId } from '../model/index.js';
import type { Folders } from '../ports/folders.js';
import { isIn } from '../text/paths.js';
import type { EnvironmentReport } from './environmentCheck.js';

/** The projects in which a release is installed and known to be malicious, each environment once, with what its files tell of how it is installed. */
export async function affectedProjects(
  release: PackageId & { readonly version: string },
  reports: readonly EnvironmentReport[],
  folders: Folders,
): Promise<readonly AffectedProject[]> {
  const recipe = ECOSYSTEMS[release.ecosystem].response;
  if (!recipe) return [];
  const found = new Map<string, string>();
  for (const { folder, findings } of reports) {
    for (const { ecosystem, name, version, environment } of findings) {
      if (ecosystem === release.ecosystem && name === release.name && version === release.version) found.set(environment, folder);
    }
  }
  return Promise.all([...found].map(([environment, folder]) => affectedProject(environment, folder, recipe, folders)));
}

async function affectedProject(environment: string, workspace: string, recipe: ResponseRecipe, folders: Folders): Promise<AffectedProject> {
  const real = (await folders.realPath(environment)) ?? environment;
  const { folder, files } = await projectOf(environment, workspace, recipe.files, folders);
  const read = files.filter(file => recipe.read?.test(file));
  const texts = await Promise.all(read.map(async file => [file, await textOf(folders.join(folder, file), folders)] as const));
  return {
    environment: real,
    isRemovable: !isIn(workspace, real) && !isIn(folder, real) && (await isEnvironment(real, recipe, folders)),
    folder,
    files,
    texts: new Map(texts.flatMap(([file, text]) => (text === undefined ? [] : [[file, text]]))),
  };
}

/** The nearest folder above the environment that has one of the files; of an environment elsewhere on the machine the workspace folder. */
async function projectOf(
  environment: string,
  workspace: string,
  wanted: RegExp,
  folders: Folders,
): Promise<{ readonly folder: string; readonly files: readonly string[] }> {
  const around = folders.parent(environment);
  const nearest = isIn(around, workspace) ? around : workspace;
  for (let folder = nearest; isIn(folder, workspace); folder = folders.parent(folder)) {
    const files = await filesIn(folder, wanted, folders);
    if (files.length > 0) return { folder, files };
    if (folders.parent(folder) === folder) break;
  }
  return { folder: nearest, files: [] };
}

async function filesIn(folder: string, wanted: RegExp, folders: Folders): Promise<readonly string[]> {
  const entries = await folders.list(folder);
  if (entries === undefined || 'reason' in entries) return [];
  return entries.filter(({ name, kind }) => kind !== 'folder' && wanted.test(name)).map(({ name }) => name);
}

async function isEnvironment(path: string, { environment }: ResponseRecipe, folders: Folders): Promise<boolean> {
  if ('name' in environment) return path.split(/[\\/]/).at(-1) === environment.name;
  return typeof (await folders.read(folders.join(path, environment.holds), 1)) === 'string';
}

async function textOf(path: string, folders: Folders): Promise<string | undefined> {
  const text = await folders.read(path, MOST_READ);
  return typeof text === 'string' ? text : undefined;
}

const MOST_READ = 1_000_000;

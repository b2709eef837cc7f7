// A made-up repository of many projects: npm workspaces, each with its lockfile, and Python projects, with and without one. Names that registry and
// advisory service know stand in many of them, in equal releases, as in real repositories; most of what is locked is known to nobody.
import { makeLocked, packageLockOf, yarnLockOf } from './lockedProject.js';
import type { Packages } from './packages.js';

const WORKSPACES = 20;
/** Manifests of one workspace, its root among them. */
const MEMBERS = 20;
const LOCKED = 2_000;
const PYTHON_PROJECTS = 50;
const PYTHON_LOCKED = 200;
const REQUIREMENTS = 49;
const DIRECT = 30;
/** Of each workspace's lockfile, the releases that the others have as well. */
const COMMON = 1_600;

export interface ManyManifests {
  /** Text by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly manifests: number;
  readonly lockfileEntries: number;
}

export function makeManyManifests({ npm, pypi }: Packages): ManyManifests {
  const known = Object.entries(npm).map(([name, { latest = '1.0.0' }]) => ({ name, version: latest }));
  const projects = Object.entries(pypi).map(([name, { releases }]) => ({ name, version: Object.keys(releases).at(-1) ?? '1.0' }));
  const files = new Map<string, string>([['.gitignore', 'node_modules/\ndist/\n']]);
  for (let index = 0; index < WORKSPACES; index++) addWorkspace(files, index, known);
  for (let index = 0; index < PYTHON_PROJECTS; index++) addPythonProject(files, index, projects);
  files.set('python/constraints.txt', projects.map(({ name, version }) => `${name}<=${version}\n`).join(''));
  for (let index = 0; index < REQUIREMENTS; index++) {
    // every fifth is a copy of the one before
    const own = some(projects, index - (index % 5 === 4 ? 1 : 0), DIRECT);
    files.set(
      `python/job-${index}/requirements.txt`,
      `-c ../constraints.txt\n${own.map(({ name, version }) => `${name}==${version}\n`).join('')}`,
    );
  }
  return {
    files: Object.fromEntries(files),
    manifests: WORKSPACES * MEMBERS + PYTHON_PROJECTS + REQUIREMENTS + 1,
    lockfileEntries: WORKSPACES * LOCKED + PYTHON_PROJECTS * PYTHON_LOCKED,
  };
}

interface Named {
  readonly name: string;
  readonly version: string;
}

function addWorkspace(files: Map<string, string>, index: number, known: readonly Named[]): void {
  const folder = `apps/workspace-${index}`;
  const locked = makeLocked(LOCKED, 200).map((sample, at) => {
    const release = known[at] ?? { name: at < COMMON ? sample.name : `${sample.name}-of-${index}`, version: sample.version };
    return { ...sample, ...release };
  });
  if (index % 4 < 3) files.set(`${folder}/package-lock.json`, withMembers(packageLockOf(locked, DIRECT)));
  else files.set(`${folder}/yarn.lock`, yarnLockOf(locked));
  for (let member = 0; member < MEMBERS; member++) {
    const place = member === 0 ? folder : `${folder}/packages/member-${member}`;
    const own = member === 0 ? locked.slice(0, DIRECT) : some(known, index * MEMBERS + member, DIRECT);
    const fields = { name: `member-${index}-${member}`, ...(member === 0 && { workspaces: ['packages/*'] }) };
    const dependencies = Object.fromEntries(own.map(({ name, version }) => [name, `^${version}`]));
    files.set(`${place}/package.json`, `${JSON.stringify({ ...fields, dependencies }, undefined, 2)}\n`);
  }
}

/** The members' folders, which npm lists beside what is installed. */
function withMembers(text: string): string {
  const lockfile = JSON.parse(text);
  for (let member = 1; member < MEMBERS; member++) lockfile.packages[`packages/member-${member}`] = { version: '1.0.0' };
  return `${JSON.stringify(lockfile, undefined, 2)}\n`;
}

function addPythonProject(files: Map<string, string>, index: number, known: readonly Named[]): void {
  const folder = `python/service-${index}`;
  const own = some(known, index, DIRECT);
  const others = Array.from({ length: PYTHON_LOCKED - DIRECT }, (_, at) => ({ name: `module-${at}`, version: `1.${at % 7}.0` }));
  const lines = own.map(({ name, version }) => `    "${name}>=${version}",\n`).join('');
  files.set(`${folder}/pyproject.toml`, `[project]\nname = "service-${index}"\nversion = "1.0"\ndependencies = [\n${lines}]\n`);
  const entries = [...own, ...others].map(
    ({ name, version }) =>
      `[[package]]\nname = "${name}"\nversion = "${version}"\nsource = { registry = "https://index.example/simple" }\n`,
  );
  files.set(`${folder}/uv.lock`, `version = 1\nrevision = 2\n\n${entries.join('\n')}`);
}

/** Some of a list, the same ones for the same number. */
function some(list: readonly Named[], number: number, count: number): readonly Named[] {
  const start = (number * 17) % list.length;
  return Array.from({ length: count }, (_, index) => list[(start + index * 7) % list.length] as Named);
}

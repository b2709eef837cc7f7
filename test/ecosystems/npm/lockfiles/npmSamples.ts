import { bunLock } from '../../../../server/src/ecosystems/npm/lockfiles/bunLock.js';
import { packageLock } from '../../../../server/src/ecosystems/npm/lockfiles/packageLock.js';
import { pnpmLock } from '../../../../server/src/ecosystems/npm/lockfiles/pnpmLock.js';
import { yarnLock } from '../../../../server/src/ecosystems/npm/lockfiles/yarnLock.js';
import type { LockfileFormat } from '../../../../server/src/model/lockfile.js';

/** One package of a made-up project: what it depends on is a list of indices into the project's packages. */
export interface Sample {
  readonly name: string;
  readonly version: string;
  readonly dependencies: readonly number[];
}

export interface Written {
  readonly id: string;
  readonly format: LockfileFormat;
  readonly text: string;
}

/** The same project as each package manager would write it down; the root depends on all. Names must be unique. */
export function writeAll(samples: readonly Sample[]): Written[] {
  return [
    { id: 'npm 3', format: packageLock, text: npmPaths(samples) },
    { id: 'npm 1', format: packageLock, text: npmNested(samples) },
    { id: 'pnpm 9', format: pnpmLock, text: pnpm9(samples) },
    { id: 'pnpm 5', format: pnpmLock, text: pnpm5(samples) },
    { id: 'Yarn 1', format: yarnLock, text: yarnClassic(samples) },
    { id: 'Yarn 4', format: yarnLock, text: yarnBerry(samples) },
    { id: 'Bun', format: bunLock, text: bun(samples) },
  ];
}

function namesOf(samples: readonly Sample[], { dependencies }: Sample): Sample[] {
  return dependencies.flatMap(index => samples[index] ?? []);
}

function rangesOf(samples: readonly Sample[], of: readonly Sample[] | Sample): Record<string, string> {
  const targets = 'name' in of ? namesOf(samples, of) : of;
  return Object.fromEntries(targets.map(({ name, version }) => [name, `^${version}`]));
}

function npmPaths(samples: readonly Sample[]): string {
  const packages: Record<string, unknown> = { '': { dependencies: rangesOf(samples, samples) } };
  for (const sample of samples) {
    packages[`node_modules/${sample.name}`] = { version: sample.version, license: 'MIT', dependencies: rangesOf(samples, sample) };
  }
  return JSON.stringify({ lockfileVersion: 3, requires: true, packages }, null, 2);
}

function npmNested(samples: readonly Sample[]): string {
  const dependencies: Record<string, unknown> = {};
  for (const sample of samples) dependencies[sample.name] = { version: sample.version, requires: rangesOf(samples, sample) };
  return JSON.stringify({ lockfileVersion: 1, requires: true, dependencies }, null, 2);
}

function quoted(name: string): string {
  return name.startsWith('@') ? `'${name}'` : name;
}

function pnpm9(samples: readonly Sample[]): string {
  const direct = samples.map(
    ({ name, version }) => `      ${quoted(name)}:\n        specifier: ^${version}\n        version: ${version}\n`,
  );
  const packages = samples.map(({ name, version }) => `  ${quoted(`${name}@${version}`)}:\n    resolution: {integrity: sha512-x==}\n\n`);
  const snapshots = samples.map(sample => {
    const lines = namesOf(samples, sample).map(({ name, version }) => `      ${quoted(name)}: ${version}\n`);
    return `  ${quoted(`${sample.name}@${sample.version}`)}:${lines.length > 0 ? `\n    dependencies:\n${lines.join('')}` : ' {}\n'}\n`;
  });
  return `lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n${direct.join('')}\npackages:\n\n${packages.join('')}snapshots:\n\n${snapshots.join('')}`;
}

function pnpm5(samples: readonly Sample[]): string {
  const specifiers = samples.map(({ name, version }) => `  ${quoted(name)}: ^${version}\n`);
  const direct = samples.map(({ name, version }) => `  ${quoted(name)}: ${version}\n`);
  const packages = samples.map(sample => {
    const lines = namesOf(samples, sample).map(({ name, version }) => `      ${quoted(name)}: ${version}\n`);
    const dependencies = lines.length > 0 ? `    dependencies:\n${lines.join('')}` : '';
    return `  /${sample.name}/${sample.version}:\n    resolution: {integrity: sha512-x==}\n${dependencies}    dev: false\n\n`;
  });
  return `lockfileVersion: 5.4\n\nspecifiers:\n${specifiers.join('')}\ndependencies:\n${direct.join('')}\npackages:\n\n${packages.join('')}`;
}

function yarnClassic(samples: readonly Sample[]): string {
  const entries = samples.map(sample => {
    const lines = namesOf(samples, sample).map(({ name, version }) => `    "${name}" "^${version}"\n`);
    const dependencies = lines.length > 0 ? `  dependencies:\n${lines.join('')}` : '';
    return `"${sample.name}@^${sample.version}":\n  version "${sample.version}"\n  integrity sha512-x==\n${dependencies}`;
  });
  return `# yarn lockfile v1\n\n\n${entries.join('\n')}`;
}

function yarnBerry(samples: readonly Sample[]): string {
  const dependenciesOf = (of: readonly Sample[]) => of.map(({ name, version }) => `    "${name}": "npm:^${version}"\n`);
  const block = (lines: readonly string[]) => (lines.length > 0 ? `  dependencies:\n${lines.join('')}` : '');
  const entries = samples.map(
    sample =>
      `"${sample.name}@npm:^${sample.version}":\n  version: ${sample.version}\n  resolution: "${sample.name}@npm:${sample.version}"\n${block(dependenciesOf(namesOf(samples, sample)))}  linkType: hard\n`,
  );
  const root = `"root@workspace:.":\n  version: 0.0.0-use.local\n  resolution: "root@workspace:."\n${block(dependenciesOf(samples))}`;
  return `__metadata:\n  version: 8\n\n${[...entries, root].join('\n')}`;
}

function bun(samples: readonly Sample[]): string {
  const entries = samples.map(sample => {
    const manifest = JSON.stringify({ dependencies: rangesOf(samples, sample) });
    return `    "${sample.name}": ["${sample.name}@${sample.version}", "", ${manifest}, "sha512-x=="],\n`;
  });
  const root = JSON.stringify({ dependencies: rangesOf(samples, samples) });
  return `{\n  "lockfileVersion": 1,\n  "workspaces": { "": ${root} },\n  "packages": {\n${entries.join('\n')}  },\n}\n`;
}

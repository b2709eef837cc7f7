// What is installed, found on the disk: a node_modules of 1,500 packages and an environment of 400 distributions, facts in memory.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkEnvironments } from '../../server/src/analysis/environmentCheck.js';
import { diskFolders } from '../../server/src/services/disk/folders.js';
import { PUBLIC_ORIGINS } from '../support/origins.js';
import { type Report, say, target, timesOf } from './support/figures.js';
import { makeWorkspace } from './support/workspace.js';

const REPETITIONS = 15;
const PACKAGES = 1500;
const DISTRIBUTIONS = 400;

export async function environments(): Promise<Report> {
  const workspace = makeWorkspace({});
  try {
    fillNodeModules(path.join(workspace.folder, 'node'));
    fillEnvironment(path.join(workspace.folder, 'python'));
    const measured = {
      [`node_modules, ${PACKAGES} packages`]: await measure(path.join(workspace.folder, 'node'), PACKAGES),
      [`.venv, ${DISTRIBUTIONS} distributions`]: await measure(path.join(workspace.folder, 'python'), DISTRIBUTIONS),
    };
    const [node, python] = Object.values(measured);
    return {
      figures: measured,
      targets: [
        target(`environment check of ${PACKAGES} packages in node_modules, slowest of ${REPETITIONS}`, node?.max, 500, 'ms'),
        target(`environment check of ${DISTRIBUTIONS} distributions in .venv, slowest of ${REPETITIONS}`, python?.max, 150, 'ms'),
      ],
    };
  } finally {
    workspace.remove();
  }
}

async function measure(folder: string, releases: number) {
  const absent = { kind: 'absent', fetchedAt: Date.now() } as const;
  const facts = { gather: async () => {}, peek: () => ({ registry: absent, advisories: absent }) };
  const times: number[] = [];
  for (let index = 0; index < REPETITIONS; index++) {
    const started = performance.now();
    const { counts } = await checkEnvironments(
      folder,
      { folders: diskFolders(), facts, clock: Date.now, origins: PUBLIC_ORIGINS },
      { offline: true },
      new AbortController().signal,
    );
    times.push(performance.now() - started);
    if (counts.npm + counts.PyPI !== releases) throw new Error(`${folder}: ${JSON.stringify(counts)}`);
  }
  say(`  ${path.basename(folder)}: ${JSON.stringify(timesOf(times))}`);
  return timesOf(times);
}

/** A quarter in scopes, a tenth below others, each with a few files as packages have them. */
function fillNodeModules(folder: string): void {
  for (let index = 0; index < PACKAGES; index++) {
    const name = index % 4 === 0 ? `@scope-${index % 9}/part-${index}` : `part-${index}`;
    const holder = index % 10 === 1 ? `node_modules/@scope-${(index - 1) % 9}/part-${index - 1}/node_modules` : 'node_modules';
    const at = path.join(folder, index % 40 === 1 ? holder : 'node_modules', name);
    mkdirSync(path.join(at, 'lib'), { recursive: true });
    writeFileSync(path.join(at, 'package.json'), JSON.stringify({ name, version: `1.${index % 20}.0`, description: 'a part '.repeat(40) }));
    for (const file of ['index.js', 'README.md', 'lib/main.js']) writeFileSync(path.join(at, file), 'text\n'.repeat(50));
  }
}

function fillEnvironment(folder: string): void {
  const sitePackages = path.join(folder, '.venv/lib/python3.12/site-packages');
  mkdirSync(sitePackages, { recursive: true });
  writeFileSync(path.join(folder, '.venv/pyvenv.cfg'), 'home = /usr/bin\n');
  for (let index = 0; index < DISTRIBUTIONS; index++) {
    const [name, version] = [`part_${index}`, `1.${index % 20}`];
    const metadata = path.join(sitePackages, `${name}-${version}.dist-info`);
    mkdirSync(metadata);
    mkdirSync(path.join(sitePackages, name));
    writeFileSync(path.join(sitePackages, name, '__init__.py'), '');
    writeFileSync(
      path.join(metadata, 'METADATA'),
      `Metadata-Version: 2.4\nName: ${name}\nVersion: ${version}\n\n${'About it. '.repeat(200)}`,
    );
    writeFileSync(path.join(metadata, 'RECORD'), `${name}/__init__.py,,\n`.repeat(40));
  }
}

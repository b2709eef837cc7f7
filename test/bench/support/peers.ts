// The other way to ask OSV's records offline: the database of @renovatebot/osv-offline. Installed for the comparison only, into the cache of the benchmarks.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { say } from './figures.js';

export interface Peer {
  readonly name: string;
  /** Of its module. */
  readonly file: string;
}

/** The last version that keeps its records in NeDB, and the newest one, which reads them from where they stand in a file. */
const VERSIONS = ['1.8.0', '3.0.12'];
const PACKAGE = '@renovatebot/osv-offline-db';

/** Those that could be installed: without a registry within reach there are none. */
export function installPeers(): readonly Peer[] {
  return VERSIONS.flatMap(version => {
    const folder = path.resolve('.cache/bench/peers', version);
    const file = path.join(folder, 'node_modules', PACKAGE, 'dist/index.js');
    try {
      if (!existsSync(file)) install(version, folder);
      return [{ name: `${PACKAGE} ${version}`, file }];
    } catch {
      say(`  ${PACKAGE} ${version} could not be installed, and is not compared`);
      return [];
    }
  });
}

function install(version: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
  const words = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save', `${PACKAGE}@${version}`];
  execFileSync('npm', words, { cwd: folder, stdio: 'ignore', shell: process.platform === 'win32' });
}

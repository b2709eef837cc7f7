// Builds the bundles and packs the extension into depwarden.vsix; refuses one that has grown too large. Beside it: depwarden.cdx.json, the bill of
// materials of what is bundled, as Depwarden itself writes it.
//   --built          the bundles are there already
//   --into FOLDER    default: the project's folder
import { execFileSync } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createVSIX } from '@vscode/vsce';
import { bundledProject } from './bundled.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');
const LIMIT = 1_000_000;

const { values } = parseArgs({ options: { built: { type: 'boolean' }, into: { type: 'string', default: ROOT } } });
const vsix = path.resolve(values.into, 'depwarden.vsix');

if (!values.built) execFileSync(process.execPath, [path.join(ROOT, 'esbuild.mjs')], { cwd: ROOT, stdio: 'inherit' });
const folders = JSON.parse(await fs.readFile(path.join(ROOT, '.cache/bundled.json'), 'utf8'));
await createVSIX({
  cwd: await staged(),
  packagePath: vsix,
  dependencies: false,
  allowMissingRepository: true,
  rewriteRelativeLinks: false,
});
await writeBillOfMaterials(path.resolve(values.into, 'depwarden.cdx.json'));

const { size } = await fs.stat(vsix);
console.log(`depwarden.vsix: ${size} bytes`);
if (size > LIMIT) {
  console.error(`depwarden.vsix is larger than ${LIMIT} bytes`);
  process.exitCode = 1;
}

/** What .vscodeignore lets something of through, in a folder of its own: vsce tries every pattern on every file, caches and tools among them. */
async function staged() {
  const folder = path.join(ROOT, '.cache/staged');
  await fs.rm(folder, { recursive: true, force: true });
  for (const name of ['.vscodeignore', 'package.json', 'README.md', 'CHANGELOG.md', 'LICENSE', 'assets', 'dist', 'docs', 'schemas'])
    await fs.cp(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  return folder;
}

/** Nothing is asked for it: it says what is there, and needs no network. */
async function writeBillOfMaterials(target) {
  const project = path.join(ROOT, '.cache/bundled');
  await fs.mkdir(project, { recursive: true });
  for (const [name, text] of Object.entries(bundledProject(ROOT, folders))) await fs.writeFile(path.join(project, name), text);
  const words = ['scan', project, '--trust', '--offline', '--fail-on', 'never', '--format', 'cyclonedx', '--output', target];
  execFileSync(process.execPath, [path.join(ROOT, 'dist/cli.js'), ...words], { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
}

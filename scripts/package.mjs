// Builds the bundles and packs the extension into depwarden.vsix, and the command line into depwarden-VERSION.tgz; refuses an extension that has grown
// too large, and a tarball without the program. Beside them: depwarden.cdx.json, the bill of materials of what is bundled, as Depwarden itself writes it.
// Scripts of packages are off in this project (.npmrc), prepack among them: packing and publishing go through here.
//   --built          the bundles are there already
//   --into FOLDER    default: the project's folder
import { execFileSync } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createVSIX } from '@vscode/vsce';
import { bundledProject } from './bundled.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');
const LIMIT = 1_500_000;
/** The extension's page: vsce makes it the VSIX's README. */
const PAGE = 'EXTENSION.md';
/** What the command line's program is, and loads. */
const NEEDED = ['dist/cli.js', 'dist/database.js', 'dist/undici.js', 'dist/ae-cvss-calculator.js', 'dist/THIRD_PARTY_NOTICES.txt'];

const { values } = parseArgs({ options: { built: { type: 'boolean' }, into: { type: 'string', default: ROOT } } });
const manifest = JSON.parse(await fs.readFile(path.join(ROOT, 'package.json'), 'utf8'));
const vsix = path.resolve(values.into, 'depwarden.vsix');

if (!values.built) execFileSync(process.execPath, [path.join(ROOT, 'esbuild.mjs')], { cwd: ROOT, stdio: 'inherit' });
const folders = JSON.parse(await fs.readFile(path.join(ROOT, '.cache/bundled.json'), 'utf8'));
await createVSIX({
  cwd: await staged(),
  packagePath: vsix,
  dependencies: false,
  readmePath: PAGE,
  allowMissingRepository: true,
  rewriteRelativeLinks: manifest.repository !== undefined,
});
await writeBillOfMaterials(path.resolve(values.into, 'depwarden.cdx.json'));
packTarball(values.into);

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
  for (const name of ['.vscodeignore', 'package.json', 'CHANGELOG.md', 'LICENSE', 'assets', 'dist', 'docs', 'schemas'])
    await fs.cp(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  await fs.writeFile(path.join(folder, PAGE), await pageText());
  return folder;
}

/**
 * The editor's page of an extension shows pictures from https addresses alone: with a repository in package.json vsce makes its links and pictures such
 * addresses, without one the pictures are left out. Its links then lead to files of the VSIX.
 */
async function pageText() {
  const text = await fs.readFile(path.join(ROOT, PAGE), 'utf8');
  return manifest.repository ? text : text.replace(/^!\[[^\]]*\]\([^)]*\)\n+/gm, '');
}

/** `npm publish FILE` publishes it as it is. */
function packTarball(folder) {
  const npm = process.env.npm_execpath;
  const [program, first] = npm ? [process.execPath, [npm]] : ['npm', []];
  const words = [...first, 'pack', '--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', path.resolve(folder)];
  const [{ filename, size: bytes, files }] = JSON.parse(
    execFileSync(program, words, {
      cwd: ROOT,
      encoding: 'utf8',
      shell: !npm && process.platform === 'win32',
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  const missing = NEEDED.filter(name => !files.some(file => file.path === name));
  console.log(`${filename}: ${bytes} bytes`);
  if (missing.length === 0) return;
  console.error(`${filename} lacks ${missing.join(', ')}`);
  process.exitCode = 1;
}

/** Nothing is asked for it: it says what is there, and needs no network. */
async function writeBillOfMaterials(target) {
  const project = path.join(ROOT, '.cache/bundled');
  await fs.mkdir(project, { recursive: true });
  for (const [name, text] of Object.entries(bundledProject(ROOT, folders))) await fs.writeFile(path.join(project, name), text);
  const words = ['scan', project, '--trust', '--offline', '--fail-on', 'never', '--format', 'cyclonedx', '--output', target];
  execFileSync(process.execPath, [path.join(ROOT, 'dist/cli.js'), ...words], { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
}

// Which packages are inside the bundles, what they ask of those who pass them on (that their licences stand beside them), and a bill of materials.
import fs from 'node:fs';
import path from 'node:path';

/**
 * @param {readonly import('esbuild').Metafile[]} metafiles
 * @returns {string[]} folders of packages relative to the project's, with `/`: `node_modules/undici`
 */
export function packageFolders(metafiles) {
  const inputs = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
  const folders = inputs.flatMap(input => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input.replaceAll('\\', '/')) ?? []);
  return [...new Set(folders)].sort();
}

/**
 * @param {string} root the project's folder
 * @param {readonly string[]} folders
 * @returns {string} name, version and licence of each package, one after the other
 */
export function noticesOf(root, folders) {
  const parts = folders.map(folder => {
    const { name, version, license } = JSON.parse(fs.readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
    return `${name} ${version} (${license})\n\n${licenceText(path.join(root, folder))}\n`;
  });
  return ['Depwarden contains these packages.\n', ...parts].join(`\n${'-'.repeat(80)}\n\n`);
}

/** All of its licences, where it has several, and what they have to be passed on with. */
function licenceText(folder) {
  const files = fs.readdirSync(folder).filter(name => /^(?:licen[cs]e|notice)(?:[.-]|$)/i.test(name));
  if (files.length === 0) throw new Error(`${folder} has no licence file: what it asks for has to be looked up`);
  const texts = files.sort().map(file => fs.readFileSync(path.join(folder, file), 'utf8'));
  return texts.map(text => text.replaceAll('\r\n', '\n').trim()).join('\n\n');
}

/**
 * A project that consists of nothing but what is bundled, for a bill of materials.
 * @param {string} root the project's folder
 * @param {readonly string[]} folders
 * @returns {{ 'package.json': string, 'package-lock.json': string }} texts of its files
 */
export function bundledProject(root, folders) {
  const read = file => JSON.parse(fs.readFileSync(path.join(root, file), 'utf8'));
  const { name, version, license, dependencies = {}, devDependencies = {} } = read('package.json');
  const { packages, ...lock } = read('package-lock.json');
  const named = Object.entries({ ...devDependencies, ...dependencies }).filter(([key]) => folders.includes(`node_modules/${key}`));
  const project = { name, version, license, dependencies: Object.fromEntries(named) };
  const locked = folders.map(folder => {
    const { dev: _, ...entry } = packages[folder];
    return [folder, entry];
  });
  lock.packages = { '': project, ...Object.fromEntries(locked) };
  return { 'package.json': JSON.stringify(project), 'package-lock.json': JSON.stringify(lock) };
}

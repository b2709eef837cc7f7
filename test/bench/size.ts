// What is shipped: the packed extension and its bundles.
import { statSync } from 'node:fs';
import { type Report, rounded, target } from './support/figures.js';
import { runNode } from './support/program.js';

export async function size(): Promise<Report> {
  await runNode(['scripts/package.mjs']);
  const megabytes = (file: string): number => rounded(statSync(file).size / 1_000_000);
  const bundles = Object.fromEntries(['client', 'server', 'cli'].map(name => [name, megabytes(`dist/${name}.js`)]));
  const vsix = megabytes('depwarden.vsix');
  return { figures: { unit: 'MB', vsix, bundles }, targets: [target('size of the packed extension', vsix, 1, 'MB')] };
}

// Writes what the documentation takes from the program: docs/rules.md, and the settings table of README.md.
// With --check nothing is written; the exit status is 1 where something is stale.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { loadProduct } from './docs/product.mjs';
import { rulesPage } from './docs/rulesPage.mjs';
import { withSettings } from './docs/settingsTable.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');
const isCheck = process.argv.includes('--check');

const product = await loadProduct(ROOT);
const { contributes } = JSON.parse(await read('package.json'));
await keep('docs/rules.md', () => rulesPage(product));
await keep('README.md', text => withSettings(text, contributes.configuration.properties));

/** Brings a file up to date by `renew`, which gets its text and gives the new one. */
async function keep(file, renew) {
  const text = await read(file).catch(() => '');
  let renewed;
  try {
    renewed = renew(text);
  } catch (error) {
    return complain(error.message);
  }
  if (renewed === text) return;
  if (isCheck) return complain(`${file} is stale: npm run docs`);
  await writeFile(path.join(ROOT, file), renewed);
  console.log(`${file} written`);
}

function read(file) {
  return readFile(path.join(ROOT, file), 'utf8');
}

function complain(message) {
  console.error(message);
  process.exitCode = 1;
}

// Writes what the documentation takes from the program: docs/rules.md, docs/rules/*.md, schemas/depwarden.schema.json, server/src/model/ecosystemFiles.ts, the activation events, the menu of manifests and lockfiles and the levels of rules in package.json, and in README.md, docs/cli.md and docs/architecture.md what stands between `<!-- NAME:start -->` and `<!-- NAME:end -->`.
// With --check nothing is written; the exit status is 1 where something is stale.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ecosystemFilesModule, withActivation, withFileMenus } from './docs/ecosystemFiles.mjs';
import { layerDiagram } from './docs/layers.mjs';
import { policySchemaText } from './docs/policySchema.mjs';
import { loadProduct } from './docs/product.mjs';
import { rulePages, rulesIndex, rulesTable, withRuleSettings } from './docs/rulesPage.mjs';
import { settingsTables } from './docs/settingsTable.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');
const isCheck = process.argv.includes('--check');

const product = await loadProduct(ROOT);
await keep('docs/rules.md', () => rulesIndex(product));
await keepFolder('docs/rules', () => rulePages(product));
await keep('server/src/model/ecosystemFiles.ts', () => ecosystemFilesModule(product));
await keep('package.json', text => withActivation(text, product));
await keep('package.json', text => withFileMenus(text, product));
await keep('package.json', text => withRuleSettings(text, product));
const { contributes } = JSON.parse(await read('package.json'));
await keep('schemas/depwarden.schema.json', () => policySchemaText(product.RULE_DESCRIPTIONS));
await keep('README.md', text => withPart(text, 'rules', rulesTable(product.RULE_DESCRIPTIONS, 'docs/rules')));
await keep('README.md', text => withPart(text, 'settings', settingsTables(contributes.configuration)));
await keep('docs/cli.md', text => withPart(text, 'commands', `\`\`\`text\n${product.helpOfAll().split('\n\n')[0]}\n\`\`\``));
for (const command of product.COMMANDS.filter(({ options }) => options.length > 0))
  await keep('docs/cli.md', text => withPart(text, `options-${command.name}`, product.optionsTable(command)));
await keep('docs/architecture.md', text => withPart(text, 'layers', `\`\`\`text\n${layerDiagram()}\n\`\`\``));

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

/** Brings a folder up to date, which holds the files that `renew` gives by their names, and no others. */
async function keepFolder(folder, renew) {
  let files;
  try {
    files = renew();
  } catch (error) {
    return complain(error.message);
  }
  await mkdir(path.join(ROOT, folder), { recursive: true });
  for (const [name, text] of files) await keep(`${folder}/${name}`, () => text);
  for (const name of await readdir(path.join(ROOT, folder))) {
    if (files.has(name)) continue;
    if (isCheck) complain(`${folder}/${name} is of no rule: npm run docs`);
    else await rm(path.join(ROOT, folder, name));
  }
}

/** A text with a fresh part between its two markers. */
function withPart(text, name, part) {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`a document needs the lines ${start} and ${end}`);
  return `${text.slice(0, from + start.length)}\n\n${part}\n\n${text.slice(to)}`;
}

function read(file) {
  return readFile(path.join(ROOT, file), 'utf8');
}

function complain(message) {
  console.error(message);
  process.exitCode = 1;
}

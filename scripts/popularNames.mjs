// Writes the lists of popular names that the product bundles, and the names just below them by which false alarms are measured:
//
//   node scripts/popularNames.mjs --npm NPM.tsv --pypi PYPI.tsv --date 2026-11 [--npm-source TEXT] [--pypi-source TEXT]
//
// Each file has one package a line: its name, a tab, and its downloads in some period (the same for all); lines in any order, lines without downloads are
// skipped. Anybody can make them: for PyPI from the monthly list of `top-pypi-packages`, for npm from the names of the package `npm-high-impact` and the
// registry's public download counts.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';

const ROOT = path.resolve(import.meta.dirname, '..');
/** Ranks at which a tier of popularity ends; the last is the end of the list. */
const TIERS = { npm: [1000, 7000, 15_000], PyPI: [1000, 5000, 8000] };
/** A name in a scope cannot be taken by others, so that fewer of them serve. */
const SCOPED_UP_TO = 7000;
const BELOW = 3000;

const { values } = parseArgs({
  options: {
    npm: { type: 'string' },
    pypi: { type: 'string' },
    date: { type: 'string' },
    'npm-source': { type: 'string', default: 'download counts of the npm registry' },
    'pypi-source': { type: 'string', default: 'top-pypi-packages' },
  },
});
if (!values.npm || !values.pypi || !/^\d{4}-\d{2}$/.test(values.date ?? '')) {
  console.error('usage: node scripts/popularNames.mjs --npm FILE --pypi FILE --date YYYY-MM [--npm-source TEXT] [--pypi-source TEXT]');
  process.exit(2);
}

const ranked = { npm: await byDownloads(values.npm), PyPI: (await byDownloads(values.pypi)).map(normalized) };
const lists = Object.entries(TIERS).map(([ecosystem, ends]) => [ecosystem, tiersOf(ranked[ecosystem], ends)]);
const sources = { npm: values['npm-source'], PyPI: values['pypi-source'] };
await write(
  'server/src/lookalike/popular.json',
  JSON.stringify({ date: values.date, sources, ...Object.fromEntries(lists) }, undefined, 2),
);
for (const [ecosystem, ends] of Object.entries(TIERS)) {
  const names = ranked[ecosystem].slice(ends.at(-1)).slice(0, BELOW);
  await write(`test/bench/signals/belowList.${ecosystem}.txt`, names.sort().join('\n'));
}

/** Names, the most downloaded first. */
async function byDownloads(file) {
  const lines = (await readFile(file, 'utf8')).split('\n').map(line => line.split('\t'));
  const counted = lines.map(([name, downloads]) => ({ name, downloads: Number(downloads) })).filter(({ downloads }) => downloads > 0);
  return counted.sort((a, b) => b.downloads - a.downloads).map(({ name }) => name);
}

/** The names of each tier in alphabetical order, joined by blanks. */
function tiersOf(names, ends) {
  return ends.map((end, index) =>
    names
      .slice(index === 0 ? 0 : ends[index - 1], end)
      .filter(name => end <= SCOPED_UP_TO || !name.startsWith('@'))
      .sort()
      .join(' '),
  );
}

/** PEP 503. */
function normalized(name) {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

async function write(file, text) {
  await writeFile(path.join(ROOT, file), `${text}\n`);
  console.log(`${file}: ${text.length} characters`);
}

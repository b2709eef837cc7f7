// Bundles the programs into dist/: the VS Code client; the language server, and the thread that updates its database; the command line. Beside them, for all but the first,
// the libraries that are loaded when first needed, so that starting up does not even read them. Which packages are in them stands in .cache/bundled.json.
import { mkdirSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { noticesOf, packageFolders } from './scripts/bundled.mjs';

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20.18',
  format: 'cjs',
  minify: true,
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
  mainFields: ['module', 'main'],
  // `import()` of a bundle becomes `require`: Node's loader for modules would read the whole of it for its exports first.
  supported: { 'dynamic-import': false },
};

/** What runs in the report's webview: script and style. */
const REPORT_PAGE = ['client/src/report/page/main.ts', 'client/src/report/page/report.css'].map(file => ({
  in: file,
  out: 'report',
}));

const LOADED_LATER = ['undici', 'ae-cvss-calculator'];

const loadLater = {
  name: 'load later',
  setup: ({ onResolve }) => {
    const filter = new RegExp(`^(?:${LOADED_LATER.join('|')})$`);
    onResolve({ filter }, ({ path, kind }) => (kind === 'entry-point' ? undefined : { path: `./${path}.js`, external: true }));
  },
};

const built = await Promise.all([
  build({ ...shared, entryPoints: { client: 'client/src/extension.ts' }, outdir: 'dist', external: ['vscode'] }),
  build({ ...shared, entryPoints: REPORT_PAGE, outdir: 'dist', platform: 'browser', target: 'chrome132', format: 'iife' }),
  build({
    ...shared,
    entryPoints: { server: 'server/src/main.ts', database: 'server/src/databaseThread.ts' },
    outdir: 'dist',
    plugins: [loadLater],
  }),
  build({
    ...shared,
    entryPoints: { cli: 'server/src/cli/main.ts' },
    outdir: 'dist',
    plugins: [loadLater],
    banner: { js: '#!/usr/bin/env node' },
  }),
  build({ ...shared, entryPoints: Object.fromEntries(LOADED_LATER.map(name => [name, name])), outdir: 'dist' }),
]);

mkdirSync('.cache', { recursive: true });
const folders = packageFolders(built.map(({ metafile }) => metafile));
writeFileSync('.cache/bundled.json', JSON.stringify(folders, undefined, 2));
writeFileSync('dist/THIRD_PARTY_NOTICES.txt', noticesOf('.', folders));

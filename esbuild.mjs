// Bundles the programs into dist/: the VS Code client; the language server, and the thread that updates its database; the command line. Beside them, for all but the first,
// the libraries that are loaded when first needed, so that starting up does not even read them.
import { build } from 'esbuild';

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20.18',
  format: 'cjs',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  mainFields: ['module', 'main'],
  // `import()` of a bundle becomes `require`: Node's loader for modules would read the whole of it for its exports first.
  supported: { 'dynamic-import': false },
};

const LOADED_LATER = ['undici', 'ae-cvss-calculator'];

const loadLater = {
  name: 'load later',
  setup: ({ onResolve }) => {
    const filter = new RegExp(`^(?:${LOADED_LATER.join('|')})$`);
    onResolve({ filter }, ({ path, kind }) => (kind === 'entry-point' ? undefined : { path: `./${path}.js`, external: true }));
  },
};

await Promise.all([
  build({ ...shared, entryPoints: { client: 'client/src/extension.ts' }, outdir: 'dist', external: ['vscode'] }),
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

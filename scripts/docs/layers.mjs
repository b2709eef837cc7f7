// The order of the layers of server/src: a table that test/architecture/imports.test.ts checks, and that docs/architecture.md draws.

/** Each layer and those it may import. A layer is a folder of server/src, or a file there. */
export const LAYERS = [
  ['model', []],
  ['text', []],
  ['syntax', ['model', 'text']],
  ['ports', ['model']],
  ['ecosystems', ['model', 'text', 'syntax', 'ports']],
  ['advisories', ['model', 'text', 'ecosystems']],
  ['lookalike', ['model', 'ecosystems']],
  ['rules', ['model', 'text', 'ecosystems', 'advisories', 'lookalike']],
  ['policy', ['model', 'text', 'syntax', 'ecosystems', 'rules']],
  ['project', ['model', 'text', 'syntax', 'ports', 'ecosystems', 'rules', 'policy']],
  ['analysis', ['model', 'text', 'ports', 'ecosystems', 'advisories', 'rules', 'policy', 'project']],
  ['fixes', ['model', 'text', 'ecosystems', 'rules']],
  ['scan', ['model', 'ports', 'ecosystems', 'advisories', 'policy', 'project', 'analysis', 'fixes']],
  ['reports', ['model', 'text', 'ecosystems', 'advisories', 'rules', 'policy', 'analysis', 'fixes', 'scan']],
  ['protocol', ['model', 'reports']],
  ['services', ['model', 'text', 'ports', 'ecosystems', 'advisories']],
  ['compose', ['model', 'ports', 'ecosystems', 'policy', 'project', 'analysis', 'services']],
  [
    'editor',
    ['model', 'text', 'ports', 'ecosystems', 'rules', 'policy', 'project', 'analysis', 'fixes', 'scan', 'reports', 'protocol', 'compose'],
  ],
  ['cli', ['model', 'text', 'ports', 'ecosystems', 'rules', 'policy', 'project', 'analysis', 'fixes', 'scan', 'reports', 'compose']],
];

/** The layer of a file, by its path below server/src; undefined for the programs, which start the others. */
export function layerOf(path) {
  const [first] = path.split('/');
  const name = first.replace(/\.(?:d\.)?ts$/, '');
  return LAYERS.some(([layer]) => layer === name) ? name : undefined;
}

/** The table as text: a layer a line, with those it imports. */
export function layerDiagram() {
  const width = Math.max(...LAYERS.map(([layer]) => layer.length));
  return LAYERS.map(([layer, below]) => `${layer.padEnd(width)} ──► ${below.length === 0 ? '(nothing)' : below.join(', ')}`).join('\n');
}

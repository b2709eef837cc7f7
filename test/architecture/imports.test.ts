// Who may import whom: scripts/docs/layers.mjs has the table.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LAYERS, layerOf } from '../../scripts/docs/layers.mjs';

const SOURCE = path.resolve(import.meta.dirname, '../../server/src');
const CLIENT = path.resolve(import.meta.dirname, '../../client/src');

/** By path below a folder: the files that a file imports, types included; those outside of the folder begin with `..`. */
function importsIn(folder: string): ReadonlyMap<string, readonly string[]> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'));
  return new Map(files.map(file => [file.replaceAll('\\', '/'), importsOf(folder, file)]));
}

function importsOf(folder: string, file: string): readonly string[] {
  const text = readFileSync(path.join(folder, file), 'utf8');
  const named = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']*)'/g)].map(([, specifier = '']) => specifier);
  return named.map(specifier => {
    const target = path.relative(folder, path.resolve(folder, path.dirname(file), specifier)).replaceAll('\\', '/');
    return existsSync(path.join(folder, target.replace(/\.js$/, '.ts'))) ? target.replace(/\.js$/, '.ts') : target;
  });
}

/** Groups of nodes that reach each other. */
function circles(graph: ReadonlyMap<string, Iterable<string>>): readonly (readonly string[])[] {
  const reach = (from: string): ReadonlySet<string> => {
    const seen = new Set(graph.get(from) ?? []);
    for (const node of seen) for (const next of graph.get(node) ?? []) seen.add(next);
    return seen;
  };
  const reached = new Map([...graph.keys()].map(node => [node, reach(node)]));
  const inCircle = [...graph.keys()].filter(node => reached.get(node)?.has(node));
  const groups = inCircle.map(node => inCircle.filter(other => reached.get(node)?.has(other) && reached.get(other)?.has(node)).sort());
  return [...new Map(groups.map(group => [group.join(' '), group])).values()];
}

const imports = importsIn(SOURCE);

describe('imports', () => {
  it('go from a layer to those that the table names', () => {
    const allowed = new Map(LAYERS.map(([layer, below]) => [layer, below]));
    const wrong = [...imports].flatMap(([file, targets]) => {
      const layer = layerOf(file);
      if (layer === undefined) return [];
      return targets
        .filter(target => !target.startsWith('..'))
        .map(target => ({ target, below: layerOf(target) }))
        .filter(
          ({ target, below }) => target !== 'main.ts' && below !== layer && !(below !== undefined && allowed.get(layer)?.includes(below)),
        )
        .map(({ target }) => `${file} imports ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it('have no row that nothing uses', () => {
    const used = new Set([...imports].flatMap(([file, targets]) => targets.map(target => `${layerOf(file)} ${layerOf(target)}`)));
    expect(
      LAYERS.flatMap(([layer, below]) => below.filter(other => !used.has(`${layer} ${other}`)).map(other => `${layer} ${other}`)),
    ).toEqual([]);
  });

  it('name layers in their order', () => {
    const order = LAYERS.map(([layer]) => layer);
    for (const [layer, below] of LAYERS) for (const other of below) expect(order.indexOf(other)).toBeLessThan(order.indexOf(layer));
  });

  it('put every file into a layer, but for the programs', () => {
    expect([...imports.keys()].filter(file => layerOf(file) === undefined).sort()).toEqual([
      'databaseThread.ts',
      'hostGlobals.d.ts',
      'main.ts',
    ]);
  });

  it('make no circle of files', () => {
    expect(circles(imports)).toEqual([]);
  });

  it('make no circle of folders', () => {
    const folders = new Map<string, Set<string>>();
    for (const [file, targets] of imports) {
      const from = path.posix.dirname(file);
      const others = targets.filter(target => imports.has(target)).map(target => path.posix.dirname(target));
      folders.set(from, new Set([...(folders.get(from) ?? []), ...others.filter(other => other !== from)]));
    }
    expect(circles(folders)).toEqual([]);
  });

  it('of the client lead to the protocol alone', () => {
    const outside = [...importsIn(CLIENT).values()].flat().filter(target => target.startsWith('..'));
    expect([...new Set(outside)].filter(target => !/^\.\.\/\.\.\/(server\/src\/protocol\/index\.ts|package\.json)$/.test(target))).toEqual(
      [],
    );
  });
});

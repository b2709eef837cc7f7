import { describe, expect, it } from 'vitest';
import { formatOf } from '../../../server/src/ecosystems/manifests.js';
import { definitionAt } from '../../../server/src/editor/features/definition.js';
import type { Manifest } from '../../../server/src/model/index.js';
import { catalogsOf, withCatalogs } from '../../../server/src/project/catalogs.js';

const WORKSPACE = 'catalog:\n  axios: ^1.13.0\ncatalogs:\n  old:\n    axios: "^0.30.0"\n';

function parsed(path: string, text: string): Manifest {
  const manifest = formatOf(path)?.parse(text);
  if (!manifest) throw new Error(`${path} is no manifest`);
  return manifest;
}

/** What the text at the cursor refers to: the origin, `→` and what stands there. */
function definedAt(path: string, marked: string, workspace?: string): string | undefined {
  const offset = marked.indexOf('‸');
  const text = marked.replace('‸', '');
  const catalogs =
    workspace === undefined
      ? undefined
      : { path: 'up/pnpm-workspace.yaml', text: workspace, entries: catalogsOf(parsed('pnpm-workspace.yaml', workspace)) };
  const manifest = parsed(path, text);
  const found = definitionAt(manifest, catalogs, offset);
  const resolved = definitionAt(withCatalogs(manifest, catalogs), catalogs, offset);
  expect(resolved, 'the same, once it is judged by the catalog').toEqual(found);
  if (!found) return undefined;
  const origin = text.slice(found.origin.start, found.origin.end);
  if (found.kind === 'file') return `${origin} → ${found.target}`;
  const there = found.path === undefined ? text : (workspace ?? '');
  const [name, whole] = [found.name, found.whole].map(({ start, end }) => there.slice(start, end));
  return `${origin} → ${found.path ?? 'here'}: ${name}, ${whole}`;
}

describe('the definition', () => {
  it.each([
    ['{ "dependencies": { "axios": "cata‸log:" } }', 'catalog: → up/pnpm-workspace.yaml: axios, axios: ^1.13.0'],
    ['{ "dependencies": { "axios": "catalog:default‸" } }', 'catalog:default → up/pnpm-workspace.yaml: axios, axios: ^1.13.0'],
    ['{ "dependencies": { "axios": "‸catalog:old" } }', 'catalog:old → up/pnpm-workspace.yaml: axios, axios: "^0.30.0'],
    ['{ "catalog": { "axios": "^2.0.0" }, "dependencies": { "axios": "catalog:‸" } }', 'catalog: → here: axios, axios": "^2.0.0'],
    ['{ "dependencies": { "axios": "catalog:none‸" } }', undefined],
    ['{ "dependencies": { "other": "catalog:‸" } }', undefined],
    ['{ "dependencies": { "axi‸os": "catalog:" } }', undefined],
    ['{ "dependencies": { "axios": "^1.0‸.0" } }', undefined],
  ])('of %s is %s', (text, expected) => {
    expect(definedAt('package.json', text, WORKSPACE)).toBe(expected);
  });

  it('of a catalog is none where there are no catalogs', () => {
    expect(definedAt('package.json', '{ "dependencies": { "axios": "catalog:‸" } }')).toBeUndefined();
  });

  it.each([
    ['-r ba‸se.txt\nlitellm==1.0\n', 'base.txt → base.txt'],
    ['litellm==1.0\n--constraint=../all/constraints.txt‸\n', '../all/constraints.txt → ../all/constraints.txt'],
    ['litellm==1‸.0\n-r base.txt\n', undefined],
    ['-‸r base.txt\n', undefined],
  ])('of %j is %s', (text, expected) => {
    expect(definedAt('requirements.txt', text)).toBe(expected);
  });
});

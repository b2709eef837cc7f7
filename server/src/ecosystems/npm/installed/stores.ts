// The folders in which pnpm (node_modules/.pnpm), bun (.bun), npm's linked strategy and Yarn's pnpm linker (.store) keep packages.

/**
 * Reads the name of a store's folder: `name@version…` or `@scope+name@version…` (pnpm's depPathToFilename: `/` and `:` become `+`, peers
 * follow after `_`). Undefined where it is of another form. The version is not taken from here: long names are cut, and other sources
 * have none.
 */
export function storeSlot(folder: string): { readonly name: string; readonly source: string } | undefined {
  const [, scope, name, source = ''] = /^(?:(@[^+@/]+)\+)?([^+@]+)@(.+)$/.exec(folder) ?? [];
  return name === undefined ? undefined : { name: scope === undefined ? name : `${scope}/${name}`, source };
}

/** Why the package at `path` is no registry release, where the name of the store's folder says so. */
export function skippedInStore(path: string): string | undefined {
  const [, folder = '', name = ''] = /[\\/]\.(?:pnpm|bun)[\\/]([^\\/]+)[\\/]node_modules[\\/](.+)$/.exec(path) ?? [];
  const slot = storeSlot(folder);
  return slot?.name === name.replace('\\', '/') ? skippedBySource(slot.source) : undefined;
}

function skippedBySource(source: string): string | undefined {
  if (/^(?:file|link|workspace)\+/.test(source)) return 'local path';
  if (/^(?:git|ssh|github|gitlab|bitbucket)[+@]/.test(source) || /^https?\+{2,}codeload\.github\.com\+/.test(source)) return 'git source';
  return /^https?\+{2,}/.test(source) ? 'tarball URL' : undefined;
}

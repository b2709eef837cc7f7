import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** A folder with manifests. */
export interface Workspace {
  readonly folder: string;
  uri(file: string): string;
  /** A new cache folder, beside those before it: file systems are slow for a while where much was deleted. */
  newCache(): string;
  remove(): void;
}

export function makeWorkspace(files: Readonly<Record<string, string>>): Workspace {
  const root = mkdtempSync(path.join(tmpdir(), 'depwarden-bench-'));
  const folder = path.join(root, 'workspace');
  let caches = 0;
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return {
    folder,
    uri: file => pathToFileURL(path.join(folder, file)).href,
    newCache: () => path.join(root, `cache-${caches++}`),
    remove: () => rmSync(root, { recursive: true }),
  };
}

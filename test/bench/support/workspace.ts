import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** A folder with manifests, and a folder for the cache beside it. */
export interface Workspace {
  readonly folder: string;
  readonly cache: string;
  uri(file: string): string;
  /** Empties the cache. */
  forget(): void;
  remove(): void;
}

export function makeWorkspace(files: Readonly<Record<string, string>>): Workspace {
  const root = mkdtempSync(path.join(tmpdir(), 'depwarden-bench-'));
  const folder = path.join(root, 'workspace');
  const cache = path.join(root, 'cache');
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return {
    folder,
    cache,
    uri: file => pathToFileURL(path.join(folder, file)).href,
    forget: () => rmSync(cache, { recursive: true, force: true }),
    remove: () => rmSync(root, { recursive: true }),
  };
}

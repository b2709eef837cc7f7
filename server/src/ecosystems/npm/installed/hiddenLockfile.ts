import type { FolderReader } from '../../../ports/folders.js';
import { fieldsOf } from '../../../text/values.js';
import type { InstalledPackage } from './package.js';

const LONGEST = 64 * 1024 * 1024;

/**
 * Where npm says that it took packages from, out of `node_modules/.package-lock.json`. Names and versions are not taken from that file:
 * to prove it current costs as much as to read the packages (npm itself compares the times of all their folders), and other tools,
 * or an attacker, change packages without touching it. So its word on a source counts only for the version that is really there.
 * @returns why a package is no registry release, or undefined
 */
export async function sourcesByNpm(modules: string, reader: FolderReader): Promise<(found: InstalledPackage) => string | undefined> {
  const text = await reader.read(reader.join(modules, '.package-lock.json'), LONGEST);
  const packages = text === undefined ? {} : fieldsOf(fieldsOf(parsed(text)).packages);
  return ({ key, version }) => {
    if (!Object.hasOwn(packages, key)) return undefined;
    const entry = fieldsOf(packages[key]);
    return entry.version === version && typeof entry.resolved === 'string' ? skippedBySource(entry.resolved) : undefined;
  };
}

function skippedBySource(resolved: string): string | undefined {
  if (resolved.startsWith('git+') || resolved.startsWith('git:')) return 'git source';
  return resolved.startsWith('file:') && !/\.t(?:ar\.)?gz$/.test(resolved) ? 'local path' : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

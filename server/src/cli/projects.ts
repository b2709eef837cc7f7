import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * Groups manifests by the folder whose npm configuration counts for them: the nearest one above with an .npmrc, else `root`. Which registry a
 * scope has, and so which names are private, may differ from one to the other.
 */
export function projectsOf(manifests: readonly string[], root: string): ReadonlyMap<string, readonly string[]> {
  const projects = new Map<string, string[]>();
  for (const manifest of manifests) {
    const project = isPackageJson(manifest) ? (nearestConfigured(path.dirname(manifest)) ?? root) : root;
    projects.set(project, [...(projects.get(project) ?? []), manifest]);
  }
  return projects;
}

function isPackageJson(manifest: string): boolean {
  return path.basename(manifest) === 'package.json';
}

function nearestConfigured(folder: string): string | undefined {
  if (existsSync(path.join(folder, '.npmrc'))) return folder;
  const parent = path.dirname(folder);
  return parent === folder ? undefined : nearestConfigured(parent);
}

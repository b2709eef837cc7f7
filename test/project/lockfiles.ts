import type { Advisory, Ecosystem, SeverityName } from '../../server/src/model/index.js';
import type { LockedPackage, Lockfile } from '../../server/src/model/lockfile.js';

/** A lockfile from lines like `name@1.0: key key`; a key without a version has version 1.0.0. Direct dependencies are found by name. */
export function lockfileOf(lines: readonly string[], ecosystem: Ecosystem = 'npm'): Lockfile {
  const packages = new Map<string, LockedPackage>();
  for (const [index, line] of lines.entries()) {
    const [key = '', depends = ''] = line.split(':');
    const [, name = '', version = '1.0.0'] = /^(@?[^@#]+)(?:@([^#]+))?/.exec(key) ?? [];
    const dependencies = depends.split(' ').filter(word => word !== '');
    packages.set(key, { name, version, span: { start: index, end: index + 1 }, dependencies });
  }
  const locate = (_member: string, name: string) => [...packages.keys()].filter(key => packages.get(key)?.name === name);
  return { ecosystem, packages, locate, covers: member => member === '', problems: [] };
}

interface Told {
  readonly id: string;
  readonly name: string;
  readonly versions: readonly string[];
  readonly severity?: SeverityName;
  readonly malicious?: boolean;
  readonly ecosystem?: Ecosystem;
}

/** A record that covers some releases of one package. */
export function advisoryOn({ id, name, versions, severity, malicious = false, ecosystem = 'npm' }: Told): Advisory {
  return {
    id,
    aliases: [],
    kind: malicious ? 'malicious' : 'vulnerability',
    summary: `about ${name}`,
    modified: '2026-05-01T00:00:00Z',
    withdrawn: false,
    affected: [{ ecosystem, name, versions, ranges: [] }],
    url: `https://advisories.example/${id}`,
    ...(severity && { severity }),
  };
}

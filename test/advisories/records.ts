// Short ways to write advisories down in tests.
import type { Advisory, Affected, AffectedRange, PackageId, RangeEvent } from '../../server/src/model/index.js';

export const NPM_PACKAGE: PackageId = { ecosystem: 'npm', name: 'some-package' };
export const PYTHON_PACKAGE: PackageId = { ecosystem: 'PyPI', name: 'some-package' };

/** `introduced 0`, `fixed 1.2.0`, … as the events of one range. */
export function range(type: AffectedRange['type'], ...events: readonly string[]): AffectedRange {
  return {
    type,
    events: events.map(event => {
      const [kind = '', version = ''] = event.split(' ');
      return { kind: kind as RangeEvent['kind'], version };
    }),
  };
}

export function semver(...events: readonly string[]): AffectedRange {
  return range('SEMVER', ...events);
}

export function python(...events: readonly string[]): AffectedRange {
  return range('ECOSYSTEM', ...events);
}

export function affecting(pkg: PackageId, what: Partial<Pick<Affected, 'versions' | 'ranges' | 'lastKnownAffected'>>): Affected {
  return { ecosystem: pkg.ecosystem, name: pkg.name, versions: [], ranges: [], ...what };
}

export function advisory(fields: Partial<Advisory>): Advisory {
  return {
    id: 'GHSA-2222-3333-4444',
    aliases: [],
    kind: 'vulnerability',
    summary: 'Something is wrong',
    modified: '2026-01-02T03:04:05Z',
    withdrawn: false,
    affected: [],
    url: 'https://osv.dev/vulnerability/GHSA-2222-3333-4444',
    ...fields,
  };
}

// The index says of every release what the record itself says of it.
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { groupAdvisories } from '../../../server/src/advisories/group.js';
import { admittedBad, coversEveryRelease, fixedIn, releaseMatcher } from '../../../server/src/advisories/matching.js';
import { readAdvisory } from '../../../server/src/advisories/osv.js';
import { versionsOf } from '../../../server/src/ecosystems/index.js';
import type { Advisory, PackageId } from '../../../server/src/model/index.js';
import type { AdvisoryDatabase, ExportRecord } from '../../../server/src/services/database/contract.js';
import { readZip, ZIP_LIMITS } from '../../../server/src/services/database/zip.js';
import { makeExport } from '../../bench/support/advisoryExport.js';
import { build, newFolder, withDatabase } from './records.js';

/** A folder laid out as OSV's bulk export is. */
const EXPORT = process.env.DEPWARDEN_EXPORT ?? path.resolve(import.meta.dirname, '../../../../shared/osv-export');

describe('the index and the records', () => {
  it('say the same of a generated export', async () => {
    await compare([...makeExport({ malware: 2000, npm: 600, PyPI: 600 })]);
  });

  it.runIf(existsSync(path.join(EXPORT, 'PyPI/all.zip')))('say the same of a real export', async () => {
    const records = await readExport();
    expect(records.length).toBeGreaterThan(1000);
    await compare(records);
  });
});

async function readExport(): Promise<readonly ExportRecord[]> {
  const records: ExportRecord[] = [];
  for (const ecosystem of ['npm', 'PyPI'] as const) {
    const file = path.join(EXPORT, ecosystem, 'all.zip');
    if (!existsSync(file)) continue;
    for await (const { name, bytes } of readZip(file, ZIP_LIMITS, new AbortController().signal)) {
      if (bytes) records.push({ ecosystem, id: name.replace(/\.json$/, ''), json: bytes });
    }
  }
  return records;
}

async function compare(records: readonly ExportRecord[]): Promise<void> {
  const folder = newFolder();
  try {
    const info = await build(folder, records);
    expect(info.skipped).toBe(0);
    withDatabase(folder, database => {
      for (const [id, advisories] of packagesOf(records)) expectSame(id, advisories, database);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What the records say of each package that they name, withdrawn ones left out as every source does. */
function packagesOf(records: readonly ExportRecord[]): ReadonlyMap<PackageId, readonly Advisory[]> {
  const packages = new Map<string, { id: PackageId; advisories: Advisory[] }>();
  for (const { ecosystem, json } of records) {
    const advisory = readAdvisory(JSON.parse(Buffer.from(json).toString()), Date.parse('2100-01-01T00:00:00Z'));
    if (advisory === undefined) throw new Error('a record cannot be read');
    const names = new Set(advisory.affected.filter(affected => affected.ecosystem === ecosystem).map(affected => affected.name));
    for (const name of names) {
      const home = packages.get(`${ecosystem} ${name}`) ?? { id: { ecosystem, name }, advisories: [] };
      packages.set(`${ecosystem} ${name}`, home);
      if (!advisory.withdrawn) home.advisories.push(advisory);
    }
  }
  return new Map([...packages.values()].map(({ id, advisories }) => [id, advisories]));
}

function expectSame(id: PackageId, records: readonly Advisory[], database: AdvisoryDatabase): void {
  const found = database.find(id);
  const byId = new Map(found.map(advisory => [advisory.id, advisory]));
  expect([...byId.keys()].sort(), id.name).toEqual(records.map(record => record.id).sort());
  for (const record of records) expect(verdictsOf(byId.get(record.id) as Advisory, id), record.id).toEqual(verdictsOf(record, id));
  const shown = (advisories: readonly Advisory[]) =>
    groupAdvisories([...advisories].sort((a, b) => (a.id < b.id ? -1 : 1))).map(({ ids, kind, severity }) => ({ ids, kind, severity }));
  expect(shown(found), id.name).toEqual(shown(records));
}

/** What matching makes of one record over all versions it names and those beside them, and what messages take from it. */
function verdictsOf(advisory: Advisory, id: PackageId): unknown {
  const scheme = versionsOf(id.ecosystem);
  const match = releaseMatcher(advisory, id, scheme);
  const own = advisory.affected.filter(affected => affected.ecosystem === id.ecosystem && affected.name === id.name);
  const named = own.flatMap(({ versions, ranges }) => [...versions, ...ranges.flatMap(range => range.events.map(event => event.version))]);
  const releases = [...new Set([...named, ...named.flatMap(neighboursOf), '0.0.0', '99999.0.0'])];
  const bounds = releases.filter((_, index) => index % Math.ceil(releases.length / 10) === 0);
  return {
    ...advisory,
    affected: own,
    matches: releases.map(release => [release, match(release)]),
    everything: coversEveryRelease(advisory, id),
    fixes: bounds.map(release => fixedIn(advisory, id, release, scheme)),
    bad: admittedBad(advisory, id, scheme.parse(''), [], scheme),
  };
}

/** Releases just before and behind one, whether or not there are such. */
function neighboursOf(version: string): readonly string[] {
  const last = /^(.*?)(\d+)$/.exec(version);
  const stepped = last ? [-1, 1].map(step => Number(last[2]) + step).filter(number => number >= 0) : [];
  return [...stepped.map(number => `${last?.[1]}${number}`), `${version}.1`, `${version}-rc.1`, `${version}rc1`];
}

// A made-up bulk export in the sizes of OSV's: malware records of one package each, and vulnerability records with what GitHub's and PyPA's have.
import type { ExportRecord } from '../../../server/src/services/database/contract.js';

export interface ExportSize {
  readonly malware: number;
  readonly npm: number;
  readonly PyPI: number;
}

/** What `npm run bench -- database` builds from. */
export const BENCH_SIZE: ExportSize = { malware: 300_000, npm: 10_000, PyPI: 20_000 };

/** Always the same records for one size. Names repeat among vulnerabilities as they do in reality: few packages have many. */
export function* makeExport(size: ExportSize): Generator<ExportRecord> {
  const random = randomFrom(20260324);
  for (let index = 0; index < size.malware; index++) yield recordOf('npm', malwareRecord(index, random));
  for (let index = 0; index < size.npm; index++) yield recordOf('npm', npmRecord(index, random));
  for (let index = 0; index < size.PyPI; index++) yield recordOf('PyPI', pythonRecord(index, random));
}

export async function* asyncExport(size: ExportSize): AsyncGenerator<ExportRecord> {
  yield* makeExport(size);
}

/** The name of the malware record with this number. */
export function malwareName(index: number): string {
  const word = `${WORDS[index % WORDS.length]}-${WORDS[(index * 7) % WORDS.length]}-${index.toString(36)}`;
  return index % 5 === 0 ? `@${WORDS[(index * 3) % WORDS.length]}/${word}` : word;
}

function malwareRecord(index: number, random: Random): OsvRecord {
  const name = malwareName(index);
  const id = `MAL-${2022 + (index % 5)}-${index + 1}`;
  const published = timeOf(random);
  const versions = index % 3 === 0 ? [] : Array.from({ length: 1 + (index % 4) }, (_, at) => `${random(9)}.${random(30)}.${at}`);
  const ranges = versions.length === 0 || index % 7 === 0 ? [{ type: 'SEMVER', events: [{ introduced: '0' }] }] : [];
  const alias = index % 6 === 0 ? [ghsaOf(random)] : [];
  return {
    schema_version: '1.7.0',
    id,
    summary: `Malicious code in ${name} (npm)`,
    details: `---\n_-= Per source details =-_\n\n## Source: scanner\n${sentences(random, 8)}`,
    aliases: alias,
    modified: timeOf(random),
    published,
    affected: [
      {
        package: { ecosystem: 'npm', name, purl: purlOf('npm', name) },
        versions,
        ranges,
        database_specific: {
          cwes: [{ cweId: 'CWE-506', description: sentences(random, 2), name: 'Embedded Malicious Code' }],
          source: `https://export.example/${id}.json`,
        },
      },
    ],
    references: [
      ...alias.map(ghsa => ({ type: 'ADVISORY', url: `https://github.com/advisories/${ghsa}` })),
      { type: 'PACKAGE', url: `https://packages.example/package/${name}` },
    ],
    credits: [{ name: 'A Scanner', type: 'FINDER', contact: ['https://scanner.example'] }],
    database_specific: {
      'malicious-packages-origins': [
        { sha256: hex(random, 64), source: 'scanner', import_time: timeOf(random), modified_time: timeOf(random), versions },
      ],
      ...(index % 40 === 0 && { iocs: { domains: ['evil.example'], files: [`${hex(random, 8)}.js`] } }),
    },
  };
}

function npmRecord(index: number, random: Random): OsvRecord {
  const names = Array.from({ length: index % 12 === 0 ? 3 : 1 }, (_, at) => popularName(random(4000) + at));
  const id = ghsaOf(random);
  const fixed = versionOf(random);
  return {
    ...commonOf(id, [`CVE-${2016 + (index % 11)}-${10_000 + index}`], names[0] as string, random),
    affected: names.map(name => ({
      package: { ecosystem: 'npm', name, purl: purlOf('npm', name) },
      ranges: [
        {
          type: 'SEMVER',
          events: [{ introduced: index % 3 === 0 ? `${random(2)}.${random(9)}.0` : '0' }, ...(index % 9 === 0 ? [] : [{ fixed }])],
        },
      ],
      database_specific: {
        source: `https://export.example/${id}.json`,
        ...(index % 9 === 0 && { last_known_affected_version_range: `<= ${fixed}` }),
      },
    })),
  };
}

function pythonRecord(index: number, random: Random): OsvRecord {
  const name = `${popularName(random(5000))}-py`;
  const isPypa = index % 3 === 0;
  const id = isPypa ? `PYSEC-${2018 + (index % 9)}-${index}` : ghsaOf(random);
  const all = releasesOf(name);
  const first = random(Math.max(1, all.length - 4));
  const end = first + 1 + random(all.length - first);
  return {
    ...commonOf(id, [`CVE-${2016 + (index % 11)}-${30_000 + index}`, ...(isPypa ? [ghsaOf(random)] : [])], name, random),
    affected: [
      {
        package: { ecosystem: 'PyPI', name, purl: purlOf('pypi', name) },
        ranges: [
          {
            type: 'ECOSYSTEM',
            events: [{ introduced: first === 0 ? '0' : all[first] }, ...(all[end] === undefined ? [] : [{ fixed: all[end] }])],
          },
        ],
        versions: all.slice(first, end),
      },
    ],
  };
}

function commonOf(id: string, aliases: readonly string[], name: string, random: Random): OsvRecord {
  return {
    schema_version: '1.7.0',
    id,
    ...(id.startsWith('GHSA') && { summary: `${name}: ${sentences(random, 1)}` }),
    details: sentences(random, 10),
    aliases,
    modified: timeOf(random),
    published: timeOf(random),
    severity: [{ type: 'CVSS_V3', score: `CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:${'HLN'[random(3)]}/I:${'HLN'[random(3)]}/A:H` }],
    references: [
      { type: 'ADVISORY', url: `https://nvd.nist.gov/vuln/detail/${aliases[0]}` },
      ...Array.from({ length: 1 + random(5) }, () => ({ type: 'WEB', url: `https://code.example/${name}/commit/${hex(random, 40)}` })),
    ],
    database_specific: { cwe_ids: [`CWE-${random(900)}`], severity: 'HIGH', github_reviewed: true, github_reviewed_at: timeOf(random) },
  };
}

/** Between one and a hundred releases, always the same for one name. */
function releasesOf(name: string): readonly string[] {
  const seed = [...name].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) >>> 0;
  return Array.from({ length: 1 + (seed % 100) }, (_, index) => `${Math.floor(index / 20)}.${Math.floor(index / 5) % 4}.${index % 5}`);
}

/** The lower the number the likelier, so that few packages have many records. */
function popularName(number: number): string {
  const squared = Math.floor((number * number) / 4000);
  return `${WORDS[squared % WORDS.length]}-${WORDS[(squared * 11) % WORDS.length]}-${squared.toString(36)}`;
}

type OsvRecord = Readonly<Record<string, unknown>>;

function recordOf(ecosystem: ExportRecord['ecosystem'], record: OsvRecord): ExportRecord {
  return { ecosystem, id: record.id as string, json: Buffer.from(JSON.stringify(record)) };
}

function purlOf(type: string, name: string): string {
  return `pkg:${type}/${name.replace('@', '%40')}`;
}

function ghsaOf(random: Random): string {
  const part = () => Array.from({ length: 4 }, () => '23456789cfghjmpqrvwx'[random(20)]).join('');
  return `GHSA-${part()}-${part()}-${part()}`;
}

function versionOf(random: Random): string {
  return `${1 + random(12)}.${random(30)}.${random(20)}`;
}

function timeOf(random: Random): string {
  return new Date(Date.UTC(2019, 0, 1) + random(7 * 365 * 24 * 3600) * 1000 + random(1000)).toISOString();
}

function hex(random: Random, length: number): string {
  return Array.from({ length }, () => '0123456789abcdef'[random(16)]).join('');
}

function sentences(random: Random, count: number): string {
  return Array.from({ length: count }, () => `${Array.from({ length: 12 }, () => WORDS[random(WORDS.length)]).join(' ')}.`).join(' ');
}

/** Whole numbers from 0 up to, but not with, `below`. */
type Random = (below: number) => number;

/** Marsaglia's xorshift. */
function randomFrom(seed: number): Random {
  let state = seed;
  return below => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const WORDS = [
  'amber',
  'basin',
  'cobalt',
  'delta',
  'ember',
  'fjord',
  'garnet',
  'harbour',
  'indigo',
  'jasper',
  'kelp',
  'lumen',
  'meadow',
  'nimbus',
  'orchid',
  'pebble',
  'quartz',
  'ripple',
  'saffron',
  'timber',
  'umbra',
  'velvet',
  'willow',
  'xenon',
  'yarrow',
  'zephyr',
  'anchor',
  'beacon',
  'copper',
  'drift',
];

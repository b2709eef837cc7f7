import type { NpmPackage } from './npm.js';
import type { OsvRecord } from './osv.js';
import type { PyPIProject } from './pypi.js';

// Packages and advisories for tests. Names, versions and ids are real; dates of releases are near the real ones; texts are our own.

export const NPM_PACKAGES: Readonly<Record<string, NpmPackage>> = {
  axios: {
    releases: {
      '0.30.3': { date: '2026-02-18' },
      '1.13.0': { date: '2025-10-27' },
      '1.14.0': { date: '2026-03-27' },
      '0.31.0': { date: '2026-04-12' },
      '1.15.0': { date: '2026-04-08' },
      '1.16.0': { date: '2026-05-02' },
    },
    withdrawn: { '0.30.4': '2026-03-31', '1.14.1': '2026-03-31' },
    latest: '1.16.0',
  },
  chalk: { releases: { '5.6.0': { date: '2025-08-17' }, '5.6.2': { date: '2025-09-08' } }, withdrawn: { '5.6.1': '2025-09-08' } },
  'left-pad': { releases: { '1.3.0': { date: '2018-04-09', deprecated: 'use String.prototype.padStart()' } } },
  request: {
    releases: {
      '2.88.0': { date: '2018-08-10', deprecated: 'request is no longer maintained' },
      '2.88.2': { date: '2020-02-11', deprecated: 'request is no longer maintained' },
    },
  },
  minimist: { releases: { '1.2.5': { date: '2020-03-12' }, '1.2.6': { date: '2022-03-21' }, '1.2.8': { date: '2023-02-09' } } },
  lodash: { releases: { '4.17.20': { date: '2020-08-13' }, '4.17.21': { date: '2021-02-20' } } },
  express: { releases: { '4.21.2': { date: '2024-12-05' }, '5.1.0': { date: '2025-03-31' } }, distTags: { 'latest-4': '4.21.2' } },
};

export const PYPI_PROJECTS: Readonly<Record<string, PyPIProject>> = {
  litellm: {
    releases: {
      '1.50.0': { date: '2024-10-23' },
      '1.80.0': { date: '2025-11-15' },
      '1.81.0': { date: '2026-01-17' },
      '1.82.6': { date: '2026-03-22' },
      '1.83.0': { date: '2026-03-31' },
      '1.84.0': { date: '2026-05-09' },
    },
  },
  requests: {
    releases: {
      '2.31.0': { date: '2023-05-22' },
      '2.32.0': { date: '2024-05-20', yanked: 'Breaks TLS verification with custom adapters' },
      '2.32.1': { date: '2024-05-20', yanked: 'Breaks TLS verification with custom adapters' },
      '2.32.3': { date: '2024-05-29' },
    },
  },
  django: {
    releases: {
      '3.2.12': { date: '2022-02-01' },
      '3.2.13': { date: '2022-04-11' },
      '4.0.3': { date: '2022-03-01' },
      '4.0.4': { date: '2022-04-11' },
      '5.2.8': { date: '2025-11-05' },
    },
  },
  'quarantined-example': { releases: { '1.0.0': { date: '2026-04-01' } }, status: 'quarantined', statusReason: 'Suspected malware' },
  'archived-example': { releases: { '1.0.0': { date: '2021-04-01' }, '1.1.0': { date: '2022-04-01' } }, status: 'archived' },
};

export const OSV_RECORDS: readonly OsvRecord[] = [
  {
    id: 'MAL-2026-2307',
    modified: '2026-04-02T08:00:00Z',
    published: '2026-03-31T04:00:00Z',
    aliases: ['GHSA-fw8c-xr5c-95f9'],
    summary: 'Compromised releases of axios run a remote-access trojan',
    affected: [{ package: { ecosystem: 'npm', name: 'axios' }, versions: ['0.30.4', '1.14.1'] }],
  },
  {
    id: 'MAL-2025-46969',
    modified: '2025-09-10T08:00:00Z',
    published: '2025-09-08T16:00:00Z',
    aliases: ['GHSA-2v46-p5h4-248w'],
    summary: 'A compromised release of chalk redirects crypto payments',
    affected: [{ package: { ecosystem: 'npm', name: 'chalk' }, versions: ['5.6.1'] }],
  },
  {
    id: 'GHSA-xvch-5gv4-984h',
    modified: '2024-06-24T21:00:00Z',
    published: '2022-03-18T00:01:09Z',
    aliases: ['CVE-2021-44906'],
    summary: 'Prototype pollution in minimist',
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
    affected: [
      {
        package: { ecosystem: 'npm', name: 'minimist' },
        ranges: [{ type: 'SEMVER', events: [{ introduced: '1.0.0' }, { fixed: '1.2.6' }] }],
      },
      { package: { ecosystem: 'npm', name: 'minimist' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '0.2.4' }] }] },
    ],
    database_specific: { severity: 'CRITICAL' },
  },
  {
    id: 'GHSA-35jh-r3h4-6jhm',
    modified: '2025-08-12T21:00:00Z',
    published: '2021-05-06T16:05:51Z',
    aliases: ['CVE-2021-23337'],
    summary: 'Command injection by templates in lodash',
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H' }],
    affected: [
      { package: { ecosystem: 'npm', name: 'lodash' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '4.17.21' }] }] },
    ],
    database_specific: { severity: 'HIGH' },
  },
  {
    id: 'MAL-2026-2144',
    modified: '2026-03-26T08:00:00Z',
    published: '2026-03-24T12:30:00Z',
    aliases: ['PYSEC-2026-2'],
    summary: 'Compromised releases of litellm steal credentials',
    affected: [{ package: { ecosystem: 'PyPI', name: 'litellm' }, versions: ['1.82.7', '1.82.8'] }],
  },
  {
    id: 'GHSA-9wx4-h78v-vm56',
    modified: '2025-02-21T05:00:00Z',
    published: '2024-05-20T20:15:00Z',
    aliases: ['CVE-2024-35195'],
    summary: 'A requests session that once skipped verification keeps skipping it',
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:H/I:H/A:N' }],
    affected: [
      {
        package: { ecosystem: 'PyPI', name: 'requests' },
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '2.32.0' }] }],
        versions: ['2.31.0'],
      },
    ],
    database_specific: { severity: 'MODERATE' },
  },
  {
    id: 'GHSA-2gwj-7jmv-h26r',
    modified: '2024-09-18T16:00:00Z',
    published: '2022-04-13T00:00:00Z',
    aliases: ['CVE-2022-28346', 'PYSEC-2022-190'],
    summary: 'SQL injection by column aliases in Django',
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
    affected: [
      {
        package: { ecosystem: 'PyPI', name: 'django' },
        ranges: [
          { type: 'ECOSYSTEM', events: [{ introduced: '2.2' }, { fixed: '2.2.28' }] },
          { type: 'ECOSYSTEM', events: [{ introduced: '3.2' }, { fixed: '3.2.13' }] },
          { type: 'ECOSYSTEM', events: [{ introduced: '4.0' }, { fixed: '4.0.4' }] },
        ],
      },
    ],
    database_specific: { severity: 'CRITICAL' },
  },
];

/** A project that nobody knows of: the shape of litellm's incident, which the built-in list knows too well to be clean at first. */
export const QUIETLOG: PyPIProject = {
  releases: { '1.82.6': { date: '2026-03-22' }, '1.82.7': { date: '2026-03-24' }, '1.83.0': { date: '2026-03-31' } },
};

/** What the service learns of it later. */
export const QUIETLOG_RECORD: OsvRecord = {
  id: 'MAL-2026-9144',
  modified: '2026-03-24T12:40:00Z',
  published: '2026-03-24T12:30:00Z',
  summary: 'A compromised release of quietlog steals credentials',
  affected: [{ package: { ecosystem: 'PyPI', name: 'quietlog' }, versions: ['1.82.7'] }],
};

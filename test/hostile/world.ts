// A world in which everything that comes from outside says one hostile thing: names, versions, remarks, reasons, hosts, paths, addresses.
import type { EnvironmentReport } from '../../server/src/analysis/environmentCheck.js';
import type { Malice } from '../../server/src/analysis/malwareVerdict.js';
import type { Advisory, AdvisoryGroup } from '../../server/src/model/index.js';
import { releasesOf } from '../../server/src/model/releases.js';
import { type Fixture, readFixture } from '../support/fixture.js';
import type { RegistryAnswer } from '../support/fixtureRegistry.js';

/** The word of the fixture that stands for the hostile text. */
const WORD = 'HOSTILE';

const FIXTURE = `
  //- now 2026-06-01T00:00:00Z
  //- levels unpinned=warning unmaintained=warning
  //- registry npm remark 1.0.0 2026-05-30 deprecated(${WORD}) by(${WORD}) node(${WORD}), 1.1.0 2026-05-31 by(anna) runs(postinstall), 1.2.0 2026-05-31
  //- registry npm added 1.0.0 2026-05-01 needs(), 1.0.1 2026-05-31 needs(${WORD}) by(${WORD}), maintainers(${WORD} anna), tag latest 1.0.1
  //- registry npm silent unknown(${WORD})
  //- registry npm stale 1.0.0 2026-01-01, asked 30h, stale(${WORD})
  //- registry npm secret private(${WORD})
  //- registry npm weak 1.0.0 2026-01-01, 1.0.1 2026-01-02
  //- registry npm chalk 5.6.0 2025-09-01, 5.6.1 2025-09-08
  //- registry PyPI yank 1.0 2026-01-01 yanked(${WORD}) python(${WORD}), 1.1 2026-01-02
  //- registry PyPI gone status quarantined(${WORD}), 1.0 2026-01-01
  //- registry PyPI old status archived(${WORD}), 1.0 2020-01-01
  //- registry PyPI weak 1.0 2026-01-01, 1.1 2026-01-02
  //- registry PyPI litellm 1.82.6 2026-03-22, 1.82.7 2026-03-24, 1.83.0 2026-03-31
  //- registry PyPI 0.0.0 absent
  //- advisories
  CVE-2026-1 npm weak: versions 1.0.0; high; aliases GHSA-1 GHSA-2; summary ${WORD}
  MAL-2026-9 PyPI weak: versions 1.0; summary ${WORD}
  CVE-2026-2 npm deep: versions 1.0.0; high; summary ${WORD}
  CVE-2026-3 npm deep: versions 1.0.0; summary ${WORD}
  //- package.json
  {
    "name": "${WORD}",
    "dependencies": {
      "remark": "^1.0.0", "added": "^1.0.0", "silent": "1", "stale": "1.0.0", "secret": "^1", "weak": "1.0.0", "chalk": "5.6.1",
      "${WORD}": "1.0.0", "odd": "${WORD}", "odd2": "npm:${WORD}@1", "cat": "catalog:${WORD}", "git": "http://${WORD}/x.tgz", "n": 1
    },
    "${WORD}": {}, "packageManager": "${WORD}", "overrides": { "${WORD}": { "x": 1 } }, "catalogs": { "${WORD}": { "x": 1 } }
  }
  //- package-lock.json
  { "lockfileVersion": 3, "packages": {
    "": { "dependencies": { "remark": "^1.0.0", "added": "^1.0.0", "weak": "1.0.0", "chalk": "5.6.1" } },
    "node_modules/remark": { "version": "1.0.0", "resolved": "https://${WORD}.example/${WORD}.tgz", "integrity": "sha512-${WORD}", "dependencies": { "deep": "*", "${WORD}": "*" } },
    "node_modules/added": { "version": "1.0.1", "resolved": "http://evil.example/${WORD}" },
    "node_modules/weak": { "version": "1.0.0" },
    "node_modules/deep": { "version": "1.0.0", "resolved": "https://evil.example/${WORD}/-/${WORD}.tgz" },
    "node_modules/${WORD}": { "version": "${WORD}" },
    "node_modules/chalk": { "version": "5.6.1" }
  } }
  //- dev-requirements.txt
  --extra-index-url https://${WORD}.example/simple
  yank==1.0
  weak
  //- requirements.txt
  --odd-option ${WORD}
  -r ${WORD}.txt
  -c https://${WORD}/c.txt
  yank==1.0
  gone==1.0
  old==1.0
  weak>=1.0
  litellm>=1.50
  x ${WORD}
  y @ http://${WORD}/y.zip
  z==1 --hash=${WORD}:abc
  //- pyproject.toml
  [project]
  dependencies = ["weak==1.0", "x ${WORD}", "y @ ${WORD}"]
  [tool.poetry.dependencies]
  "${WORD}" = "${WORD}"
  list = 1
  src = { version = "1", source = "${WORD}" }
  [[tool.poetry.source]]
  name = "${WORD}"
  url = "https://${WORD}/simple"
  //- pnpm-workspace.yaml
  catalogs:
    "${WORD}":
      "${WORD}": 1
    other:
      x: "${WORD}"
  //- policy
  {
    "rules": { "${WORD}": "error", "unpinned": "${WORD}" }, "${WORD}": 1, "cooldown": { "${WORD}": 1 }, "deny": ["${WORD}", "npm:${WORD}"],
    "ignore": [{ "rule": "${WORD}", "reason": "${WORD}" }, { "package": "npm:n", "versions": "${WORD}", "reason": "${WORD}", "expires": "${WORD}" }]
  }
`;

/** The fixture with `text` in the place of its word, written as each file's format asks for it. */
export function hostileFixture(text: string): Fixture {
  const fixture = readFixture(FIXTURE);
  const put = <T>(value: T): T => replaced(value, WORD, text) as T;
  return {
    ...fixture,
    files: fixture.files.map(file => ({
      ...file,
      text:
        (file.path === 'requirements.txt' ? filling(text) : '') +
        (replaced(file.text, WORD, /\.json$|\.yaml$/.test(file.path) ? inJson(text) : text) as string),
    })),
    registry: registryWith(
      [...fixture.registry].map(([key, answer]) => [key, answer.kind === 'found' ? withHostileFacts(answer, put) : put(answer)]),
    ),
    advisories: fixture.advisories.map(advisory => ({
      ...advisory,
      summary: advisory.summary === '' ? '' : text,
      url: `https://x.example/${text}`,
    })),
    policy: replaced(fixture.policy, WORD, inJson(text)) as string,
  };
}

/** Hostile text with line breaks makes further dependencies in a file: the registry has none of them. */
function registryWith(answers: readonly (readonly [string, RegistryAnswer])[]): ReadonlyMap<string, RegistryAnswer> {
  const known = new Map(answers);
  return Object.assign(new Map(known), { get: (key: string): RegistryAnswer => known.get(key) ?? { kind: 'absent', fetchedAt: 0 } });
}

function withHostileFacts(answer: Extract<RegistryAnswer, { readonly kind: 'found' }>, put: <T>(value: T) => T): RegistryAnswer {
  const { value, ...rest } = answer;
  const { releases, ...facts } = value;
  return { ...put(rest), value: { ...put(facts), releases: releasesOf([...releases].map(release => put({ ...release }))) } };
}

/** An advisory as no reader gives it, but as a damaged database could. */
export function hostileGroup(text: string): AdvisoryGroup {
  const lead: Advisory = {
    id: text,
    aliases: [text],
    kind: 'malicious',
    summary: text,
    published: text,
    modified: text,
    withdrawn: false,
    affected: [],
    url: `https://x.example/${text}`,
    neighbours: [{ last: text, first: text }],
  };
  return { lead, members: [lead], ids: [text, 'MAL-2026-1'], kind: 'malicious', neighbours: [{ last: text, first: text }] };
}

export function hostileMalice(text: string): Malice {
  return { ecosystem: 'npm', name: text, version: text, advisories: [hostileGroup(text)], everyRelease: false, unknown: text };
}

/** What was found installed, under names of that kind. */
export function hostileReport(text: string): EnvironmentReport {
  const environment = `/project/${text}/.venv`;
  const trace = {
    path: `${environment}/${text}.pth`,
    file: `${text}.pth`,
    code: { line: { number: 1, text }, signs: ['encoded'] as const },
  };
  const suspicious = { ...trace, kind: 'suspicious' as const, weight: 'strong' as const, owner: text };
  const known = {
    ...trace,
    kind: 'known' as const,
    known: { file: text, package: { ecosystem: 'PyPI' as const, name: text }, ids: [text] },
  };
  return {
    folder: '/project',
    releases: [],
    environments: [environment],
    findings: [
      {
        ecosystem: 'PyPI',
        name: text,
        version: text,
        environment,
        paths: [`${environment}/${text}`],
        everyRelease: false,
        advisories: [hostileGroup(text)],
        traces: [known as never],
      },
    ],
    traces: [
      { environment, trace: suspicious },
      { environment, trace: known as never },
    ],
    unreadable: [{ path: `/project/${text}`, reason: text }],
    unknown: [{ reason: text, packages: [{ ecosystem: 'npm', name: text, version: text }] }],
    counts: { npm: 1, PyPI: 1, skipped: 0 },
  };
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function replaced(value: unknown, word: string, text: string): unknown {
  if (typeof value === 'string') return value.replaceAll(word, () => text);
  if (Array.isArray(value)) return value.map(item => replaced(item, word, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [replaced(key, word, text), replaced(member, word, text)]));
}

/** Lines that pip takes, so many that a requirements file is still one, however many lines the text has. */
function filling(text: string): string {
  const lines = text.split(/[\p{Cc}\u2028\u2029]/u).length;
  return '--prefer-binary\n'.repeat(20 * lines);
}

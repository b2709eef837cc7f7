// What fixes cost with all facts in memory: those of a whole manifest with many findings as code actions, and the fix of a whole manifest.
import { TextDocument } from 'vscode-languageserver-textdocument';
import { readAdvisory } from '../../server/src/advisories/osv.js';
import { createInspect, type InspectContext, type Judged } from '../../server/src/analysis/evaluate.js';
import { formatOf } from '../../server/src/ecosystems/manifests.js';
import { fixesAt } from '../../server/src/editor/features/codeActions.js';
import { toRange } from '../../server/src/editor/session/encoding.js';
import { preferredFixes } from '../../server/src/fixes/fixAll.js';
import { pinAll } from '../../server/src/fixes/pinAll.js';
import type { Advisory, Ecosystem, Edit, PackageAnswers, PackageFacts } from '../../server/src/model/index.js';
import { restoreFacts, storeFacts } from '../../server/src/model/storedMetadata.js';
import { DEFAULT_POLICY } from '../../server/src/policy/config.js';
import { type Report, rounded, target, timesOf } from './support/figures.js';
import { makePackages, type Packages } from './support/packages.js';

const NOW = Date.UTC(2026, 5, 1);
/** Packages, of which a tenth has findings. */
const MADE = 2500;
const FINDINGS = 200;
const DEPENDENCIES = 1000;
const WARM_UP = 3;
const REPETITIONS = 30;

export async function codeActions(): Promise<Report> {
  const npm = measured('package.json', ({ packageJson }) => packageJson);
  const python = measured('requirements.txt', ({ requirements }) => requirements);
  return {
    figures: { 'package.json': npm, 'requirements.txt': python },
    targets: Object.entries({ npm, PyPI: python }).flatMap(([name, { codeActions: actions, fixAll }]) => [
      target(`code actions of ${FINDINGS} findings, p95 (${name})`, actions.p95, 30, 'ms'),
      target(`fix-all of ${DEPENDENCIES} dependencies, p95 (${name})`, fixAll.p95, 200, 'ms'),
    ]),
  };
}

function measured(file: string, textIn: (packages: Packages) => string) {
  const { text, judged: all } = judgedIn(file, textIn);
  const few = firstFindings(all);
  const judged = [...all].sort((a, b) => b.findings.length - a.findings.length).slice(0, DEPENDENCIES);
  const document = TextDocument.create(`file:///${file}`, 'plain', 1, text);
  const everything = { start: 0, end: text.length };
  const ranged = (edits: readonly Edit[]) => edits.map(({ span }) => toRange(document, span, 'utf-16'));
  return {
    findings: judged.flatMap(({ findings }) => findings).length,
    firstCodeActions: rounded(onceTimed(() => fixesAt(few, everything, NOW))),
    preferred: [...preferredFixes(judged, NOW)].length,
    codeActions: timed(() => fixesAt(few, everything, NOW).map(({ fix }) => ranged(fix.edits))),
    fixAll: timed(() => [...preferredFixes(judged, NOW)].map(({ fix }) => ranged(fix.edits))),
    pinAll: timed(() => ranged(pinAll({ path: file, text }, judged).edits)),
  };
}

/** The dependencies with findings, until there are enough of these. */
function firstFindings(judged: readonly Judged[]): readonly Judged[] {
  let count = 0;
  const few = judged.filter(({ findings }) => {
    const wanted = findings.length > 0 && count < FINDINGS;
    count += wanted ? findings.length : 0;
    return wanted;
  });
  if (count < FINDINGS) throw new Error(`only ${count} findings`);
  return few;
}

/** What the packages were made from is not kept: it is no part of what the server has in memory. */
function judgedIn(file: string, textIn: (packages: Packages) => string): { readonly text: string; readonly judged: readonly Judged[] } {
  const packages = makePackages(MADE);
  const text = textIn(packages);
  const manifest = { path: file, text };
  return { text, judged: judge(file, text, packages).map(one => ({ ...one, manifest })) };
}

function judge(file: string, text: string, packages: Packages): readonly Judged[] {
  const manifest = formatOf(file)?.parse(text);
  if (!manifest) throw new Error(`${file} is no manifest`);
  const answers = answersOf(packages);
  const context: InspectContext = {
    peek: ({ ecosystem, name }) => answers.get(`${ecosystem} ${name}`) ?? { registry: ABSENT, advisories: ABSENT },
    policy: DEFAULT_POLICY,
    constraints: new Map(),
    evidenceOf: () => [],
    lockedOf: () => undefined,
    project: { hasLockfile: false, extraIndexes: [], privateScopes: [] },
    inherited: undefined,
  };
  return createInspect(() => NOW)(manifest, context);
}

const ABSENT = { kind: 'absent', fetchedAt: NOW } as const;

function answersOf({ npm, pypi, records }: Packages): ReadonlyMap<string, PackageAnswers> {
  const advisories = new Map<string, Advisory[]>();
  for (const advisory of records.flatMap(record => readAdvisory(record, Date.now()) ?? [])) {
    const key = `${advisory.affected[0]?.ecosystem} ${advisory.affected[0]?.name}`;
    advisories.set(key, [...(advisories.get(key) ?? []), advisory]);
  }
  const known = (ecosystem: Ecosystem, all: Readonly<Record<string, { readonly releases: Listed }>>) =>
    Object.entries(all).map(([name, { releases }]): [string, PackageAnswers] => [
      `${ecosystem} ${name}`,
      {
        registry: { kind: 'found', value: factsOf(ecosystem, name, releases), fetchedAt: NOW },
        advisories: { kind: 'found', value: advisories.get(`${ecosystem} ${name}`) ?? [], fetchedAt: NOW },
      },
    ]);
  return new Map([...known('npm', npm), ...known('PyPI', pypi)]);
}

type Listed = Readonly<Record<string, { readonly date?: string; readonly deprecated?: string }>>;

/** In the form that the server has them in memory. */
function factsOf(ecosystem: Ecosystem, name: string, listed: Listed): PackageFacts {
  const releases = Object.values(listed);
  const stored = storeFacts({
    distTags: {},
    releases: {
      version: Object.keys(listed),
      publishedAt: releases.map(({ date }) => Date.parse(date ?? '')),
      deprecated: releases.map(({ deprecated }) => deprecated),
    },
  });
  return restoreFacts(ecosystem, name, stored);
}

function timed(work: () => unknown) {
  const times = Array.from({ length: WARM_UP + REPETITIONS }, () => onceTimed(work));
  return timesOf(times.slice(WARM_UP));
}

function onceTimed(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

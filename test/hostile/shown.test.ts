// Whatever comes from outside, what a person gets to see of it acts on nothing, hides nothing, and ends. Every way out is looked at.
import { describe, expect, it, vi } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver-types';
import { tallyOf } from '../../server/src/analysis/counts.js';
import { noticesOf } from '../../server/src/analysis/installedNotices.js';
import { createAnalyzeLockfile } from '../../server/src/analysis/lockfile.js';
import { analyzeLockfileAlone } from '../../server/src/analysis/lockfileResult.js';
import type { FileResult } from '../../server/src/analysis/results.js';
import { complain, fail, stderrLogger } from '../../server/src/cli/process.js';
import { createStatusLine } from '../../server/src/cli/progress.js';
import { completionsAt } from '../../server/src/editor/features/completion.js';
import { type DiagnosticData, diagnosticsOf } from '../../server/src/editor/features/diagnostics.js';
import { documentLinksOf } from '../../server/src/editor/features/documentLinks.js';
import { hoverAt } from '../../server/src/editor/features/hover.js';
import { ignoreChoicesOf } from '../../server/src/editor/features/ignoreChoices.js';
import { inlayHintsIn } from '../../server/src/editor/features/inlayHints.js';
import { policyDiagnostics } from '../../server/src/editor/features/policyDiagnostics.js';
import { createReleaseStates } from '../../server/src/editor/features/releaseStates.js';
import { responseActions } from '../../server/src/editor/features/responseActions.js';
import { staleDiagnostics } from '../../server/src/editor/features/staleLockfile.js';
import { installedDiagnostics } from '../../server/src/editor/session/installedPlace.js';
import { createStatus } from '../../server/src/editor/session/status.js';
import { preferredFixes } from '../../server/src/fixes/fixAll.js';
import { noFixTitle } from '../../server/src/fixes/noFix.js';
import { lineUpdates } from '../../server/src/fixes/updateLines.js';
import type { Lockfile } from '../../server/src/model/lockfile.js';
import { DEFAULT_POLICY } from '../../server/src/policy/config.js';
import { readPolicyFile } from '../../server/src/policy/policyFile.js';
import { fixedText } from '../../server/src/reports/fixed.js';
import { jsonReport } from '../../server/src/reports/json.js';
import { problemsAfter } from '../../server/src/reports/policy.js';
import { responseText } from '../../server/src/reports/response.js';
import { textReport } from '../../server/src/reports/text.js';
import { jsonText } from '../../server/src/text/sanitize.js';
import { rangeOf } from '../editor/features/cursor.js';
import { offersOf } from '../support/cure.js';
import type { Fixture } from '../support/fixture.js';
import { ROOT, scanFixture } from '../support/world.js';
import { actingIn, HOSTILE, unseenIn } from './corpus.js';
import { hostileFixture, hostileGroup, hostileMalice, hostileReport } from './world.js';

interface Scanned {
  readonly fixture: Fixture;
  readonly results: readonly FileResult[];
}

async function scanned(text: string): Promise<Scanned> {
  const fixture = hostileFixture(text);
  return { fixture, results: await scanFixture(fixture) };
}

/** In one line, nothing unseen, not too long. */
function expectLine(shown: string, where: string, longest = 500): void {
  expect(unseenIn(shown), `${where}: ${JSON.stringify(shown)}`).toEqual([]);
  expect(shown, where).not.toContain('\n');
  expect(shown.length, `${where}: ${shown.slice(0, 100)}`).toBeLessThanOrEqual(longest);
}

/** In several lines. */
function expectText(shown: string, where: string): void {
  expect(unseenIn(shown), `${where}: ${JSON.stringify(shown)}`).toEqual([]);
}

function expectDiagnostic({ message, relatedInformation = [], codeDescription }: Diagnostic): void {
  expectLine(String(message), 'a message');
  for (const related of relatedInformation) expectLine(related.message, 'related information');
  if (codeDescription) expect(codeDescription.href, 'an address').toMatch(/^https?:\/\/[\w.~:/?#@!$&*+,;=%-]+$/);
}

const CASES = HOSTILE.map((text, index) => [index, text] as const);
const NOW = Date.parse('2026-06-01T00:00:00Z');
const INSTALLED = (text: string) => ({ reports: [hostileReport(text)], levels: () => ({}) });

/** The tags of the response page. */
const INERT =
  /^<(?:\/?(?:h[1-3]|p|ul|li|code|bdi|pre)|\/a|a href="https?:\/\/[^"<>]*" rel="noopener noreferrer"|pre tabindex="0" role="group" aria-label="Commands")>$/;

describe.each(CASES)('hostile text %i', (_, text) => {
  it('in diagnostics', async () => {
    const { results } = await scanned(text);
    const diagnostics = results.flatMap(result => [
      ...diagnosticsOf(result, 'file:///x', rangeOf, () => undefined),
      ...staleDiagnostics(result, 'file:///x', rangeOf),
    ]);
    const codes = new Set(diagnostics.map(({ code }) => code));
    for (const code of SEEN) expect(codes, 'the world is hostile enough').toContain(code);
    diagnostics.forEach(expectDiagnostic);
  });

  it('in hovers', async () => {
    const { results } = await scanned(text);
    const hovers = results.flatMap(({ judged }) => judged.flatMap(({ dependency }) => hoverAt(judged, dependency.nameSpan.start) ?? []));
    expect(hovers.length).toBeGreaterThan(15);
    for (const { markdown, plain } of hovers) {
      expectText(markdown, 'a hover');
      expect(actingIn(markdown), markdown).toEqual([]);
      expectText(plain, 'a plain hover');
      expect(markdown.length).toBeLessThan(20_000);
    }
  });

  it('in titles of fixes, and why they lead where they do', async () => {
    const { fixture, results } = await scanned(text);
    const fixes = results.flatMap(result => offersOf(fixture, result).map(({ fix }) => fix));
    expect(fixes.length).toBeGreaterThan(3);
    for (const { title, explanation = '' } of fixes) {
      expectLine(title, 'a title', 300);
      expectLine(explanation, 'an explanation', 300);
    }
    for (const result of results) {
      const updates = lineUpdates(result.judged, result.judged, result, NOW).map(({ fix }) => fix.title);
      const reasons = result.judged.flatMap(({ findings, subject }) => findings.map(finding => noFixTitle(finding, subject)));
      for (const title of [...updates, ...reasons]) expectLine(title, 'a title', 300);
    }
    const changes = results.flatMap(result => [...preferredFixes(result.judged, NOW)].map(fix => ({ ...fix, path: `${ROOT}/${text}/x` })));
    expectText(fixedText({ changes, refused: [{ path: `${ROOT}/${text}`, reason: text }] }, ROOT), 'what was fixed');
  });

  it('in completions, hints and links', async () => {
    const { results } = await scanned(text);
    const statesOf = createReleaseStates();
    for (const { judged, text: source, path, ecosystem } of results) {
      const hints = inlayHintsIn({ judged, text: source, path }, { start: 0, end: source.length }, statesOf, rangeOf, NOW);
      for (const { label, tooltip } of hints) {
        expectLine(String(label), 'a hint', 100);
        expectLine(String(tooltip ?? ''), 'a tooltip');
      }
      for (const { tooltip = '', target = '' } of documentLinksOf(judged, rangeOf)) {
        expectLine(tooltip, 'a tooltip');
        expect(target).toMatch(/^https:\/\/[\w./@%~!'()*-]+$/);
      }
      const manifest = { ecosystem, dependencies: judged.map(({ dependency }) => dependency), problems: [], includes: [] };
      for (const { dependency, subject } of judged) {
        if (!subject || dependency.origin.kind !== 'registry') continue;
        const { rangeSpan } = dependency.origin;
        const place = { replaced: rangeSpan, kept: '', operator: '', written: '', typed: '', completed: source, placeholder: rangeSpan };
        const choice = { place, dependency, manifest, subject, states: statesOf(subject), isActive: () => true } as never;
        const { items } = completionsAt(choice, rangeOf, { labelDetails: true, deprecatedTag: true, preselect: true });
        for (const { label, detail = '', documentation = '', labelDetails } of items) {
          expectLine(label, `a completion in ${path}`);
          expectLine(detail + (labelDetails?.description ?? ''), 'a completion');
          expectText(String(documentation), 'documentation');
        }
      }
    }
  });

  it('in what stands on a lockfile', () => {
    const locked = { name: text, version: text, span: { start: 0, end: 1 }, dependencies: [] };
    const lockfile: Lockfile = {
      ecosystem: 'npm',
      packages: new Map([[text, locked]]),
      locate: () => [],
      covers: () => true,
      problems: [{ message: text, span: { start: 0, end: 0 }, level: 'error' }],
      misplaced: new Map([[text, `comes from ${text}`]]),
    };
    const affected = [{ ecosystem: 'npm' as const, name: text, versions: [text], ranges: [] }];
    const value = hostileGroup(text).members.map(member => ({ ...member, affected }));
    const registry = { kind: 'unknown', reason: text } as const;
    const result = analyzeLockfileAlone(
      { path: `${ROOT}/lock`, lockfile, member: '' },
      '',
      { told: new Set(), isAlone: true, effective: `${ROOT}/${text}` },
      { peek: () => ({ registry, advisories: { kind: 'found', value, fetchedAt: 0 } }), revision: () => 0 },
      { analyzeLockfile: createAnalyzeLockfile(() => NOW) },
      DEFAULT_POLICY,
    );
    const diagnostics = diagnosticsOf(result, 'file:///lock', rangeOf, () => undefined);
    expect(diagnostics.length).toBeGreaterThan(3);
    diagnostics.forEach(expectDiagnostic);
  });

  it('in what is told of a policy file', async () => {
    const { fixture, results } = await scanned(text);
    const file = readPolicyFile(fixture.policy ?? '');
    const problems = problemsAfter(file, results, [], true, NOW);
    expect(problems.length).toBeGreaterThan(5);
    policyDiagnostics(problems, rangeOf, false).forEach(expectDiagnostic);
    const policy = { path: `${ROOT}/${text}`, text: fixture.policy ?? '', file, problems };
    expectText(textReport(results, { root: ROOT, now: NOW, paint: (_style, part) => part, policies: [policy] }), 'a report');
  });

  it.each([undefined, 40, 100])('in the text report, %s columns wide', async width => {
    const { results } = await scanned(text);
    const installed = INSTALLED(text);
    const options = { root: ROOT, now: NOW, width, paint: (_style: unknown, part: string) => part, installed };
    const odd = results.map(result => ({ ...result, path: `${result.path}/${text}` }));
    for (const line of textReport([...results, ...odd], options).split('\n')) expectText(line, 'a report');
  });

  it('in notices of what is installed', () => {
    const notices = noticesOf(hostileReport(text), {});
    expect(notices).toHaveLength(3);
    for (const { message, headline } of notices) {
      expectLine(message, 'a notice', 159);
      expectLine(headline, 'a headline', 159);
    }
    installedDiagnostics(notices, { text: 'x', dependencies: [] }, rangeOf, () => undefined).forEach(expectDiagnostic);
  });

  it('in the response page', () => {
    const place = { isRemovable: true, files: ['requirements.txt', 'package-lock.json', text], texts: new Map([[text, text]]) };
    const projects = [{ ...place, environment: `/x/${text}`, folder: `/y/${text}` }];
    const found = { paths: [`/x/${text}`], left: [text], cached: [text], projects };
    for (const malice of [hostileMalice(text), { ...hostileMalice(text), advisories: [] }]) {
      const markdown = responseText(malice, { format: 'markdown', found });
      expectText(markdown, 'a page');
      expect(actingIn(markdown), markdown).toEqual([]);
      expectText(responseText(malice, { format: 'text', found }), 'a page');
      const html = responseText(malice, { format: 'html', found });
      expectText(html, 'a page');
      expect(html.match(/<[^>]*>/g)?.filter(tag => !INERT.test(tag))).toEqual([]);
    }
  });

  it('in titles of actions', () => {
    const data: DiagnosticData = {
      rule: 'malicious-release',
      package: text,
      ecosystem: 'npm',
      version: text,
      advisories: [text],
      leads: [text],
      signals: [text],
    };
    const choices = ignoreChoicesOf(data);
    expectLine(choices?.title ?? '', 'a title', 200);
    for (const { label } of choices?.scopes ?? []) if (!label.startsWith(text)) expectLine(label, 'a label', 200);
    const diagnostic = { range: rangeOf({ start: 0, end: 1 }), message: 'x', source: 'depwarden', code: 'malicious-release', data };
    const actions = responseActions([diagnostic]);
    expect(actions).toHaveLength(1);
    for (const { title, command } of actions) {
      expectLine(title, 'a title', 200);
      expectLine(command?.title ?? '', 'a title', 200);
    }
  });

  it('in the status, with as many reasons as there are', async () => {
    const { results } = await scanned(text);
    const sendNotification = vi.fn();
    const tally = { ...tallyOf(results[0] as FileResult), reasons: [text, ...tallyOf(results[0] as FileResult).reasons] };
    createStatus({ sendNotification } as never, true)(tally, {
      offline: false,
      databaseFrom: undefined,
      isTrusted: true,
      scan: { state: 'whole', done: 1, of: 1 },
      retryAt: undefined,
      maliciousInstalled: 0,
      open: new Map(),
    });
    const [, { reasons }] = sendNotification.mock.calls[0] as [string, { readonly reasons: readonly string[] }];
    expect(reasons.length).toBeGreaterThan(1);
    for (const reason of reasons) expectLine(reason, 'a reason', 200);
  });

  it('on standard error', () => {
    const written: string[] = [];
    const spy = vi.spyOn(process.stderr, 'write').mockImplementation(chunk => written.push(String(chunk)) > 0);
    try {
      complain(text);
      fail(text);
      stderrLogger.warn(text);
      createStatusLine({ isTTY: true, write: chunk => written.push(chunk.replace('\r\u001b[K', '')) > 0 }).show(text);
    } finally {
      spy.mockRestore();
    }
    expect(written).toHaveLength(4);
    for (const line of written) expectLine(line.replace(/\n$/, ''), 'a complaint', Infinity);
  });

  it('in the JSON report: as it is, but written so that a terminal does nothing with it', async () => {
    const { results } = await scanned(text);
    const report = jsonReport(results, { root: ROOT, version: '0', now: NOW, installed: INSTALLED(text) });
    const shown = jsonText(report);
    expect(unseenIn(shown)).toEqual([]);
    const { manifests } = JSON.parse(shown) as { manifests: { dependencies: { name: string; specifier: string }[] }[] };
    const named = manifests.flatMap(({ dependencies }) => dependencies).map(({ name }) => name);
    expect(named).toContain(text);
  });
});

/** Codes without which the world would not be worth it. */
const SEEN = [
  'vulnerable-release',
  'malicious-release',
  'admits-malicious-release',
  'deprecated-release',
  'yanked-release',
  'quarantined-package',
  'non-registry-source',
  'not-checked',
  'manifest',
];

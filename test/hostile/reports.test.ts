// The reports for people: whatever stands in a workspace, they show it and it does nothing.
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { describe, expect, it } from 'vitest';
import { readPolicyFile } from '../../server/src/policy/policyFile.js';
import { htmlReport } from '../../server/src/reports/html.js';
import { markdownReport } from '../../server/src/reports/markdown.js';
import { type Overview, overviewOf } from '../../server/src/reports/overview.js';
import { problemsAfter } from '../../server/src/reports/policy.js';
import { ROOT, scanFixture } from '../support/world.js';
import { actingIn, HOSTILE, unseenIn } from './corpus.js';
import { hostileFixture, hostileReport } from './world.js';

const NOW = Date.parse('2026-06-01T00:00:00Z');

/** An overview with the text in every place that a workspace, a registry or an advisory can put it. */
async function overviewWith(text: string): Promise<Overview> {
  const fixture = hostileFixture(text);
  const results = await scanFixture(fixture);
  const odd = results.map(result => ({ ...result, path: `${result.path}/${text}` }));
  const policy = fixture.policy ?? '';
  const file = readPolicyFile(policy);
  const overview = overviewOf([...results, ...odd], {
    roots: [ROOT, `/${text}`],
    now: NOW,
    installed: { reports: [hostileReport(text)], levels: () => ({}) },
    policies: [{ path: `${ROOT}/${text}`, text: policy, file, problems: problemsAfter(file, results, [], true, NOW) }],
  });
  const [first, ...others] = overview.rows;
  if (!first) throw new Error('the world is not hostile enough');
  const worst = {
    ...first,
    version: text,
    package: text,
    ways: [[text, text]],
    message: text,
    brief: text,
    respond: text,
    advisories: [{ id: text, url: text, title: text, severity: 'high' as const }],
    fix: { title: text, short: text, file: text, explanation: text, preferred: true },
  };
  const ignored = { ...first, version: text, package: text, message: text, reason: text, expires: text };
  return { ...overview, ignored: [ignored], rows: [worst, { ...worst, kind: 'dependency' }, ...others] };
}

const CASES = HOSTILE.map((text, index) => [index, text] as const);

describe.each(CASES)('hostile text %i', (_, text) => {
  it('is text and nothing else in the HTML report', async () => {
    const page = htmlReport(await overviewWith(text));
    expect(unseenIn(page)).toEqual([]);
    const errors: string[] = [];
    const document = parse(page, { onParseError: ({ code }) => errors.push(code) });
    expect(errors).toEqual([]);
    for (const element of elementsOf(document)) expectKnown(element);
    const scripts = elementsOf(document).filter(({ tagName }) => tagName === 'script' || tagName === 'style');
    expect(scripts.map(({ tagName }) => tagName)).toEqual(['style', 'script']);
  });

  it('is text and nothing else in the Markdown report', async () => {
    const markdown = markdownReport(await overviewWith(text));
    expect(unseenIn(markdown)).toEqual([]);
    const lines = markdown.split('\n');
    for (const line of lines.filter(one => one.startsWith('|'))) expect(cellsOf(line), line).toHaveLength(3);
    const prose = lines.map(line => (line.startsWith('|') ? cellsOf(line).join(' ') : line)).join('\n');
    expect(actingIn(prose)).toEqual([]);
    expect(prose.replace(/`[^`\n]+`/g, '').match(/[@]\w|#\d/g) ?? []).toEqual([]);
    expect(lines.filter(line => /^\s*(#|[-*+] |\d+[.)] |>|```|---)/.test(line) && !OURS.test(line))).toEqual([]);
  });
});

/** Headings and lists of the report's own. */
const OURS = /^(## Depwarden: |### (Installed|Not checked|Fixed|Errors|Warnings|Information|Hints)$|- \*\*|- `|- and \d+ more$)/;

/** The cells of a row of a table, as GitHub Flavored Markdown cuts them: at pipes without a backslash before them, which may itself be escaped. */
function cellsOf(line: string): readonly string[] {
  const parts = line.match(/(?:\\[\s\S]|[^\\|])+|\|/g) ?? [];
  expect([parts[0], parts.at(-1)]).toEqual(['|', '|']);
  return parts.filter(part => part !== '|');
}

type Element = DefaultTreeAdapterTypes.Element;

function elementsOf(node: DefaultTreeAdapterTypes.Node): readonly Element[] {
  const children = 'childNodes' in node ? node.childNodes.flatMap(elementsOf) : [];
  return 'tagName' in node ? [node, ...children] : children;
}

/** The elements that the report is made of, and the attributes that each may have. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  html: ['lang'],
  head: [],
  body: [],
  meta: ['charset', 'http-equiv', 'name', 'content'],
  title: [],
  style: [],
  script: [],
  header: [],
  main: [],
  footer: [],
  section: ['aria-labelledby', 'class'],
  h1: [],
  h2: ['id'],
  h3: ['id'],
  p: ['class', 'hidden', 'id'],
  div: ['class', 'role', 'aria-labelledby', 'tabindex'],
  ul: ['class'],
  li: [],
  label: [],
  input: ['type'],
  span: ['class', 'id', 'role'],
  strong: [],
  em: [],
  code: [],
  bdi: [],
  br: [],
  a: ['href', 'rel'],
  table: ['class'],
  caption: [],
  thead: [],
  tbody: [],
  tr: [],
  th: ['scope', 'class'],
  td: ['class'],
  details: [],
  summary: [],
};

function expectKnown({ tagName, attrs }: Element): void {
  expect(Object.keys(KNOWN), tagName).toContain(tagName);
  for (const { name, value } of attrs) {
    expect(KNOWN[tagName], `${tagName} ${name}`).toContain(name);
    if (name === 'href') expect(value).toMatch(/^(#rule-[a-z-]+|https?:\/\/[\w.~:/?#@!$&*+,;=%-]+)$/);
    if (name === 'class' || name === 'id') expect(value).toMatch(/^[a-z -]+$/);
  }
}

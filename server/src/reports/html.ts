// The report as one HTML file that needs nothing beside it: no network, no script to be read.
import { LEVELS } from '../model/index.js';
import { counted } from '../rules/age.js';
import { RULE_DESCRIPTIONS } from '../rules/index.js';
import { asItIs, type Html, html, link, paragraphs } from '../text/html.js';
import { HIDDEN, type ShownNames, UNREAD } from './gitignore.js';
import type { Group } from './grouping.js';
import { SCRIPT, SCRIPT_HASH, STYLE, STYLE_HASH } from './htmlPage.js';
import type { IgnoredRow, Overview, OverviewManifest, OverviewRow, Unchecked } from './overview.js';
import { advisoriesOf, ageOf, fixedOf, furtherPathsOf, groupedRows, isInstalledRow, subjectOf, totalsOf, verdictOf } from './sentences.js';

/**
 * The report for people who have no editor at hand: what is installed and malicious first, then what could not be checked and why, then all findings, the
 * gravest first, each with its further places folded. It follows the light or dark scheme of its reader and prints.
 * @returns a whole document that ends with a line break
 */
export function htmlReport(overview: Overview): string {
  const { folders, rows } = overview;
  const title = `Depwarden: ${folders.length > 0 ? folders.join(', ') : 'report'}`;
  const installed = rows.filter(isInstalledRow);
  const findings = rows.filter(row => !isInstalledRow(row));
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${asItIs(STYLE)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p class="verdict"><strong>${capitalised(verdictOf(overview))}.</strong></p>
<p>${totalsOf(overview).join(' ')}</p>
<p class="dim">${ageOf(overview).join(' ')}</p>
</header>
<main>
${installedPart(installed)}
${uncheckedPart(overview.unchecked)}
${policyPart(overview)}
${fixedPart(overview)}
${findingsPart(findings)}
${manifestsPart(overview.manifests)}
${skippedPart(overview.unchecked)}
${ignoredPart(overview.ignored)}
${gitignorePart(overview)}
${rulesPart(rows)}
</main>
<footer><p>What could not be checked is unknown, not clean. A later release, or an advisory published since, is not in this file.</p></footer>
<script>${asItIs(SCRIPT)}</script>
</body>
</html>
`.html;
}

const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; script-src 'sha256-${SCRIPT_HASH}'; base-uri 'none'; form-action 'none'`;

const NOTHING = html``;

function installedPart(rows: readonly OverviewRow[]): Html {
  if (rows.length === 0) return NOTHING;
  const items = groupedRows(rows).map(group => {
    const { first, others, level } = group;
    const { message, fix, respond } = first;
    const todo = respond === undefined ? NOTHING : html` What to do: <code>${respond}</code>`;
    return html`<li><span class="level ${level}">${level}</span> <bdi>${message}</bdi>
In <code>${placeOf(first)}</code>. ${advisoryLinks(advisoriesOf(group))}${todo}${fix ? html` Fix: ${fix.title}.` : NOTHING}${furtherPlaces(first, others)}</li>
`;
  });
  return html`<section class="box installed" aria-labelledby="installed">
<h2 id="installed">Installed</h2>
<p>This is on the disk already. Removing it does not undo what it has done.</p>
<ul>
${items}</ul>
</section>`;
}

function uncheckedPart(unchecked: readonly Unchecked[]): Html {
  const unknown = unchecked.filter(({ deliberate }) => !deliberate);
  if (unknown.length === 0) return NOTHING;
  return html`<section class="box unchecked" aria-labelledby="unchecked">
<h2 id="unchecked">Not checked</h2>
<p>Nothing is known about what is listed here: it is not clean.</p>
<ul>
${unknown.map(uncheckedItem)}</ul>
</section>`;
}

function policyPart({ policy = [] }: Overview): Html {
  if (policy.length === 0) return NOTHING;
  return html`<section aria-labelledby="policy">
<h2 id="policy">Policy</h2>
<p>What the policy file has left out or turned down.</p>
<ul>
${policy.map(({ about, effect }) => html`<li><code>${about}</code>: ${effect}</li>\n`)}</ul>
</section>`;
}

function fixedPart(overview: Overview): Html {
  const fixed = fixedOf(overview);
  if (fixed.length === 0) return NOTHING;
  return html`<section aria-labelledby="fixed">
<h2 id="fixed">Fixed</h2>
<p>Changed before this report was made; nothing was installed.</p>
<ul>
${fixed.map(({ file, said }) => html`<li><code>${file}</code>: ${said}</li>\n`)}</ul>
</section>`;
}

function skippedPart(unchecked: readonly Unchecked[]): Html {
  const skipped = unchecked.filter(({ deliberate }) => deliberate);
  if (skipped.length === 0) return NOTHING;
  return html`<section aria-labelledby="skipped">
<h2 id="skipped">Skipped</h2>
<p>Not meant to be checked: no public registry serves it.</p>
<ul>
${skipped.map(uncheckedItem)}</ul>
</section>`;
}

function ignoredPart(ignored: readonly IgnoredRow[]): Html {
  if (ignored.length === 0) return NOTHING;
  const items = ignored.slice(0, MOST_IGNORED).map(
    row => html`<li><code>${placeOf(row)}</code>: <bdi>${row.message}</bdi> Ignored${row.expires === undefined ? NOTHING : html` until ${row.expires}`}: <bdi>${row.reason}</bdi></li>
`,
  );
  const more = ignored.length - items.length;
  return html`<section aria-labelledby="ignored">
<h2 id="ignored">Ignored</h2>
<p>Findings that the policy file ignores. They are in no number above.</p>
<ul>
${items}${more > 0 ? html`<li>and ${more} more</li>` : NOTHING}</ul>
</section>`;
}

function gitignorePart({ gitignore }: Overview): Html {
  if (!gitignore || gitignore.hidden.names.length + gitignore.unread.names.length === 0) return NOTHING;
  return html`<section aria-labelledby="gitignore">
<h2 id="gitignore">.gitignore</h2>
${leftOutBy(HIDDEN, gitignore.hidden)}${leftOutBy(UNREAD, gitignore.unread)}</section>`;
}

function leftOutBy(what: string, { names, more }: ShownNames): Html {
  if (names.length === 0) return NOTHING;
  const list = names.map((name, index) => html`${index === 0 ? '' : COMMA}<code>${name}</code>`);
  return html`<p>${what}: ${list}${more > 0 ? html` and ${more} more` : NOTHING}.</p>
`;
}

function uncheckedItem(one: Unchecked): Html {
  const names = one.names.slice(0, MOST_NAMES).map((name, index) => html`${index === 0 ? '' : COMMA}<code>${name}</code>`);
  const more = one.names.length - names.length;
  const list = names.length === 0 ? NOTHING : html` (${names}${more > 0 ? html` and ${more} more` : NOTHING})`;
  return html`<li><code>${one.file}</code>: ${subjectOf(one)}${list}: ${one.reason}</li>
`;
}

const COMMA = html`, `;

/** So many names of one list are shown, and so many dependency paths to bad releases. */
const MOST_NAMES = 200;
const MOST_PATHS = 20;
const MOST_IGNORED = 500;

function findingsPart(rows: readonly OverviewRow[]): Html {
  if (rows.length === 0) return NOTHING;
  const groups = groupedRows(rows);
  const places = groups.length === rows.length ? NOTHING : html` for ${rows.length} places`;
  return html`<section aria-labelledby="findings">
<h2 id="findings">Findings</h2>
<p class="filter" id="filter" hidden><label>Show only rows with <input type="search"></label> <span id="shown" role="status"></span></p>
<div class="wide" role="region" aria-labelledby="findings" tabindex="0"><table class="findings">
<caption>${counted(groups.length, 'row')}${places}, the most urgent first</caption>
<thead><tr><th scope="col">Level</th><th scope="col">Where</th><th scope="col">What</th><th scope="col">Fix</th></tr></thead>
<tbody>
${groups.map(findingRow)}</tbody>
</table></div>
</section>`;
}

function findingRow(group: Group<OverviewRow>): Html {
  const { first, others, level } = group;
  const { rule, message, fix } = first;
  const about = RULES.has(rule) ? html`<a href="#rule-${rule}">${rule}</a>` : html`${rule}`;
  return html`<tr><th scope="row" class="level ${level}">${level}</th><td class="where"><code>${placeOf(first)}</code></td><td><bdi>${message}</bdi>${pathsOf(furtherPathsOf(group))}<div class="dim">${about} ${advisoryLinks(advisoriesOf(group))}</div>${furtherPlaces(first, others)}</td><td class="fix">${
    fix ? html`${fix.title}${fix.explanation === undefined ? NOTHING : html`<br><span>${fix.explanation}</span>`}` : NOTHING
  }</td></tr>
`;
}

/** The further occurrences of a group, folded: each with its place, and what it says otherwise than the first. */
function furtherPlaces(first: OverviewRow, others: readonly OverviewRow[]): Html {
  if (others.length === 0) return NOTHING;
  const items = others.map(row => html`<li><code>${placeOf(row)}</code>${differences(row, first)}</li>\n`);
  return html`<details><summary>and ${counted(others.length, 'more place')}</summary><ul>
${items}</ul></details>`;
}

function differences({ level, message, fix }: OverviewRow, first: OverviewRow): Html {
  const ownLevel = level === first.level ? NOTHING : html` <span class="level ${level}">${level}</span>`;
  const ownMessage = message === first.message ? NOTHING : html` ${message}`;
  const ownFix = fix?.title === first.fix?.title ? NOTHING : html` Fix: ${fix?.title ?? 'none'}.`;
  return html`${ownLevel}${ownMessage}${ownFix}`;
}

function placeOf({ file, range }: Pick<OverviewRow, 'file' | 'range'>): string {
  return range ? `${file}:${range.start.line + 1}:${range.start.character + 1}` : file;
}

function pathsOf(paths: readonly string[]): Html {
  if (paths.length === 0) return NOTHING;
  const items = paths.slice(0, MOST_PATHS).map(path => html`<li>also ${path}</li>`);
  const more = paths.length - items.length;
  return html`<ul class="paths">${items}${more > 0 ? html`<li>and ${more} more</li>` : NOTHING}</ul>`;
}

function advisoryLinks(advisories: OverviewRow['advisories']): readonly Html[] {
  return advisories.slice(0, MOST_PATHS).map(({ id, url, title, severity }) => {
    const said = [...(severity === undefined ? [] : [severity]), ...(title === undefined ? [] : [title])].join(': ');
    return html`<span class="advisory">${link(id, url)}${said === '' ? NOTHING : html` <bdi>${said}</bdi>`}</span> `;
  });
}

function manifestsPart(manifests: readonly OverviewManifest[]): Html {
  if (manifests.length === 0) return NOTHING;
  return html`<section aria-labelledby="manifests">
<h2 id="manifests">Manifests</h2>
<div class="wide" role="region" aria-labelledby="manifests" tabindex="0"><table>
<caption>What each of them declares, and what was found in it</caption>
<thead><tr><th scope="col">File</th><th scope="col">Ecosystem</th>${['Dependencies', 'Not checked', ...LEVELS.map(capitalised)].map(
    name => html`<th scope="col" class="number">${name}</th>`,
  )}</tr></thead>
<tbody>
${manifests.map(manifestRow)}</tbody>
</table></div>
</section>`;
}

function manifestRow({ file, ecosystem, dependencies, unknown, counts }: OverviewManifest): Html {
  const numbers = [dependencies, unknown, ...LEVELS.map(level => counts[level])].map(number => html`<td class="number">${number}</td>`);
  return html`<tr><th scope="row"><code>${file}</code></th><td>${ecosystem}</td>${numbers}</tr>
`;
}

const RULES = new Map<string, (typeof RULE_DESCRIPTIONS)[number]>(RULE_DESCRIPTIONS.map(rule => [rule.id, rule]));

/** What the rules mean that have spoken. */
function rulesPart(rows: readonly OverviewRow[]): Html {
  const spoken = new Set(rows.map(({ rule }) => rule));
  const rules = RULE_DESCRIPTIONS.filter(({ id }) => spoken.has(id));
  if (rules.length === 0) return NOTHING;
  const parts = rules.map(
    ({ id, summary, explanation }) => html`<h3 id="rule-${id}">${id}</h3>
<p><strong>${summary.replaceAll('`', '')}</strong></p>
${paragraphs(explanation)}
`,
  );
  return html`<section class="about" aria-labelledby="rules">
<h2 id="rules">What the rules mean</h2>
${parts}</section>`;
}

function capitalised(text: string): string {
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;
}

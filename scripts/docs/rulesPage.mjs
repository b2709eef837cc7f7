import { RULE_EXAMPLES } from './ruleExamples.mjs';

/** docs/rules.md: every rule with its level, what it means and an example of what it says. */
export function rulesPage(product) {
  const rules = product.RULE_DESCRIPTIONS;
  return [
    '<!-- Written by `npm run docs` from server/src/rules. Change it there. -->',
    '# Rules',
    "A rule's id is the code of its diagnostics and its key under the setting `depwarden.rules`, where each rule can be set to `error`, `warning`, `information`, `hint` or `off`:",
    '```json\n"depwarden.rules": { "deprecated-release": "hint" }\n```',
    rulesTable(rules, ''),
    ...rules.map(rule => section(rule, product)),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

/** All rules on one line each; `page` is where the links go. */
export function rulesTable(rules, page) {
  const rows = rules.map(rule => `| [\`${rule.id}\`](${page}#${rule.id}) | ${shortLevel(rule)} | ${rule.summary} |`);
  return ['| rule | default | says |', '| --- | --- | --- |', ...rows].join('\n');
}

function section(rule, product) {
  if (rule.id === 'malicious-installed') return installedSection(rule, product);
  const { line, file, ...example } = exampleOf(rule);
  return [
    `## ${rule.id}`,
    `**${rule.summary}** Default: ${level(rule)}.`,
    paragraph(rule.explanation),
    `Example, in ${file}:`,
    `\`\`\`text\n${line}\n\n${messageOf(rule, { file, ...example }, product)}\n\`\`\``,
  ].join('\n\n');
}

/** The one rule that judges no line of a manifest. */
function installedSection(rule, { groupAdvisories, incidentsOf, installedMessage }) {
  const release = { ecosystem: 'PyPI', name: 'litellm', version: '1.82.8' };
  const advisories = groupAdvisories(incidentsOf(release));
  const message = installedMessage({ ...release, where: '.venv', everyRelease: false, advisories, left: ['litellm_init.pth'] });
  return [
    `## ${rule.id}`,
    `**${rule.summary}** Default: ${level(rule)}.`,
    paragraph(rule.explanation),
    'Example, in a Python environment:',
    `\`\`\`text\n.venv/lib/python3.11/site-packages/litellm-1.82.8.dist-info\n\n${message}\n\`\`\``,
  ].join('\n\n');
}

function exampleOf({ id }) {
  const example = RULE_EXAMPLES[id];
  if (example === undefined) throw new Error(`scripts/docs/ruleExamples.mjs has no example for ${id}`);
  return example;
}

/** What the rule itself says of its example. */
function messageOf(rule, example, { createInspect, formatOf, readAdvisory }) {
  const now = Date.UTC(2026, 10, 1);
  const manifest = formatOf(example.file).parse(example.text);
  const answers = {
    registry: registryAnswer(manifest.dependencies[0], example.registry, now),
    advisories: { kind: 'found', value: example.advisory ? [readAdvisory(example.advisory)] : [], fetchedAt: now },
  };
  const [judged] = createInspect(() => now)(manifest, { peek: () => answers, levels: {}, constraints: new Map(), evidenceOf: () => [] });
  const finding = judged.findings.find(one => one.rule === rule.id);
  if (finding === undefined) throw new Error(`the example for ${rule.id} in scripts/docs/ruleExamples.mjs does not make it speak`);
  return finding.message;
}

function registryAnswer({ ecosystem, name }, registry, now) {
  if (registry === 'absent') return { kind: 'absent', fetchedAt: now };
  const releases = registry.releases.map(release => (typeof release === 'string' ? { version: release } : release));
  const value = { ecosystem, name, distTags: {}, ...registry, releases };
  return { kind: 'found', value, fetchedAt: now };
}

function level({ defaultLevel }) {
  return defaultLevel === 'severity'
    ? '`error` where the severity is critical or high, `warning` where it is medium or none is given, `information` where it is low'
    : `\`${defaultLevel}\``;
}

function shortLevel({ defaultLevel }) {
  return defaultLevel === 'severity' ? 'by severity' : `\`${defaultLevel}\``;
}

/** Undoes the line breaks of the source; empty lines stay. */
function paragraph(markdown) {
  return markdown.replace(/(?<!\n)\n(?!\n)/g, ' ');
}

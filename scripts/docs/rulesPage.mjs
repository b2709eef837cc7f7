import { CODE_PAGES, lessonOf, NOW } from './lessons/index.mjs';
import { settingsOf } from './settingsTable.mjs';

/** docs/rules.md: every rule with its level, and the other codes of diagnostics; each leads to its page. */
export function rulesIndex({ RULE_DESCRIPTIONS: rules }) {
  return pageOf([
    '# Rules',
    "A rule's id is the code of its diagnostics and its key under the setting `depwarden.rules`, where each rule can be set to `error`, `warning`, `information`, `hint` or `off`:",
    '```json\n"depwarden.rules": { "deprecated-release": "hint" }\n```',
    'Each has a page: what it means, what happened once, how to tell, what to do. In VS Code the page opens without a network, by the quick fix *Learn about …* on a diagnostic or the command *Depwarden: Show Rule Documentation…*.',
    rulesTable(rules, 'rules'),
    'Diagnostics that are no rules, and have no level to set:',
    ['| code | says |', '| --- | --- |', ...CODE_PAGES.map(({ id, summary }) => `| [\`${id}\`](rules/${id}.md) | ${summary} |`)].join('\n'),
  ]);
}

/** The pages in docs/rules, by file name: one a rule, and one for each other code of a diagnostic. */
export function rulePages(product) {
  return new Map([
    ...product.RULE_DESCRIPTIONS.map(rule => [`${rule.id}.md`, pageOf([...ruleParts(rule, product), ALL_RULES])]),
    ...CODE_PAGES.map(code => [`${code.id}.md`, pageOf([...codeParts(code), ALL_RULES])]),
  ]);
}

const ALL_RULES = '[All rules](../rules.md)';

function pageOf(parts) {
  return ['<!-- Written by `npm run docs` from server/src/rules and scripts/docs/lessons. Change it there. -->', ...parts, '']
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

function ruleParts(rule, product) {
  const { happened, gained, tell, todo, silence } = lessonOf(rule);
  return [
    ...aboutRule(rule, product),
    ...section('What happened once', happened),
    ...section('What the attacker gained', gained),
    ...section('How to tell', tell),
    ...section('What to do', todo),
    ...section('Where it is right as it is', silence.text),
    `In [\`.depwarden.jsonc\`](../policy.md):`,
    `\`\`\`jsonc\n${policyText(silence.policy)}\n\`\`\``,
  ];
}

function codeParts({ id, summary, means, todo }) {
  return [`# ${id}`, `**${summary}**`, ...section('What it means', means), ...section('What to do', todo)];
}

function section(heading, text) {
  return [`## ${heading}`, paragraph(text)];
}

/** One line for each value that fits on one. */
function policyText(policy) {
  const [[key, values]] = Object.entries(policy);
  const lines = values.map(value => (typeof value === 'string' ? JSON.stringify(value) : entryText(value)));
  return typeof values[0] === 'string' ? `{ "${key}": [${lines.join(', ')}] }` : `{\n  "${key}": [\n${lines.join(',\n')}\n  ]\n}`;
}

function entryText(entry) {
  const fields = Object.entries(entry).map(([key, value]) => `      ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return `    {\n${fields.join(',\n')}\n    }`;
}

/** All rules on one line each; `folder` is where the links go. */
export function rulesTable(rules, folder) {
  const rows = rules.map(rule => `| [\`${rule.id}\`](${folder}/${rule.id}.md) | ${shortLevel(rule)} | ${rule.summary} |`);
  return ['| rule | default | says |', '| --- | --- | --- |', ...rows].join('\n');
}

function aboutRule(rule, product) {
  return [
    `# ${rule.id}`,
    `**${rule.summary}** Default: ${level(rule)}.`,
    ...section('What it means', rule.explanation),
    ...(rule.id === 'malicious-installed' ? installedExample(product) : lineExample(rule, product)),
  ];
}

function lineExample(rule, product) {
  const { line, file, ...example } = exampleOf(rule);
  return [`Example, in ${file}:`, `\`\`\`text\n${line}\n\n${messageOf(rule, { file, ...example }, product)}\n\`\`\``];
}

/** Of the one rule that judges no line of a manifest. */
function installedExample({ groupAdvisories, incidentsOf, installedMessage }) {
  const release = { ecosystem: 'PyPI', name: 'litellm', version: '1.82.8' };
  const advisories = groupAdvisories(incidentsOf(release));
  const message = installedMessage({ ...release, where: '.venv', everyRelease: false, advisories, left: ['litellm_init.pth'] });
  return [
    'Example, in a Python environment:',
    `\`\`\`text\n.venv/lib/python3.11/site-packages/litellm-1.82.8.dist-info\n\n${message}\n\`\`\``,
  ];
}

function exampleOf(rule) {
  const { example } = lessonOf(rule);
  if (example === undefined) throw new Error(`scripts/docs/lessons has no example for ${rule.id}`);
  return example;
}

/** What the rule itself says of its example. */
function messageOf(rule, example, product) {
  const { baselineOf, createInspect, DEFAULT_POLICY, formatOf, policyOf, readAdvisory, readPolicyFile, withBaseline } = product;
  const manifest = formatOf(example.file).parse(example.text);
  const advisories = { kind: 'found', value: example.advisory ? [readAdvisory(example.advisory)] : [], fetchedAt: NOW };
  const known = { [manifest.dependencies[0].name]: example.registry, ...example.others };
  const answers = new Map();
  const peek = ({ ecosystem, name }) => {
    const key = `${ecosystem} ${name}`;
    if (!answers.has(key))
      answers.set(key, { registry: registryAnswer({ ecosystem, name }, known[name] ?? 'absent', product), advisories });
    return answers.get(key);
  };
  const choices = policyOf(DEFAULT_POLICY, example.policy && readPolicyFile(JSON.stringify(example.policy)));
  const policy = withBaseline(choices, example.baseline && baselineOf(new Map(Object.entries(example.baseline))));
  const spoken = { ...policy, rules: { ...policy.rules, ...(rule.defaultLevel === 'off' && { [rule.id]: 'information' }) } };
  const project = { hasLockfile: false, extraIndexes: [], privateScopes: [], ...example.project };
  const context = { peek, policy: spoken, constraints: new Map(), evidenceOf: () => [], lockedOf: () => undefined, project };
  const [judged] = createInspect(() => NOW)(manifest, context);
  const finding = judged.findings.find(one => one.rule === rule.id);
  if (finding === undefined) throw new Error(`the example for ${rule.id} in scripts/docs/lessons does not make it speak`);
  return finding.message;
}

function registryAnswer({ ecosystem, name }, registry, { releasesOf }) {
  if (registry === 'absent') return { kind: 'absent', fetchedAt: NOW };
  const releases = releasesOf(registry.releases.map(release => (typeof release === 'string' ? { version: release } : release)));
  const value = { ecosystem, name, distTags: {}, ...registry, releases };
  return { kind: 'found', value, fetchedAt: NOW };
}

/** The setting `depwarden.rules` of package.json: one property a rule. */
export function withRuleSettings(text, { RULE_DESCRIPTIONS: rules, LEVELS }) {
  const manifest = JSON.parse(text);
  settingsOf(manifest.contributes.configuration)['depwarden.rules'].properties = Object.fromEntries(
    rules.map(rule => [
      rule.id,
      { type: 'string', enum: [...LEVELS, 'off'], markdownDescription: `${rule.summary} Default: ${level(rule)}.` },
    ]),
  );
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
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

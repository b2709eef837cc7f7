import { NOW, RULE_EXAMPLES } from './ruleExamples.mjs';

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
function messageOf(rule, example, product) {
  const { createInspect, DEFAULT_POLICY, formatOf, policyOf, readAdvisory, readPolicyFile } = product;
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
  const policy = policyOf(DEFAULT_POLICY, example.policy && readPolicyFile(JSON.stringify(example.policy)));
  const spoken = { ...policy, rules: { ...policy.rules, ...(rule.defaultLevel === 'off' && { [rule.id]: 'information' }) } };
  const project = { hasLockfile: false, extraIndexes: [], privateScopes: [], ...example.project };
  const context = { peek, policy: spoken, constraints: new Map(), evidenceOf: () => [], lockedOf: () => undefined, project };
  const [judged] = createInspect(() => NOW)(manifest, context);
  const finding = judged.findings.find(one => one.rule === rule.id);
  if (finding === undefined) throw new Error(`the example for ${rule.id} in scripts/docs/ruleExamples.mjs does not make it speak`);
  return finding.message;
}

function registryAnswer({ ecosystem, name }, registry, { releasesOf }) {
  if (registry === 'absent') return { kind: 'absent', fetchedAt: NOW };
  const releases = releasesOf(registry.releases.map(release => (typeof release === 'string' ? { version: release } : release)));
  const value = { ecosystem, name, distTags: {}, ...registry, releases };
  return { kind: 'found', value, fetchedAt: NOW };
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

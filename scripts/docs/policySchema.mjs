/** schemas/depwarden.schema.json: what an editor completes, explains and checks in a policy file. server/src/policy/policyFile.ts reads the same. */
export function policySchemaText(rules) {
  return `${JSON.stringify(policySchema(rules), undefined, 2)}\n`;
}

export function policySchema(rules) {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Depwarden policy',
    description: 'How Depwarden checks the dependencies of a folder. It stands at the root of a workspace folder, as .depwarden.jsonc.',
    type: 'object',
    additionalProperties: false,
    allowComments: true,
    allowTrailingCommas: true,
    properties: {
      $schema: { type: 'string' },
      rules: {
        description:
          'How strongly each rule speaks. A rule that is not named keeps the level of the editor’s settings, else its own. Rules on malware and integrity, and unknown-package, are neither lowered nor turned off here.',
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(rules.map(rule => [rule.id, { description: plain(rule.summary), enum: LEVELS }])),
      },
      cooldown: days(
        'cooldown',
        'days',
        'How many days old a release has to be. Without it: what the package manager is configured to wait, else 3.',
      ),
      signals: days(
        'signals',
        'recentDays',
        'Changes of publisher, install scripts, dependencies and provenance are told only of releases published within so many days. Default: 90.',
      ),
      ignore: {
        description: 'Findings that are not reported. They are still counted, and kept in reports for programs.',
        type: 'array',
        items: ignoreEntry(rules),
      },
      deny: names('Packages that must not be used: a dependency on one is an error (rule denied-package).', 'npm:left-pad'),
      allow: names(
        'Packages that are exempt from hints, such as young-release or lookalike-name; never from malware and vulnerabilities.',
        'PyPI:acme-*',
      ),
      privateScopes: names(
        'Names that are private: no service is asked about them. They are judged by what is known on this computer.',
        '@acme',
        'PyPI:acme-*',
      ),
    },
  };
}

const LEVELS = ['error', 'warning', 'information', 'hint', 'off'];

function ignoreEntry(rules) {
  return {
    description:
      'Everything that is named has to fit. At least a rule, an advisory or a package, and always a reason. Findings on malware and integrity need package, versions and expires as well; unknown-package needs package and expires.',
    type: 'object',
    additionalProperties: false,
    required: ['reason'],
    anyOf: [{ required: ['rule'] }, { required: ['advisory'] }, { required: ['package'] }],
    dependencies: { versions: ['package'] },
    defaultSnippets: [{ label: 'one advisory', body: { advisory: '$1', package: '$2', reason: '$3' } }],
    properties: {
      rule: {
        description: 'Id of a rule. Findings about malware are ignored only where the rule or the advisory is named.',
        enum: rules.map(({ id }) => id),
      },
      advisory: { description: 'Id of an advisory, or one of its aliases: GHSA-…, CVE-…, PYSEC-…, MAL-….', ...TEXT },
      package: { description: 'npm:NAME or PyPI:NAME; * stands for any text.', ...TEXT, examples: ['npm:minimist'] },
      versions: { description: 'A range in the package’s own syntax: <1.2.6, ^2.0.0 (npm); >=1.0,<2 (PyPI). Needs package.', ...TEXT },
      reason: { description: 'Why this is ignored.', ...TEXT },
      expires: {
        description: 'The last day on which it is ignored: 2027-01-31.',
        type: 'string',
        format: 'date',
        pattern: '^\\d{4}-\\d\\d-\\d\\d$',
      },
      by: { description: 'Who decided it. Shown where the finding would be; never filled in by Depwarden.', ...TEXT },
    },
  };
}

const TEXT = { type: 'string', pattern: '\\S' };

function days(object, key, description) {
  return {
    description: `${object}.${key}`,
    type: 'object',
    additionalProperties: false,
    properties: { [key]: { description, type: 'number', minimum: 0 } },
  };
}

function names(description, ...examples) {
  return { description, type: 'array', items: { type: 'string', description: 'npm:NAME or PyPI:NAME; * stands for any text.', examples } };
}

/** Of Markdown the text. */
function plain(markdown) {
  return markdown.replaceAll('`', '');
}

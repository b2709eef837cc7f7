// What can be learnt of each rule about what registries and advisories say of a release.
import { npm, pip } from './examples.mjs';

export const REGISTRY_LESSONS = {
  'vulnerable-release': {
    example: {
      ...npm('lodash', '4.17.20'),
      registry: { releases: ['4.17.20', '4.17.21'] },
      advisory: {
        id: 'GHSA-35jh-r3h4-6jhm',
        modified: '2025-08-12T21:00:00Z',
        affected: [
          {
            package: { ecosystem: 'npm', name: 'lodash' },
            ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '4.17.21' }] }],
          },
        ],
        database_specific: { severity: 'HIGH' },
      },
    },
    happened: `CVE-2025-55182 (react-server-dom-webpack and its siblings 19.0.0, 19.1.0, 19.1.1 and 19.2.0, December 2025): one request made a server that renders React
Server Components run the sender's code. Fixed releases were there when it was published; it was exploited within days, and entered CISA's list of exploited vulnerabilities.`,
    gained: 'Code of theirs on servers that still ran the old release, with what those servers could reach.',
    tell: 'Read the advisory for the conditions: which function, which configuration, whether input from outside reaches it. That it is only a transitive dependency does not make it harmless.',
    todo: 'Take the fix, which goes to the lowest release without the vulnerability. Where there is none, or it is a transitive dependency, see the override that is offered.',
    silence: {
      text: 'Where the vulnerable part is not reached. Name the advisory, so that the next one is still told, and give it an end.',
      entry: {
        advisory: 'GHSA-xvch-5gv4-984h',
        package: 'npm:minimist',
        versions: '<1.2.6',
        reason: 'not reachable: used by the build only',
        expires: '2027-01-31',
      },
    },
  },
  'unknown-package': {
    example: { ...npm('shop-string-tools-hallucinated', '^2.0.0'), registry: 'absent' },
    happened: `In 2023 assistants kept advising \`pip install huggingface-cli\`, a name that nobody had: the command is called so, its package is huggingface_hub. A researcher, Bar Lanyado, put an
empty package there; it had more than 30,000 downloads in three months. He meant no harm. The next one who takes such a name may.`,
    gained: 'Nothing yet: that is the point. Whoever registers the name runs code on every machine that installs by this line.',
    tell: 'Where does the name come from? Search for the project, not for the name; look at its own page for how it is installed. The message tells which popular name is near, and whether the other registry has this one.',
    todo: 'Correct the name, or remove the line. Where the package is private, configure its registry, and name it as private.',
    silence: {
      text: 'A private package is named as private: then nobody is asked about it, either.',
      policy: { privateScopes: ['@acme', 'PyPI:acme-*'] },
    },
  },
  'quarantined-package': {
    example: { ...pip('example-project>=1.0'), registry: { releases: [], status: 'quarantined' } },
    happened: `An update of aiocpa (PyPI), a client for a payment service, sent the keys that it was given to somebody by Telegram (November 2024). PyPI put the project into quarantine: nothing of it could be
installed from then on.`,
    gained: 'The private keys of those who had updated.',
    tell: 'PyPI has had a report that it found worth a look, no more: some quarantined projects come back. Look at what you have installed, and since when.',
    todo: 'Remove it or replace it now, as nothing of it can be installed anyway. Until PyPI has decided, treat machines that have it as suspect.',
    silence: {
      text: 'Where you have looked at the release that you have, and keep a copy of it.',
      entry: {
        rule: 'quarantined-package',
        package: 'PyPI:example-project',
        reason: 'reviewed 1.4.2, served from our mirror',
        expires: '2027-01-31',
      },
    },
  },
  'removed-release': {
    example: {
      ...npm('example-package', '1.4.1'),
      registry: { releases: ['1.4.0'], withdrawn: [{ version: '1.4.1' }] },
    },
    happened: `On 2016-03-22 the author of left-pad took all his packages from npm, some 270 of them. Thousands of builds that needed those eleven lines, through others, failed. More often a release
disappears for a worse reason: compromised ones are taken down, usually without a trace at PyPI.`,
    gained:
      'Nothing by the removal. But a name that has become free can be taken, and a mirror or a cache that still has the release may be giving you a bad one.',
    tell: 'The message says whether the release was withdrawn or never existed, where the registry tells (npm does, PyPI does not). Look for an advisory, and in the project’s own issues.',
    todo: 'Find out why before you pin to another one. Where it was malware, go on with the response page: `depwarden respond PACKAGE@VERSION`.',
    silence: {
      text: 'Where you serve the release yourself and know why the public registry does not.',
      entry: { rule: 'removed-release', package: 'npm:example-package', versions: '1.4.1', reason: 'kept in our own registry, reviewed' },
    },
  },
  'yanked-release': {
    example: {
      ...pip('requests==2.32.0'),
      registry: { releases: [{ version: '2.32.0', yanked: 'breaks TLS verification with custom adapters' }, '2.32.3'] },
    },
    happened:
      'requests 2.32.0 and 2.32.1 (PyPI, May 2024) were yanked with the reason "conflicts with CVE-2024-35195 mitigation"; 2.32.2 followed. Whoever had pinned one of them still got it, with a line in pip’s output.',
    gained:
      'No attacker was involved. A yanked release has a defect that its makers found bad enough to take it back; sometimes it is a security defect.',
    tell: 'The reason, where one is given, is in the message. Without one look at the project’s changelog for the release after it.',
    todo: 'Take the fix, which goes to the nearest release that is not yanked.',
    silence: {
      text: 'Where the reason given does not touch you.',
      entry: {
        rule: 'yanked-release',
        package: 'PyPI:requests',
        versions: '==2.32.0',
        reason: 'no custom adapters here',
        expires: '2027-01-31',
      },
    },
  },
  'deprecated-release': {
    example: {
      ...npm('example-package', '^1.4.0'),
      registry: { releases: [{ version: '1.4.2', deprecated: 'renamed to another-package' }] },
    },
    happened:
      'The registry shows thousands of examples; no public incident is known that began with a deprecation itself. What happens is slower: nobody mends what is found from then on.',
    gained: 'Vulnerabilities that stay. A package that nobody looks after is also easier to take over.',
    tell: 'The maintainers’ own words are in the message: often the name of what to use instead, or the release in which it is mended.',
    todo: 'Move to what they name. Where only this release is deprecated, take the fix to the nearest one that is not.',
    silence: {
      text: 'Where you have decided to stay for now.',
      entry: {
        rule: 'deprecated-release',
        package: 'npm:example-package',
        reason: 'replaced with the move to version 4 of our client',
        expires: '2027-01-31',
      },
    },
  },
  unmaintained: {
    example: { ...npm('example-package', '^1.0.0'), registry: { releases: [{ version: '1.0.0', publishedAt: Date.UTC(2022, 0, 1) }] } },
    happened: `ctx (PyPI) had last been released years before, when in May 2022 somebody registered the expired domain of its maintainer's mail address, had the password reset, and published releases that
sent away environment variables (PYSEC-2022-199).`,
    gained: 'The environment variables of everybody who installed it, cloud keys among them.',
    tell: 'Look at the repository: are reports answered? Finished software has few of them and still gets an answer.',
    todo: 'Nothing at once. For what runs with secrets, or reads input from outside, look for something that is looked after, or keep a copy that you review.',
    silence: {
      text: 'The rule is off by itself. Where you have set it and know the package to be finished:',
      entry: { rule: 'unmaintained', package: 'npm:example-package', reason: 'finished: forty lines, reviewed' },
    },
  },
};

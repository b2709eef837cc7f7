// What can be learnt of each rule about hints: how a package is named, and what has changed in a release.
import { ago, fresh, npm, old } from './examples.mjs';

export const SIGNAL_LESSONS = {
  'dependency-added': {
    example: {
      ...npm('example-client', '^1.14.0'),
      registry: { releases: [old({ dependencies: [] }), fresh({ dependencies: ['plain-cipher-part'] })] },
      others: { 'plain-cipher-part': { createdAt: ago(24 * 5 + 18), releases: [{ version: '4.2.1', publishedAt: ago(24 * 5 + 18) }] } },
    },
    happened: `axios 1.14.1 (npm, 2026-03-31, MAL-2026-2307) was axios 1.14.0 with one more dependency, plain-crypto-js, which was less than a day old. None of axios's own code used it: what was
wanted was its install script ([the project's account](https://github.com/axios/axios/issues/10604)). event-stream 3.3.6 had got flatmap-stream in the same way in 2018.`,
    gained: 'A remote-access trojan on the machines that installed it, while every file of axios itself looked as before.',
    tell: 'Compare the two releases: `npm diff --diff=NAME@OLD --diff=NAME@NEW` shows the files without installing them. Does the code use what was added? Who publishes it, and since when?',
    todo: 'Stay with the release before until you know. Where an advisory has appeared meanwhile, go by that.',
    silence: {
      text: 'Where you have looked at the new dependency.',
      entry: {
        rule: 'dependency-added',
        package: 'npm:example-client',
        versions: '1.14.1',
        reason: 'split off by the same authors, see their changelog',
      },
    },
  },
  'install-script-added': {
    example: {
      ...npm('example-package', '^1.14.0'),
      registry: { releases: [old({ installScripts: [] }), fresh({ installScripts: ['postinstall'] })] },
    },
    happened: `ua-parser-js 0.7.29, 0.8.0 and 1.0.0 (npm, 2021-10-22, GHSA-pjwm-rvh2-c87w) were published from a hijacked account, with a \`preinstall\` script that no release had before. They were up
for about four hours. The worm Shai-Hulud (@ctrl/tinycolor 4.1.1 and 4.1.2, 2025-09-15, MAL-2025-47141) spread itself in that way.`,
    gained:
      'Code of theirs on every machine that installed: a miner of cryptocurrency and a thief of passwords; the worm took tokens and published itself with them.',
    tell: 'Read the script: `npm view NAME@VERSION scripts`, then the file that it starts, from the archive (`npm pack NAME@VERSION`), not from an installation.',
    todo: 'Install with `--ignore-scripts` until you know what it does. A new native part has a reason in the changelog.',
    silence: {
      text: 'Where you know what it builds.',
      entry: {
        rule: 'install-script-added',
        package: 'npm:example-package',
        versions: '1.14.1',
        reason: 'builds its native part now; binding.gyp was read',
      },
    },
  },
  'lookalike-name': {
    example: {
      ...npm('lodahs', '^1.0.0'),
      registry: { createdAt: ago(24 * 20), releases: [{ version: '1.0.0', publishedAt: ago(24 * 20) }] },
      others: { lodash: { createdAt: 0, releases: ['4.17.21'] } },
    },
    happened: `In August 2017 crossenv was found on npm: the code of cross-env, and besides it sent the environment variables of whoever installed it to a server. The same account had about
forty such packages, mongose and node-fabric among them, some for two weeks.`,
    gained: 'Environment variables of developers and build machines, with the tokens in them, for one wrong letter.',
    tell: 'Compare with the name that the message gives: publisher, age, downloads, repository. A copy often has the original’s description and links to its repository, which in turn knows nothing of it.',
    todo: 'Take the fix if you meant the other one, and look whether the wrong one was ever installed.',
    silence: {
      text: 'A package that you know goes on the list `allow`, which exempts it from hints, never from malware and vulnerabilities.',
      policy: { allow: ['npm:lodahs'] },
    },
  },
  'publisher-changed': {
    example: {
      ...npm('example-package', '^1.14.0'),
      registry: { releases: [old({ publisher: 'alice' }), fresh({ publisher: 'mallory' })] },
    },
    happened: `In 2018 the author of event-stream, tired of it, gave it to somebody who had asked politely and sent good changes. That account published 3.3.6 (GHSA-mh6f-8j2x-4483), with
flatmap-stream, whose hidden part was meant for the build of one wallet program.`,
    gained: 'The keys of cryptocurrency wallets that were built with it, over more than two months.',
    tell: 'Who is it? Look for the name in the repository: commits, releases, an announcement. A stolen account keeps its name; a new one was added by somebody.',
    todo: 'Look at what has changed in the release, or wait some days for others to do so.',
    silence: {
      text: 'Where the change was announced.',
      entry: {
        rule: 'publisher-changed',
        package: 'npm:example-package',
        versions: '1.14.1',
        reason: 'new maintainer announced in the repository',
      },
    },
  },
  'provenance-lost': {
    example: {
      ...npm('example-package', '^1.14.0'),
      registry: { releases: [old({ provenance: true }), fresh({ provenance: false })] },
    },
    happened: `axios published its 1.x releases from a workflow, with provenance. 1.14.1 (2026-03-31, MAL-2026-2307) came from a hijacked account instead, past that workflow, and had none
([the project's account](https://github.com/axios/axios/issues/10604)). The reverse proves nothing: the 42 @tanstack packages of 2026-05-11 (MAL-2026-3465) were published by their own workflow, which had been taken over.`,
    gained: 'Releases under a trusted name, without a change in the repository that anybody could have reviewed.',
    tell: '`npm view NAME@VERSION dist.attestations` shows what there is, or nothing. Is there a tag and a release in the repository for this version?',
    todo: 'Stay with the release that has it until the project says why this one has not.',
    silence: {
      text: 'Where the project has said that it releases by hand.',
      entry: { rule: 'provenance-lost', package: 'npm:example-package', versions: '1.14.1', reason: 'released by hand, see their issue' },
    },
  },
  'young-package': {
    example: {
      ...npm('example-package', '^1.0.0'),
      registry: { createdAt: ago(24 * 6), releases: [{ version: '1.0.0', publishedAt: ago(24 * 6) }] },
    },
    happened: `plain-crypto-js, the package that brought the trojan of axios 1.14.1 (MAL-2026-2306), first appeared within a day of the attack on 2026-03-31. Nobody had looked at it: there was nobody
yet who used it.`,
    gained: 'A package with a clean record, for as long as it takes to have one: hours.',
    tell: 'Who publishes it, what else do they have, is there a repository with a history older than the package? Did an assistant or a chat give you the name?',
    todo: 'Look at it before you depend on it, or wait a week.',
    silence: {
      text: 'A new package that you know, such as one of your own, goes on the list `allow`.',
      policy: { allow: ['npm:example-package'] },
    },
  },
  'young-release': {
    example: { ...npm('example-package', '^1.14.0'), registry: { releases: [old(), fresh({ publishedAt: ago(3) })] } },
    happened:
      'litellm 1.82.7 and 1.82.8 (PyPI, 2026-03-24, MAL-2026-2144) were up for about 40 minutes; ua-parser-js 0.7.29 (2021-10-22) for about four hours. Who waited a day got neither.',
    gained: 'Those who install everything at once: build machines, mostly, with their secrets.',
    tell: 'Nothing speaks against the release but its age. Look whether it is a security fix, for which waiting has a price.',
    todo: 'Wait until it is older than the cooldown, or take the fix, which leads to the nearest release that is old enough.',
    silence: {
      text: 'Where you need this release now, such as a security fix: name it, with an end. A shorter cooldown for all is `"cooldown": { "days": 1 }`.',
      entry: {
        rule: 'young-release',
        package: 'npm:example-package',
        versions: '1.14.1',
        reason: 'mends a vulnerability that we have',
        expires: '2027-01-31',
      },
    },
  },
};

// What can be learnt of each rule about what the project itself says.
import { npm, old, pip } from './examples.mjs';

export const PROJECT_LESSONS = {
  'denied-package': {
    example: { ...npm('left-pad', '^1.3.0'), registry: { releases: ['1.3.0'] }, policy: { deny: ['npm:left-pad'] } },
    happened: `node-ipc 10.1.1 and 10.1.2 (npm, March 2022, GHSA-97m3-w2cp-4xx6) overwrote files on machines whose address lay in certain countries. It was the maintainer's own protest, in a package that
many others depend on. Some teams then decided against the package as such: that is what the list \`deny\` is for.`,
    gained: 'Nothing; it destroyed. What was lost was the trust in who publishes it.',
    tell: 'The list `deny` of `.depwarden.jsonc` names it; the file’s history says who decided that, and why.',
    todo: 'Remove the dependency, or talk to those who keep the list.',
    silence: {
      text: 'Take the name off the list `deny`, or ignore the rule for one package until it is gone.',
      entry: { rule: 'denied-package', package: 'npm:left-pad', reason: 'leaves with the next release', expires: '2027-01-31' },
    },
  },
  'dependency-confusion': {
    example: {
      ...pip('acme-utils>=2.0'),
      text: '--extra-index-url https://pypi.acme.example/simple\nacme-utils>=2.0\n',
      registry: 'absent',
      project: { extraIndexes: ['pypi.acme.example'] },
    },
    happened: `From 2022-12-25 to 2022-12-30 the nightly builds of PyTorch, installed by pip with \`--extra-index-url\`, took torchtriton from PyPI, where a stranger had registered that name with the
version 3.0.0, instead of from PyTorch's own index.`,
    gained: 'Host names, environment variables, SSH keys and files from the home folders of those who imported it.',
    tell: '`pip index versions NAME --index-url URL`, asked of each index by itself, shows which of them have the name. `npm view NAME` shows whether somebody has your internal name.',
    todo: 'Use one index that serves both (`--index-url`), give the package a scope that is yours, or pin it by hash. Where the public name is free, it can be registered by you, too.',
    silence: {
      text: 'Name what is private: then no public service is asked about it.',
      policy: { privateScopes: ['@acme', 'PyPI:acme-*'] },
    },
  },
  'integrity-mismatch': {
    example: {
      ...pip(`example-project==1.14.0 --hash=sha256:${'0'.repeat(64)}`),
      registry: { releases: [old({ digests: [`sha256:${'3a7bd3e2360a3d29eea436fc'}`] })] },
    },
    happened: `No public incident is known in which a lockfile was changed in this way and did harm. That it works has been shown since 2019: whoever gets one line of a lockfile through a
review decides what is installed, and lockfiles are hardly ever read.`,
    gained: 'Whatever code they like, installed under the name and version of a package that you trust.',
    tell: '`git log -p -- package-lock.json` shows who changed the entry, and with what else. Ask the registry for the hash: `npm view NAME@VERSION dist.integrity`; PyPI shows the hashes of each file on its page.',
    todo: 'Do not replace the hash. Find out who changed it and what was installed by it; then delete the entry and lock anew.',
    silence: {
      text: 'Where a mirror of your own packs archives anew, and you know that it does.',
      entry: {
        rule: 'integrity-mismatch',
        package: 'npm:example-package',
        versions: '1.14.0',
        reason: 'repacked by our mirror, compared file by file',
      },
    },
  },
  'non-registry-source': {
    example: npm('example-package', 'git+https://git.example/example-package.git'),
    happened: `The @tanstack releases of 2026-05-11 (MAL-2026-3465) named, as an optional dependency, a commit on GitHub. npm fetches such a dependency from there and runs the \`prepare\` script in it: code that
stands in no registry, and that no advisory of a registry names ([the project's account](https://github.com/TanStack/router/issues/7383)).`,
    gained: 'Code that runs at install time, past everything that watches releases. It took cloud, GitHub and npm tokens.',
    tell: 'A whole commit hash (40 digits) always gives the same code; a branch or a tag gives what its owner puts there. A lockfile names the commit that is installed now.',
    todo: 'Ask for a release in the registry, or name a whole commit, or a digest for an archive.',
    silence: {
      text: 'Where it is your own repository, or a commit that you have read.',
      entry: { rule: 'non-registry-source', package: 'npm:example-package', reason: 'our own fork, held at a commit' },
    },
  },
  unpinned: {
    example: { ...npm('example-package', '>=1.0.0'), registry: { releases: [old()] } },
    happened: `colors 1.4.1 (npm, January 2022, GHSA-5rqg-jm4f-cqx7) had an endless loop that its own author had put in. Whoever had no upper bound and no lockfile got it with the next
installation.`,
    gained: 'Nothing was stolen that time. The way is the same for a release that steals.',
    tell: 'Run the installation in two empty folders, a week apart: do both give the same releases?',
    todo: 'Keep a lockfile and use it (`npm ci`, `uv sync --frozen`, `pip install --require-hashes`), or take the fix, which pins.',
    silence: {
      text: 'The rule is off by itself. Libraries leave the bound out with good reason:',
      entry: { rule: 'unpinned', reason: 'this is a library: its users lock' },
    },
  },
};

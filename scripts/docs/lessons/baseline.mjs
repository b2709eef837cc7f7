// What can be learnt of each rule that compares with .depwarden/baseline.json.
import { npm, old } from './examples.mjs';

export const BASELINE_LESSONS = {
  'artifact-changed': {
    example: {
      ...npm('example-package', '1.14.0'),
      registry: { releases: [old({ digests: ['sha512-0123456789abcdef'] })] },
      baseline: { 'npm:example-package@1.14.0': { digests: ['sha512-fedcba9876543210'] } },
    },
    happened: `No public incident is known at npm or PyPI: both refuse to publish a version a second time. Elsewhere it has happened: on 2025-03-14 the tags of the GitHub action
tj-actions/changed-files were moved to a commit that wrote secrets into build logs (CVE-2025-30066). Whoever had named a version got other code under the same name.`,
    gained: 'Everybody who had pinned the version and felt safe.',
    tell: 'Compare the files, without installing: fetch the archive (`npm pack NAME@VERSION`, `pip download --no-deps --only-binary :all: NAME==VERSION`) and one from a cache or a machine that has had it for long.',
    todo: 'Do not install. Find out whether the registry, a mirror in between, or the lockfile has changed, and ask the project.',
    silence: {
      text: 'Where you know why, accept it with `depwarden baseline --update`, in a pull request. Until then:',
      entry: {
        rule: 'artifact-changed',
        package: 'npm:example-package',
        versions: '1.14.0',
        reason: 'our mirror packs anew',
        expires: '2027-01-31',
      },
    },
  },
  'baseline-drift': {
    example: {
      ...npm('example-package', '1.14.0'),
      registry: { releases: [old({ publisher: 'somebody', provenance: false })] },
      baseline: { 'npm:example-package@1.14.0': { publisher: 'known-maintainer', provenance: true } },
    },
    happened: `event-stream was handed to a new maintainer in 2018, weeks before that account published 3.3.6 (GHSA-mh6f-8j2x-4483). The releases of before were as they had been; only who was in charge
had changed.`,
    gained: 'The right to publish under a name that thousands trusted.',
    tell: 'The message names what has changed. Look in the repository for an announcement, and at what the new account has done elsewhere.',
    todo: 'Look at the next release with care. Where the change is explained, accept it with `depwarden baseline --update`.',
    silence: {
      text: 'Usually the baseline is brought up to date instead. Until then:',
      entry: {
        rule: 'baseline-drift',
        package: 'npm:example-package',
        reason: 'moved to their organisation, announced',
        expires: '2027-01-31',
      },
    },
  },
  'not-in-baseline': {
    example: {
      ...npm('example-package', '1.14.0'),
      registry: { releases: [old({})] },
      baseline: { 'npm:example-package@1.13.0': {} },
    },
    happened:
      'Nothing happens by this alone, and no incident belongs to it. It says that this release was not there when the baseline was last reviewed.',
    gained: 'Nothing.',
    tell: 'The pull request that changed the version shows when it came in.',
    todo: 'Run `depwarden baseline` and have the difference reviewed with the change of the version.',
    silence: {
      text: 'Where some packages are not meant to be recorded:',
      entry: { rule: 'not-in-baseline', package: 'npm:@types/*', reason: 'types only, no code' },
    },
  },
};

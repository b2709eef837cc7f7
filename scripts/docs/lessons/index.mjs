import { BASELINE_LESSONS } from './baseline.mjs';
import { MALWARE_LESSONS } from './malware.mjs';
import { PROJECT_LESSONS } from './project.mjs';
import { REGISTRY_LESSONS } from './registry.mjs';
import { SIGNAL_LESSONS } from './signals.mjs';

export { CODE_PAGES } from './codes.mjs';
export { NOW } from './examples.mjs';

const LESSONS = { ...MALWARE_LESSONS, ...REGISTRY_LESSONS, ...SIGNAL_LESSONS, ...PROJECT_LESSONS, ...BASELINE_LESSONS };

/**
 * What can be learnt of a rule: what happened once (facts only), what the attacker gained, how to tell, what to do, and how it is silenced where it is right as
 * it is: by `policy`, keys of a policy file, or `entry`, one of its list `ignore`. `example` has the line of a manifest on which the rule speaks.
 * @throws where there is none: every rule has one
 */
export function lessonOf({ id }) {
  const lesson = LESSONS[id];
  if (lesson === undefined)
    throw new Error(
      `scripts/docs/lessons has nothing for ${id}: what happened, what the attacker gained, how to tell, what to do, how to silence it, and an example`,
    );
  const { silence, ...texts } = lesson;
  return { ...texts, silence: { text: silence.text, policy: silence.policy ?? { ignore: [silence.entry] } } };
}

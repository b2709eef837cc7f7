import type { Ecosystem } from '../model/index.js';

/** A reason to think that a name was chosen, or typed, in place of a popular one. Weak by itself: many an honest package has a neighbour. */
export interface NameSignal {
  /** The popular name that is imitated. */
  readonly target: string;
  /** What kind of imitation. */
  readonly kind: 'edit' | 'transposition' | 'doubled' | 'keyboard' | 'separator' | 'confusable' | 'combosquat' | 'scope' | 'wrong-registry';
  /** In words, as a message continues: `one letter away from lodash`, `lodash with "-js" added`, `the name of a PyPI package`. */
  readonly words: string;
  /** Of 'wrong-registry': the ecosystem in which the name is popular. */
  readonly ecosystem?: Ecosystem;
}

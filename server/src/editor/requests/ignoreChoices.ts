import { IGNORE_CHOICES_REQUEST } from '../../protocol/index.js';
import type { CustomRequestHandler } from '../dispatch/requestHandler.js';
import { ignoreChoicesOf } from '../features/ignoreChoices.js';

/** What can be ignored of a row of the overview: the same choices as beside its diagnostic. */
export const ignoreChoices: CustomRequestHandler<typeof IGNORE_CHOICES_REQUEST, never> = {
  method: IGNORE_CHOICES_REQUEST,
  handle: async (_session, { uri, advisories, ...finding }) => {
    const choices = ignoreChoicesOf({ ...finding, advisories, leads: advisories });
    return { question: choices ? { uri, ...choices } : null };
  },
};

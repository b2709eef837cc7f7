import { ErrorCodes, ResponseError } from 'vscode-languageserver';
import { withIgnore } from '../../policy/edit.js';
import type { IgnoreEntry } from '../../policy/ignores.js';
import { readPolicyFile } from '../../policy/policyFile.js';
import { IGNORE_REQUEST, type IgnoreParams } from '../../protocol/index.js';
import type { CustomRequestHandler } from '../dispatch/requestHandler.js';
import { type PolicyEditNeeds, policyEdit } from '../session/policyEdits.js';

/**
 * The edit of the policy file that adds an entry for a finding in a document; where there is no file yet it makes one.
 * @throws ResponseError with a sentence fit to be shown, where the file cannot be edited or the entry would ignore nothing
 */
export const ignore: CustomRequestHandler<typeof IGNORE_REQUEST, PolicyEditNeeds> = {
  method: IGNORE_REQUEST,
  handle: async (session, { uri, entry }) => {
    const made = await policyEdit(session, uri, text => withIgnore(text, checked(entry)));
    if (typeof made === 'string') throw refusal(made);
    return made;
  },
};

/** What the client sends is read as a policy file is. */
function checked(entry: IgnoreParams['entry']): IgnoreEntry {
  const { entries, problems } = readPolicyFile(JSON.stringify({ ignore: [entry] }));
  const [placed] = entries;
  if (!placed) throw refusal(problems[0]?.message ?? 'This would ignore nothing.');
  return placed.ignore.entry;
}

function refusal(message: string): ResponseError<void> {
  return new ResponseError(ErrorCodes.InvalidParams, message);
}

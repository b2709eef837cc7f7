import { withEdits } from '../../fixes/textEdits.js';
import { minorUpdates } from '../../fixes/updateLines.js';
import { type FixSummary, UPDATE_MINORS_COMMAND } from '../../protocol/index.js';
import { updatingSentence } from '../../reports/fixing.js';
import { baseName } from '../../text/paths.js';
import type { CommandHandler } from '../dispatch/commandHandler.js';
import { askAbout, type BulkChange, type BulkEditNeeds, makeChanges } from '../session/bulkEdits.js';

const NOTHING: FixSummary = { changes: 0, files: 0, toConfirm: 0, stays: 0, uris: [], refused: [], applied: false, cancelled: false };

/** Updates what nothing is wrong with in one open manifest, each within its major line, when the client's user has seen what that comes to. */
export const updateMinors: CommandHandler<FixSummary, BulkEditNeeds | 'clock' | 'manifestSnapshot'> = {
  command: UPDATE_MINORS_COMMAND,
  showsProgress: false,
  run: async (session, _progress, _token, [uri]) => {
    const manifest = typeof uri === 'string' ? session.manifestSnapshot(uri) : undefined;
    if (!manifest) return NOTHING;
    const { path, text, judged, as } = manifest.result;
    const updates = minorUpdates(judged, { path, text }, session.clock());
    if (updates.length === 0) return NOTHING;
    const file = { uri: manifest.uri, version: manifest.version, text };
    const changes = updates.map(({ fix: { title, edits } }): BulkChange => ({ title, file, edits }));
    const after = as(
      withEdits(
        text,
        changes.flatMap(({ edits }) => edits),
      ),
    );
    const sentence = updatingSentence(changes.length, baseName(path), after?.locked?.stale?.command?.command);
    const choice = await askAbout(sentence, session);
    const summary = { ...NOTHING, changes: changes.length, files: 1 };
    if (choice === 'nothing') return summary;
    if (!manifest.isCurrent()) return { ...summary, refused: [path] };
    const { applied } = await makeChanges('Update all safe minors', changes, choice, session);
    return { ...summary, uris: [manifest.uri], applied };
  },
};

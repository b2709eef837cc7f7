import { APPLY_FIX_REQUEST, type ApplyFixResult } from '../../protocol/index.js';
import { overviewOf } from '../../reports/overview.js';
import type { CustomRequestHandler } from '../dispatch/requestHandler.js';
import { withSignal } from '../session/cancellation.js';
import { type FixNeeds, fixActionContext, resolveFix } from '../session/fixActions.js';
import { overviewOptions } from '../session/overviewOptions.js';
import { pathOf } from '../session/uris.js';

/** Applies the fix of a row, where the manifest still is one that it is offered for. */
export const applyFix: CustomRequestHandler<typeof APPLY_FIX_REQUEST, FixNeeds | 'connection' | 'documentSnapshot' | 'scans'> = {
  method: APPLY_FIX_REQUEST,
  handle: (session, { uri, row: id, title }, token) =>
    withSignal([token], async signal => {
      const { capabilities, connection, documentSnapshot, scans } = session;
      if (!capabilities.appliesEdits) return { applied: false, why: NO_EDITS };
      const path = pathOf(uri);
      const result = (await scans.scan([path], signal)).find(one => one.path === path);
      const snapshot = documentSnapshot(uri);
      if (!snapshot || !result || result.text !== snapshot.document.getText()) return CHANGED;
      const row = overviewOf([result], overviewOptions(session)).rows.find(one => one.id === id);
      if (!row?.range || row.fix?.title !== title) return CHANGED;
      const fix = { title, offset: snapshot.document.offsetAt(row.range.start) };
      const edit = await resolveFix(fix, { ...snapshot, result }, await fixActionContext(session), signal);
      if (!edit) return CHANGED;
      const { applied } = await connection.workspace.applyEdit({ label: title, edit });
      return applied ? { applied } : CHANGED;
    }),
};

const CHANGED: ApplyFixResult = {
  applied: false,
  why: 'The manifest has changed, and this fix is not offered for what stands there now.',
};
const NO_EDITS = 'The editor does not apply edits that it is asked for.';

import type { Range } from 'vscode-languageserver';
import { packagesOf } from '../../analysis/results.js';
import type { PackageId } from '../../model/index.js';
import { EMPTY_CONTEXT } from '../../project/projectContext.js';
import { isOn } from '../features/codeActions.js';
import { atMost } from './atMost.js';
import type { Session } from './session.js';

/** What waiting for look-ups needs of the session. */
export type LookingUpNeeds = 'services' | 'manifests' | 'manifestSnapshot' | 'workspace' | 'findings' | 'lifetime';

/** How long somebody who has asked for actions waits for what they are about. Milliseconds. */
const PATIENCE = 2000;

/**
 * Waits for what is not yet known of the dependencies at a place, as long as somebody waits who has asked for it. What comes later is shown all the same.
 * @param signal aborted where nobody waits any more
 */
export async function lookedUp(session: Pick<Session, LookingUpNeeds>, uri: string, range: Range, signal: AbortSignal): Promise<void> {
  if (!session.manifestSnapshot(uri)?.result.judged.some(({ status }) => status.kind === 'pending')) return;
  await atMost(PATIENCE, learnAt(session, uri, range), signal);
}

/** What stands around the manifest tells which names are private: it is read before anything is asked. */
async function learnAt(session: Pick<Session, LookingUpNeeds>, uri: string, range: Range): Promise<void> {
  const { manifests, workspace, lifetime, findings } = session;
  const { facts, contexts } = await session.services.get();
  const { offline } = await workspace.settingsOf(uri);
  if (manifests.read(uri)?.around === EMPTY_CONTEXT && uri.startsWith('file:')) await manifests.follow(uri, contexts, lifetime);
  const onChange = (): void => findings.publish(uri);
  const gather = (packages: readonly PackageId[]): Promise<void> =>
    packages.length === 0 ? Promise.resolve() : facts.gather(packages, { offline, onChange }, lifetime).catch(() => {});
  await gather(pendingAt(session, uri, range).own);
  await gather(pendingAt(session, uri, range).wanted);
}

function pendingAt({ manifestSnapshot }: Pick<Session, LookingUpNeeds>, uri: string, range: Range) {
  const manifest = manifestSnapshot(uri);
  const selection = manifest?.spanOf(range);
  const pending = (manifest?.result.judged ?? []).filter(
    ({ dependency, status }) => selection && status.kind === 'pending' && isOn(dependency, selection),
  );
  return { own: packagesOf([{ dependencies: pending.map(({ dependency }) => dependency) }]), wanted: pending.flatMap(one => one.wanted) };
}

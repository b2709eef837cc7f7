import { Disposable, workspace } from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';
import { TRUST_NOTIFICATION } from '../../server/src/protocol/index.js';

/** Tells the server when the workspace has come to be trusted, also while it was starting. */
export function registerTrust(client: LanguageClient): Disposable {
  let wasTrusted = workspace.isTrusted;
  function tell(): void {
    if (wasTrusted || !workspace.isTrusted || !client.isRunning()) return;
    wasTrusted = true;
    client.sendNotification(TRUST_NOTIFICATION).catch(() => undefined);
  }
  return Disposable.from(
    workspace.onDidGrantWorkspaceTrust(tell),
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) tell();
    }),
  );
}

import { Disposable, extensions, window, workspace } from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';
import { INTERPRETERS_NOTIFICATION, type InterpretersParams } from '../../server/src/protocol/index.js';
import {
  environmentsOf,
  onInterpreterChange,
  type PythonEnvironments,
  type Registration,
  selectedInterpreters,
} from './pythonExtension.js';

const PYTHON_EXTENSION = 'ms-python.python';
/** VS Code does not tell when an extension has become active. At start it takes its time: seconds from ours after which to look again. */
const LOOKS = [2, 5, 15, 45];

/**
 * Tells the server which Python interpreters are selected, at each of its starts and whenever one has changed. The Python extension is
 * asked where it is active, and never made so: who does not use it pays nothing.
 */
export function registerInterpreters(client: LanguageClient): Disposable {
  let environments: PythonEnvironments | undefined;
  let listening: Registration | undefined;

  function look(): void {
    if (environments !== undefined) return;
    const extension = extensions.getExtension<unknown>(PYTHON_EXTENSION);
    environments = extension?.isActive ? environmentsOf(extension.exports) : undefined;
    if (environments === undefined) return;
    listening = onInterpreterChange(environments, tell);
    tell();
  }

  function tell(): void {
    if (environments === undefined || !client.isRunning()) return;
    const folders = workspace.workspaceFolders ?? [];
    const asked = folders.map(({ uri }) => ({ uri: client.code2ProtocolConverter.asUri(uri), resource: uri }));
    const params: InterpretersParams = { interpreters: selectedInterpreters(environments, asked) };
    client.sendNotification(INTERPRETERS_NOTIFICATION, params).catch(() => undefined);
  }

  look();
  const timers = LOOKS.map(seconds => setTimeout(look, seconds * 1000));
  return Disposable.from(
    extensions.onDidChange(look),
    window.onDidChangeActiveTextEditor(look),
    workspace.onDidChangeWorkspaceFolders(tell),
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) tell();
    }),
    new Disposable(() => {
      timers.forEach(clearTimeout);
      listening?.dispose();
    }),
  );
}

import { ECOSYSTEMS, isEcosystem } from '../../ecosystems/index.js';
import { CONFIGURE_REGISTRY_COMMAND, type RegistryFile } from '../../protocol/index.js';
import { baseName, folderOf } from '../../text/paths.js';
import type { CommandHandler } from '../dispatch/commandHandler.js';
import type { Session } from '../session/session.js';
import { pathOf, uriOf } from '../session/uris.js';
import { canMake, type FileEdits, workspaceEditOf } from '../session/workspaceEdits.js';

type Needs = 'capabilities' | 'connection' | 'disk' | 'documentAt' | 'encoding';

/** Nothing but a comment is written, and nothing is saved. */
export const configureRegistry: CommandHandler<boolean, Needs> = {
  command: CONFIGURE_REGISTRY_COMMAND,
  showsProgress: false,
  run: async (session, _progress, _token, [given]) => {
    const { uri, ecosystem, package: name } = (given ?? {}) as Partial<RegistryFile>;
    if (typeof uri !== 'string' || typeof name !== 'string' || !isEcosystem(ecosystem)) return false;
    const manifest = pathOf(uri);
    const place = ECOSYSTEMS[ecosystem].privateRegistry?.(name, baseName(manifest));
    const file = place && (await withExample(`${folderOf(manifest)}/${place.file}`, place.example, session));
    if (!file) return false;
    const { connection, capabilities } = session;
    const isToChange = file.edits.length > 0;
    if (
      isToChange &&
      (await connection.workspace.applyEdit({ label: 'Name a private registry', edit: workspaceEditOf([file], session) })).applied === false
    )
      return false;
    if (capabilities.showsDocuments) await connection.window.showDocument({ uri: file.uri, takeFocus: true });
    return true;
  },
};

/** The file as the client shows it, with the example behind what stands in it, unless that has it. */
async function withExample(
  path: string,
  example: string,
  { documentAt, disk, capabilities }: Pick<Session, Needs>,
): Promise<FileEdits | undefined> {
  const open = documentAt(path);
  const read = open ? undefined : await disk.read(path);
  if (read?.kind === 'unreadable' && !read.absent) return undefined;
  const isNew = read?.kind === 'unreadable';
  const text = open?.getText() ?? (read?.kind === 'text' ? read.text : '');
  const newText = `${text === '' || text.endsWith('\n') ? '' : '\n'}${example}\n`;
  const edits = text.includes(example) ? [] : [{ span: { start: text.length, end: text.length }, newText }];
  const file = { uri: open?.uri ?? uriOf(path), version: open?.version ?? null, text, edits, ...(isNew && { isNew }) };
  return canMake([file], capabilities) ? file : undefined;
}

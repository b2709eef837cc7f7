import { commands, type Disposable, type ExtensionContext, Uri, window, workspace } from 'vscode';
import { type RuleParams, SHOW_RULE_COMMAND } from '../../server/src/protocol/index.js';

/** Command `depwarden.showRule`: the page of a rule as a preview. The pages lie in the extension: no network is needed. */
export function registerRulePages({ extensionUri }: ExtensionContext): Disposable {
  const folder = Uri.joinPath(extensionUri, 'docs', 'rules');
  return commands.registerCommand(SHOW_RULE_COMMAND, async (given?: Partial<RuleParams>) => {
    const rules = await rulesIn(folder);
    const rule =
      typeof given?.rule === 'string' ? given.rule : await window.showQuickPick(rules, { title: 'Show the documentation of which rule?' });
    if (rule === undefined) return;
    if (rules.includes(rule)) await commands.executeCommand('markdown.showPreview', Uri.joinPath(folder, `${rule}.md`));
    else window.showErrorMessage(`Depwarden has no rule of the name ${JSON.stringify(rule)}.`);
  });
}

async function rulesIn(folder: Uri): Promise<readonly string[]> {
  const entries = await workspace.fs.readDirectory(folder);
  return entries.flatMap(([name]) => (name.endsWith('.md') ? [name.slice(0, -'.md'.length)] : [])).sort();
}

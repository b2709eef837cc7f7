// What goes to the runner of GitHub Actions, which reads both streams for commands.

/** Whether the program runs in a step of GitHub Actions. */
export function inGitHubActions({ GITHUB_ACTIONS: actions }: NodeJS.ProcessEnv): boolean {
  return actions === 'true';
}

/**
 * A text in which nothing is a command to the runner: it takes `##[` anywhere in a line for one, and `::` behind the white space that a line begins with
 * (https://github.com/actions/runner, ActionCommand). JSON stays what it is when it is read.
 */
export function inert(text: string, isJson = false): string {
  if (isJson) return text.replaceAll('##[', '\\u0023#[');
  return text.replaceAll('##[', '# #[').replace(/^([\s\x85]*):(?=:)/gm, '$1: ');
}

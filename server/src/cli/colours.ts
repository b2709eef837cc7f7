import type { Style } from '../reports/text.js';

const CODES: Readonly<Record<Style, string>> = { error: '31', warning: '33', information: '36', hint: '2', dim: '2', bold: '1' };

/** Terminal colours; none where standard output is no terminal or NO_COLOR is set (https://no-color.org). */
export function painter(isTerminal: boolean, env: NodeJS.ProcessEnv): (style: Style, text: string) => string {
  if (!isTerminal || env.NO_COLOR) return (_style, text) => text;
  return (style, text) => `\u001b[${CODES[style]}m${text}\u001b[0m`;
}

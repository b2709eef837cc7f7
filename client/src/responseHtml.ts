/**
 * The page of what to do about a release. Nothing runs on it and nothing is loaded.
 * @param title text from outside
 * @param body HTML that the server has made
 * @param nonce without characters that HTML or a policy gives a meaning
 */
export function responseHtml(title: string, body: string, nonce: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

const STYLE = `
body { padding: 0 20px 24px; }
main { max-width: 56em; margin: 0 auto; line-height: 1.5; overflow-wrap: anywhere; }
h1 { margin: 0.7em 0 0.5em; font-size: 1.6em; }
h2 { margin: 1.4em 0 0.4em; padding-bottom: 0.2em; border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent)); font-size: 1.3em; }
h3 { margin: 1.1em 0 0.2em; font-size: 1.08em; }
p, ul { margin: 0.3em 0; }
ul { padding-left: 1.6em; }
a { text-decoration: underline; }
code { font-family: var(--vscode-editor-font-family); }
pre { overflow: auto; margin: 0.5em 0; padding: 8px 12px; border: 1px solid var(--vscode-contrastBorder, transparent); background: var(--vscode-textCodeBlock-background); user-select: text; }
pre code { padding: 0; white-space: pre-wrap; overflow-wrap: anywhere; color: var(--vscode-foreground); background: none; }
`;

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}

/** Where the page's files can be loaded from: URIs as the webview writes them. */
export interface PageFiles {
  readonly script: string;
  readonly style: string;
}

/**
 * The shell of the report's page. It holds nothing from outside: what is shown comes by messages.
 * @param nonce without characters that HTML or a policy gives a meaning
 */
export function pageHtml({ script, style }: PageFiles, nonce: string): string {
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Depwarden Report</title>
<link rel="stylesheet" nonce="${nonce}" href="${escaped(style)}">
</head>
<body>
<script nonce="${nonce}" src="${escaped(script)}"></script>
</body>
</html>
`;
}

function escaped(uri: string): string {
  return uri.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}

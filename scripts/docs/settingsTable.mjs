const START = '<!-- settings: written by `npm run docs` from package.json -->';
const END = '<!-- /settings -->';

/** The README with a fresh table of settings between its two markers. */
export function withSettings(readme, properties) {
  const start = readme.indexOf(START);
  const end = readme.indexOf(END);
  if (start < 0 || end < start) throw new Error(`README.md needs the lines ${START} and ${END}: the table of settings stands between them`);
  return `${readme.slice(0, start + START.length)}\n${table(properties)}\n${readme.slice(end)}`;
}

function table(properties) {
  const rows = Object.entries(properties)
    .sort(([, a], [, b]) => a.order - b.order)
    .map(
      ([key, { default: value, markdownDescription }]) => `| \`${key}\` | \`${JSON.stringify(value)}\` | ${cell(markdownDescription)} |`,
    );
  return ['', '| setting | default | what it does |', '| --- | --- | --- |', ...rows, ''].join('\n');
}

function cell(markdown) {
  return markdown.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ');
}

/** The settings of package.json as a table, in the order of the settings editor. */
export function settingsTable(properties) {
  const rows = Object.entries(properties)
    .sort(([, a], [, b]) => a.order - b.order)
    .map(
      ([key, { default: value, markdownDescription }]) => `| \`${key}\` | \`${JSON.stringify(value)}\` | ${cell(markdownDescription)} |`,
    );
  return ['| setting | default | what it does |', '| --- | --- | --- |', ...rows].join('\n');
}

function cell(markdown) {
  return markdown.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ');
}

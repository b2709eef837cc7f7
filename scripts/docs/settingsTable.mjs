/** All settings of package.json's `contributes.configuration`, by their names, whatever section they stand in. */
export function settingsOf(configuration) {
  return Object.assign({}, ...configuration.map(({ properties }) => properties));
}

/** The settings of package.json: a table for each section, in the order of the settings editor. */
export function settingsTables(configuration) {
  return configuration
    .toSorted((a, b) => a.order - b.order)
    .map(({ title, properties }) => `**${title}**\n\n${table(properties)}`)
    .join('\n\n');
}

function table(properties) {
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

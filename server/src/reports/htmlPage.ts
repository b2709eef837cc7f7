// What is the same in every HTML report: its style and its script. Both are named by their hashes in the page's content security policy, so that nothing else runs.

/** SHA-256 of `STYLE` and `SCRIPT` in base64, as the policy takes them (https://www.w3.org/TR/CSP3/#match-element-to-source-list); a test keeps them true. */
export const STYLE_HASH = 'KDwqnnL6prOcD2MBYTv2hcQ4jmrEvigky55qZ7O4qA0=';
export const SCRIPT_HASH = 'oIU9xGvIg8RT5qt5LVddiPuKzQWa/PfRQycajdIf6NM=';

export const STYLE = `
:root {
  color-scheme: light dark;
  --back: #fff; --raised: #f5f6f8; --text: #1c2430; --dim: #566070; --line: #d5dae1; --link: #0b57b4;
  --error: #b3141c; --warning: #8a5200; --information: #0b57b4; --hint: #566070; --error-back: #fdecec; --warning-back: #fff4de;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #16191f; --raised: #1f242c; --text: #e4e8ee; --dim: #a3adba; --line: #39414d; --link: #7db7ff;
    --error: #ff8d8d; --warning: #f3bd63; --information: #7db7ff; --hint: #a3adba; --error-back: #3b1a1d; --warning-back: #37290f;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 84rem; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.5rem; }
h2 { margin: 2rem 0 .5rem; font-size: 1.15rem; }
h3 { margin: 1rem 0 .25rem; font-size: 1rem; }
p { margin: .25rem 0; max-width: 60rem; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible, input:focus-visible, .wide:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
code { font: .92em ui-monospace, monospace; overflow-wrap: anywhere; }
ul { margin: .25rem 0; padding-left: 1.25rem; }
.verdict { margin: .5rem 0; font-size: 1.15rem; }
.dim, .paths, .fix span, summary { color: var(--dim); }
.box { margin: 1rem 0; padding: .75rem 1rem; border-left: 4px solid; border-radius: 4px; }
.box h2 { margin-top: 0; }
.installed { border-color: var(--error); background: var(--error-back); }
.unchecked { border-color: var(--warning); background: var(--warning-back); }
.filter { margin: .5rem 0; }
.filter input { width: min(28rem, 100%); padding: .35rem .5rem; border: 1px solid var(--dim); border-radius: 4px; background: var(--back); color: inherit; font: inherit; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
caption { padding: .25rem 0; color: var(--dim); text-align: left; }
th, td { padding: .4rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { background: var(--raised); }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
td, th[scope=row] { overflow-wrap: anywhere; }
.findings .level { width: 7rem; }
.findings .where { width: 20%; }
.findings .fix { width: 27%; }
.findings ul { list-style: none; padding: 0; }
.findings .advisory { display: block; }
summary { cursor: pointer; }
.level { font-weight: 600; white-space: nowrap; }
.error { color: var(--error); }
.warning { color: var(--warning); }
.information { color: var(--information); }
.hint { color: var(--hint); }
footer { margin-top: 2rem; padding-top: .75rem; border-top: 1px solid var(--line); color: var(--dim); }
@media (max-width: 48rem) {
  body { padding: 1rem; }
  table { min-width: 44rem; }
}
@media print {
  :root { color-scheme: light; --back: #fff; --raised: #eee; --text: #000; --dim: #333; --line: #999; --link: #000;
    --error: #8b0000; --warning: #5c3700; --information: #003a80; --hint: #333; --error-back: #fff; --warning-back: #fff; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .filter { display: none; }
  .wide { overflow: visible; }
  thead { display: table-header-group; }
  tr, .box { break-inside: avoid; }
  .about h3 { break-after: avoid; }
}
`;

/** Shows the filter, which does nothing without it, and hides the rows that lack one of the words typed. */
export const SCRIPT = `
const box = document.getElementById('filter');
if (box) {
  const rows = [...document.querySelectorAll('.findings tbody tr')].map(row => ({ row, text: row.textContent.toLowerCase() }));
  const shown = document.getElementById('shown');
  box.hidden = false;
  box.querySelector('input').addEventListener('input', event => {
    const words = event.target.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let count = 0;
    for (const { row, text } of rows) {
      const fits = words.every(word => text.includes(word));
      row.hidden = !fits;
      if (fits) count++;
    }
    shown.textContent = words.length === 0 ? '' : count + ' of ' + rows.length + ' shown';
  });
}
`;

/** How a report looks: a calm page, light or dark as the reader has it, black on white on paper, one column on a phone. */
export const reportStyle = `
:root { color-scheme: light dark; --ink: #1c2430; --quiet: #5b6675; --paper: #fdfdfb; --line: #d9dde3; --good: #00664b; --mixed: #8a5200; --bad: #a3302c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --quiet: #a3adba; --paper: #14181e; --line: #343c47; --good: #4fd1a5; --mixed: #f0b35e; --bad: #ff8f85; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .75rem; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; }
small, .claimed, figcaption { color: var(--quiet); font-size: .85rem; }
.claimed { margin: 0; }
.amount { font-variant-numeric: tabular-nums; font-weight: 600; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .5rem .6rem .5rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
thead th { color: var(--quiet); font-size: .85rem; font-weight: 500; }
tbody th { font-weight: 600; } .overview tbody th { white-space: nowrap; padding-right: 1.2rem; }
.verdict { font-weight: 700; } .holds { color: var(--good); } .holds-only-if { color: var(--mixed); } .fails { color: var(--bad); } .inconclusive { color: var(--quiet); }
.warning { border-left: 4px solid var(--bad); padding-left: .75rem; }
figure { margin: 2.5rem 0 0; } figure h2 { margin-top: 0; } svg { width: 100%; height: auto; display: block; } figcaption { margin-top: .25rem; }
a { color: inherit; } code { overflow-wrap: anywhere; } dt { color: var(--quiet); font-size: .85rem; } dd { margin: 0 0 .5rem; overflow-wrap: anywhere; }
.narrow { display: none; }
@media screen and (max-width: 40rem) {
  .broad { display: none; } .narrow { display: block; }
  table.wide, table.wide tbody, table.wide tr, table.wide th, table.wide td { display: block; border: 0; padding: .1rem 0; }
  table.wide thead { display: none; } table.wide tr { border-bottom: 1px solid var(--line); padding: .75rem 0; }
  table.wide td[data-head]::before { content: attr(data-head) ": "; color: var(--quiet); font-size: .85rem; } .claimed { display: inline; } .claimed::after { content: " · "; }
}
@media print {
  :root { color-scheme: light; --ink: #000; --quiet: #444; --paper: #fff; --line: #bbb; --good: #000; --mixed: #000; --bad: #000; }
  main { max-width: none; padding: 0; } .broad svg { width: auto; max-width: 100%; max-height: 85mm; } figure, tr, section > h2 { break-inside: avoid; } h2 { break-after: avoid; } body { font-size: 10.5pt; }
}
`;

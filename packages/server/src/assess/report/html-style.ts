/** Colours have a contrast of 4.5 and more in both schemes; badges say their status in words. */
export const style = `
:root { --ink: #1b1f24; --soft: #4a5360; --page: #ffffff; --card: #f5f7f9; --line: #c9d1d9; --link: #0a4fa8;
  --pass: #14692f; --review: #7a4d00; --remediate: #a81225; --on: #ffffff; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ecf1; --soft: #b3bdc9; --page: #14181d; --card: #1e242b; --line: #3b444f; --link: #8fc0ff;
    --pass: #6fd58b; --review: #f0b94f; --remediate: #ff8f98; --on: #14181d; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 74rem; padding: 1.5rem; color: var(--ink); background: var(--page);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
header { display: flex; flex-wrap: wrap; gap: 1.5rem; justify-content: space-between; align-items: center; }
h1 { margin: 0 0 .25rem; font-size: 1.8rem; }
h2 { margin: 2rem 0 .75rem; font-size: 1.3rem; }
h3 { margin: 0 0 .5rem; font-size: 1.1rem; }
h4 { margin: 0 0 .25rem; font-size: 1rem; }
a { color: var(--link); overflow-wrap: anywhere; }
.result { font-size: 1.1rem; margin: 0 0 .75rem; }
.facts { margin: 0; color: var(--soft); font-size: .9rem; }
.facts div { display: flex; gap: .75rem; }
.facts dt { flex: 0 0 5.5rem; }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.chart { width: 19rem; max-width: 100%; }
.chart text { fill: var(--ink); font-size: 14px; }
.chart .total { font-size: 22px; font-weight: 600; }
.chart circle.pass { stroke: var(--pass); } .chart rect.pass { fill: var(--pass); }
.chart circle.review { stroke: var(--review); } .chart rect.review { fill: var(--review); }
.chart circle.remediate { stroke: var(--remediate); } .chart rect.remediate { fill: var(--remediate); }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .5rem .75rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
tbody th { width: 17rem; font-weight: 600; }
td ul { margin: 0; padding-left: 1.1rem; }
td { overflow-wrap: anywhere; }
td b { font-weight: 500; color: var(--soft); }
.badge { display: inline-block; min-width: 6.2rem; padding: .05rem .5rem; border-radius: .25rem; color: var(--on);
  font-size: .85rem; font-weight: 600; text-align: center; white-space: nowrap; }
.badge.pass { background: var(--pass); } .badge.review { background: var(--review); }
.badge.remediate { background: var(--remediate); }
.accepted { font-weight: 600; color: var(--soft); }
.control { margin: 0 0 1rem; padding: 1rem 1.25rem; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; }
.question { font-weight: 600; margin: 0 0 .5rem; }
.check { margin: .9rem 0; padding-left: .9rem; border-left: 3px solid var(--line); }
.check p { margin: .25rem 0; overflow-wrap: anywhere; }
ul.plain { list-style: none; padding: 0; }
summary { cursor: pointer; color: var(--link); }
pre, code { font: .85rem/1.45 ui-monospace, "DejaVu Sans Mono", monospace; }
pre { margin: .4rem 0; padding: .6rem .8rem; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--page);
  border: 1px solid var(--line); border-radius: .35rem; }
.asked { overflow-wrap: anywhere; }
.hash { color: var(--soft); font-size: .8rem; }
@media (max-width: 46rem) { tbody th { width: auto; } th, td { padding: .4rem; } .badge { min-width: 0; } }
@media print {
  :root { --ink: #000; --soft: #333; --page: #fff; --card: #fff; --line: #999; --link: #000;
    --pass: #14692f; --review: #7a4d00; --remediate: #a81225; --on: #fff; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .badge, .chart { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  tr, .check > h4, pre { break-inside: avoid; }
  h2, h3, h4 { break-after: avoid; }
}
`

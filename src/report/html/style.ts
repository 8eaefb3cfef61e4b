/** The style sheet of the report: light and dark, screen and paper. Figures stay on a light card. */

export const STYLE: string = `
:root { color-scheme: light dark; --ink: #1d2733; --quiet: #566270; --page: #f4f6f8; --card: #ffffff; --line: #d9dfe5;
  --accent: #0b5c92; --good: #1a6b3c; --bad: #a83200; --code: #eef1f4;
  --memorised: #d55e00; --inter-mode: #0072b2; --off-ridge: #8a8f98; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf0; --quiet: #a3aebb; --page: #12171d; --card: #1b222a;
  --line: #333d48; --accent: #7cc0ee; --good: #74cf98; --bad: #ff9a66; --code: #232c36;
  --memorised: #f07a24; --inter-mode: #3a9bdc; --off-ridge: #9aa1ab; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink); line-height: 1.55; font-size: 16px;
  font-family: Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 1040px; margin: 0 auto; padding: 40px 24px 64px; }
.eyebrow { margin: 0; color: var(--quiet); font-size: 14px; letter-spacing: .02em; overflow-wrap: anywhere; }
h1 { margin: 4px 0 12px; font-size: 30px; line-height: 1.2; letter-spacing: -.01em; overflow-wrap: anywhere; text-wrap: balance; }
h2 { margin: 48px 0 14px; font-size: 20px; line-height: 1.3; }
h3 { margin: 24px 0 8px; font-size: 16px; }
.verdict { margin: 0 0 26px; max-width: 76ch; font-size: 18px; overflow-wrap: anywhere; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(165px, 1fr)); gap: 12px; margin: 0 0 12px; padding: 0; }
.card { margin: 0; padding: 14px 16px 12px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; min-width: 0; }
.card dt { color: var(--quiet); font-size: 13px; }
.card dd { margin: 2px 0 0; font-size: 24px; font-weight: 600; line-height: 1.25; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.card dd + dd { font-size: 13px; font-weight: 400; color: var(--quiet); }
.card.class { border-top: 4px solid var(--of); padding-top: 11px; }
.card.words dd:first-of-type { font-size: 17px; }
.memorised { --of: var(--memorised); } .inter-mode { --of: var(--inter-mode); } .off-ridge { --of: var(--off-ridge); }
.table { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: collapse; width: 100%; font-size: 14px; font-variant-numeric: tabular-nums; }
th, td { padding: 9px 14px; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 0; }
thead th { color: var(--quiet); font-weight: 600; font-size: 13px; }
th.number, td.number { text-align: right; white-space: nowrap; }
td .range { display: block; color: var(--quiet); font-size: 12px; }
tbody th { font-weight: 600; overflow-wrap: anywhere; } .generators tbody th { min-width: 11em; }
th .key { display: inline-block; width: 10px; height: 10px; margin-right: 6px; border-radius: 2px; background: var(--of); }
.holds { color: var(--good); font-weight: 600; white-space: nowrap; } .fails { color: var(--bad); font-weight: 600; white-space: nowrap; }
figure { margin: 0 0 28px; }
.plate { background: #ffffff; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
.plate svg { display: block; width: 100%; height: auto; }
figcaption { margin: 8px 2px 0; color: var(--quiet); font-size: 14.5px; max-width: 90ch; overflow-wrap: anywhere; }
figcaption b { color: var(--ink); font-weight: 600; }
.notes { margin: 0; padding-left: 20px; max-width: 86ch; } .notes li { margin: 0 0 8px; overflow-wrap: anywhere; }
pre { margin: 0; padding: 14px 16px; overflow: auto; max-height: 460px; background: var(--code); border: 1px solid var(--line);
  border-radius: 8px; font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
a { color: var(--accent); } :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.contents { margin: 22px 0 0; font-size: 14.5px; } .contents a { margin-right: 18px; white-space: nowrap; }
.quiet { color: var(--quiet); font-size: 14.5px; }
@media (max-width: 640px) { main { padding: 24px 14px 48px; } h1 { font-size: 25px; } th, td { padding: 8px 10px; } }
@media print { :root { color-scheme: light; --ink: #000; --quiet: #444; --page: #fff; --card: #fff; --line: #bbb; --code: #f5f5f5;
  --accent: #000; --good: #1a6b3c; --bad: #a83200; --memorised: #d55e00; --inter-mode: #0072b2; --off-ridge: #8a8f98; }
  body { font-size: 11pt; } main { max-width: none; padding: 0; } .contents { display: none; }
  .table, pre { overflow: visible; max-height: none; white-space: pre-wrap; }
  figure, .card, tr { break-inside: avoid; } h2, h3 { break-after: avoid; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`;

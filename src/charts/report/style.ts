import { customProperties, FONTS, paletteOf } from '../theme.ts';

/** The page's style: light or dark as the reader's system has it, or as asked; always light on paper. */
export function styleOf(rising: 'red' | 'green', theme: 'light' | 'dark' | 'auto'): string {
  const of = (name: 'light' | 'dark' | 'print') => `:root{${customProperties(paletteOf(name, rising))}}`;
  const dark = theme === 'auto' ? `@media screen and (prefers-color-scheme:dark){${of('dark')}}` : '';
  return [
    of(theme === 'dark' ? 'dark' : 'light'),
    dark,
    `@media print{${of('print')}}`,
    `body{font-family:${FONTS}}`,
    STYLE,
    PRINT,
  ].join('\n');
}

const STYLE = `
:root{color-scheme:light dark}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font-size:14px;line-height:1.5;font-variant-numeric:tabular-nums}
main{max-width:1008px;margin:0 auto;padding:28px 24px 40px}
h1{font-size:24px;line-height:1.25;margin:0;font-weight:650;letter-spacing:-.01em}
h2{font-size:15px;margin:0 0 10px;font-weight:650}
h3{font-size:14px;margin:18px 0 6px;font-weight:600}
header{margin-bottom:18px}
header p{margin:4px 0 0;color:var(--quiet)}
section{margin-top:30px}
.simulated{border:1px solid var(--orange);color:var(--orange);padding:7px 12px;border-radius:5px;font-weight:600;margin:0 0 18px}
.figures{display:grid;grid-template-columns:repeat(4,1fr);gap:12px 24px;margin:0;padding:12px 0;border-top:1px solid var(--axis);border-bottom:1px solid var(--axis)}
.in5{grid-template-columns:repeat(5,1fr)}
.in6{grid-template-columns:repeat(6,1fr)}
dt{color:var(--quiet);font-size:12px}
dd{margin:1px 0 0;font-size:18px;font-weight:600;line-height:1.3;white-space:nowrap}
dd.note{font-size:12px;font-weight:400;color:var(--quiet);white-space:normal}
figure{margin:0 0 12px}
figure svg{display:block;width:100%;height:auto;max-width:960px}
figure.narrow svg{width:auto;max-width:100%}
figcaption,.quiet{color:var(--quiet);font-size:12.5px;margin:4px 0 0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:13px}
th{text-align:left;font-weight:600;color:var(--quiet);border-bottom:1px solid var(--axis);padding:4px 18px 4px 0;white-space:nowrap}
td{border-bottom:1px solid var(--grid);padding:4px 18px 4px 0;vertical-align:top}
th.num,td.num{text-align:right}
td.num{white-space:nowrap}
th:last-child,td:last-child{padding-right:0}
.rising{color:var(--rising)}
.falling{color:var(--falling)}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(320px,1fr));gap:0 36px}
.columns section{margin-top:30px}
.parts{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:18px 28px}
.parts h3{margin:0 0 4px}
.warn{border-left:3px solid var(--orange);padding:2px 0 2px 14px;margin:0}
.warn li{margin:3px 0}
ul.warn{list-style:none}
footer{margin-top:36px;padding-top:12px;border-top:1px solid var(--grid);color:var(--quiet);font-size:12px}
footer span{margin-right:18px}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.95em;overflow-wrap:anywhere}
@media (max-width:640px){main{padding:18px 14px}.figures{grid-template-columns:repeat(2,1fr)}}`;

const PRINT = `
@page{size:A4;margin:14mm 12mm}
@media print{
:root{color-scheme:light}
body{font-size:11px;-webkit-print-color-adjust:exact;print-color-adjust:exact}
main{max-width:none;padding:0}
section{margin-top:18px}
h1{font-size:19px}
dd{font-size:14px}
table{font-size:10.5px}
figure,tr,.figures,.parts>div{break-inside:avoid}
h2,h3{break-after:avoid}
.scroll{overflow:visible}
.hover{display:none}
}`;

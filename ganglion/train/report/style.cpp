#include "ganglion/train/report/style.h"

namespace ganglion::train::report {

// NOLINTNEXTLINE(readability-function-size): one text
std::string_view style() {
  return R"(:root{color-scheme:light dark;--bg:#f4f6f8;--card:#fff;--ink:#1a2027;--soft:#586370;
--line:#e1e6eb;--field:#f4f6f8;--c0:#2563c9;--c1:#d9622b;--c2:#2a8f5b;--c3:#8b4fc6;--c4:#a8790a;
--c5:#c23b6b;--c6:#0f8aa3;--c7:#6b7684;--bad:#c8372d;--on:#fff;--shade:#0003}
@media(prefers-color-scheme:dark){:root{--bg:#10151a;--card:#1a2128;--ink:#e4e9ee;--soft:#9ba7b3;
--line:#2e3842;--field:#141a20;--c0:#6ea8ff;--c1:#ff9a62;--c2:#5fce93;--c3:#c194f5;--c4:#e2b84a;
--c5:#f27ea4;--c6:#58cbe3;--c7:#9ba7b3;--bad:#ff7a6e;--on:#0b1016;--shade:#000a}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1180px;padding:20px 16px 40px;background:var(--bg);color:var(--ink);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;
-webkit-text-size-adjust:100%;text-size-adjust:100%}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 4px;overflow-wrap:anywhere}
h2{font-size:1rem;margin:0 0 10px}
h3{font-size:.9rem;margin:16px 0 6px;color:var(--soft);font-weight:600}
p{margin:0 0 10px}.soft-text,.legend{color:var(--soft);font-size:.86rem}
.cards{columns:3 330px;column-gap:14px;margin-bottom:14px}
.card{break-inside:avoid;margin:0 0 14px;background:var(--card);border:1px solid var(--line);border-radius:12px;padding:16px;min-width:0}
.card svg{display:block;width:100%;max-width:460px;height:auto;margin:0 auto 6px}
.card svg.tiny{width:96px;height:22px;margin:0}
.big{font-size:2.6rem;line-height:1.1;font-weight:700;letter-spacing:-.02em;margin:8px 0 2px}
.big small{font-size:1rem;font-weight:500;color:var(--soft);letter-spacing:0}
.verdict{border-left:4px solid var(--c2);padding-left:10px;margin:12px 0 0}
.verdict.even{border-color:var(--c4)}.verdict.worse{border-color:var(--bad)}
.warn{border-left:4px solid var(--c4);padding-left:10px;margin:0 0 8px;overflow-wrap:anywhere}
.scroll+p,.card svg+p{margin-top:10px}.card>:last-child{margin-bottom:0}
.scroll{overflow-x:auto;-webkit-overflow-scrolling:touch;background:
linear-gradient(90deg,var(--card) 40%,transparent) 0 0/32px 100% no-repeat local,
linear-gradient(270deg,var(--card) 40%,transparent) 100% 0/32px 100% no-repeat local,
linear-gradient(90deg,var(--shade),transparent) 0 0/10px 100% no-repeat scroll,
linear-gradient(270deg,var(--shade),transparent) 100% 0/10px 100% no-repeat scroll}
table{border-collapse:collapse;width:100%;font-size:.86rem}
th,td{text-align:left;padding:5px 10px 5px 0;border-bottom:1px solid var(--line);vertical-align:top}
th{color:var(--soft);font-weight:600;white-space:nowrap}
td:last-child,th:last-child{padding-right:0}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.n{padding-left:8px}.n+:not(.n){padding-left:10px}
td b{font-weight:650}
summary{cursor:pointer;color:var(--soft);font-size:.86rem;padding:8px 0}
.faint{color:var(--soft)}.keep{white-space:nowrap}.about{display:block;min-width:140px}
code,pre{font:.84rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
pre{background:var(--field);border:1px solid var(--line);border-radius:8px;padding:10px;margin:0 0 10px;
white-space:pre-wrap;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:auto 1fr;gap:2px 12px;margin:0;font-size:.88rem}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
figure{margin:0;min-width:0}.figures{display:flex;flex-wrap:wrap;gap:14px 22px;margin:0 0 10px}
figcaption{font-size:.86rem;color:var(--soft);overflow-wrap:anywhere}
.samples div{display:flex;flex-wrap:wrap;gap:5px;padding-top:5px}
.samples .changed{border-top:1px dashed var(--soft);margin-top:6px;padding-top:6px}
img{display:block;object-fit:contain;background:var(--field)}.pixels{image-rendering:pixelated}
.samples img{width:56px;height:56px}.card svg.curve{width:120px;height:52px;margin:0}.curve .l{stroke-width:1.2}
.mistake{width:132px}.mistake img{width:112px;height:112px;margin-bottom:4px}
.mistake figcaption b{color:var(--ink)}
.legend span{white-space:nowrap;margin-right:8px}
.legend i{display:inline-block;width:11px;height:11px;border-radius:3px;margin-right:5px;
vertical-align:-1px}
svg text{font:11px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;fill:var(--soft)}
svg .strong{font-weight:650;fill:var(--ink)}svg .on{fill:var(--on)}svg .ink{fill:var(--ink)}
.m{text-anchor:middle}.e{text-anchor:end}
.grid path{stroke:var(--line);fill:none}.grid .base{stroke:var(--soft)}
.l{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}.thin{stroke-width:1;opacity:.45}.thick{stroke-width:7;opacity:.4}
.dash{stroke:var(--soft);stroke-dasharray:4 4;fill:none}
.whisker{stroke:var(--ink);stroke-width:1.5;opacity:.55}
.soft{opacity:.5}.field{fill:var(--field)}
.box{fill:var(--field);stroke:var(--c0);stroke-width:1.5}.box.in{stroke:var(--soft)}
.arrow{stroke:var(--soft);stroke-width:1.5;fill:none}
.shade{opacity:.2}.shade.low{opacity:.1}.border{stroke:var(--ink);stroke-width:1.8;fill:none}
.zero{stroke:var(--ink);stroke-dasharray:3 3;fill:none;opacity:.45}.dot{stroke:var(--card);stroke-width:.8}
.kink{fill:var(--card);stroke:var(--ink);stroke-width:1.3}.piece{stroke-width:1.1;opacity:.75}.sum{stroke:var(--ink)}
.ground{fill:var(--card)}.card svg.units{width:auto;max-width:none}
.fbad{fill:var(--bad)}
.f0{fill:var(--c0)}.f1{fill:var(--c1)}.f2{fill:var(--c2)}.f3{fill:var(--c3)}
.f4{fill:var(--c4)}.f5{fill:var(--c5)}.f6{fill:var(--c6)}.f7{fill:var(--c7)}
.s0{stroke:var(--c0)}.s1{stroke:var(--c1)}.s2{stroke:var(--c2)}.s3{stroke:var(--c3)}
.s4{stroke:var(--c4)}.s5{stroke:var(--c5)}.s6{stroke:var(--c6)}.s7{stroke:var(--c7)}
.k0{background:var(--c0)}.k1{background:var(--c1)}.k2{background:var(--c2)}.k3{background:var(--c3)}
.k4{background:var(--c4)}.k5{background:var(--c5)}.k6{background:var(--c6)}.k7{background:var(--c7)}
@media(max-width:480px){body{padding:14px 10px 30px}.card{padding:13px 12px}svg text{font-size:12.5px}}
@media print{body{background:#fff}.scroll{overflow:visible}.card svg.units{width:100%;height:auto}}
)";
}

}  // namespace ganglion::train::report

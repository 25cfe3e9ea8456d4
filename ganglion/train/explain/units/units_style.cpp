#include "ganglion/train/explain/units/units_style.h"

namespace ganglion::train {

std::string_view units_style() {
  return R"(<style>
.units{--page:#f8fafc;--ink:#0f172a;--soft:#475569;--line:#94a3b8;--unit:#fff;--plus:#c2410c;--minus:#2563eb;--back:#be185d}
.units.inset{--page:var(--card)}
.units .page{fill:var(--page)}
.units text{font:11px ui-sans-serif,"Segoe UI",Roboto,"Helvetica Neue",Arial,"DejaVu Sans",sans-serif;fill:var(--soft);text-anchor:middle}
.units .w{font-size:12px;fill:var(--ink);font-weight:600}.units .ink{fill:var(--ink)}
.units .h{font-size:14px;font-weight:600;fill:var(--ink)}.units .s{text-anchor:start}.units .e{text-anchor:end}
.units .d{fill:var(--back)}
.units .halo{paint-order:stroke;stroke:var(--page);stroke-width:4px;stroke-linejoin:round}
.units .ring{fill:var(--unit);stroke:var(--line);stroke-width:1.5}.units .paper{fill:#fff}.units .out{stroke:var(--ink);stroke-width:2.5}
.units .plus{fill:var(--plus)}.units .minus{fill:var(--minus)}
.units path{fill:none}.units .p{stroke:var(--plus)}.units .m{stroke:var(--minus)}.units .g{stroke:var(--line)}
.units .band{fill:var(--line);opacity:.13}.units .bracket{stroke:var(--soft);stroke-width:1.5}
.units .curve{stroke:var(--ink);stroke-width:1.2}.units image{image-rendering:pixelated}
@media(prefers-color-scheme:dark){.units{--page:#0f172a;--ink:#f1f5f9;--soft:#cbd5e1;--line:#64748b;--unit:#1e293b;--plus:#fb923c;--minus:#7aa7ff;--back:#f472b6}}
@media print{.units{--page:#fff}}
</style>
)";
}

}  // namespace ganglion::train

#include "ganglion/train/explain/units/unit_links.h"

#include <cmath>

namespace ganglion::train {
namespace {

/// The weights of one link: `count` of them, `stride` apart.
struct Strand {
  std::size_t first = 0;
  std::size_t count = 1;
  std::size_t stride = 1;
};

double norm_of_strand(std::span<const double> values, const Strand& strand) {
  if (strand.count == 1) return values[strand.first];
  double squares = 0.0;
  for (std::size_t i = 0; i < strand.count; ++i) {
    const double value = values[strand.first + i * strand.stride];
    squares += value * value;
  }
  return std::sqrt(squares);
}

UnitLink link_of(const ExplainedValue& kernel, std::size_t from, std::size_t to,
                 const Strand& strand) {
  UnitLink link{from, to, norm_of_strand(kernel.value.values<double>(), strand)};
  if (kernel.derivative) {
    link.derivative = norm_of_strand(kernel.derivative->values<double>(), strand);
  }
  return link;
}

const ExplainedValue* kernel_of(const ExplainedLayer& layer) {
  if (layer.formula != "x W + b" && layer.formula != "x W" && layer.formula != "x ∗ W + b" &&
      layer.formula != "x ∗ W") {
    return nullptr;
  }
  for (const ExplainedValue& value : layer.parameters) {
    if (value.name.ends_with("/kernel")) return &value;
  }
  return nullptr;
}

}  // namespace

UnitLinks unit_links(const ExplainedLayer& layer, std::size_t sources, std::size_t units,
                     const ExplainedValue& given) {
  UnitLinks result;
  const ExplainedValue* kernel = kernel_of(layer);
  const bool dense = kernel != nullptr && layer.formula.starts_with("x W");
  const auto numbers = static_cast<std::size_t>(given.value.size());
  const Shape shape = kernel != nullptr ? kernel->value.shape() : Shape();
  const auto extent = [&](int axis) { return static_cast<std::size_t>(shape[axis]); };
  std::size_t weights = 0;  // of one link
  if (dense && shape.rank() == 2 && extent(0) == numbers && extent(1) == units) {
    weights = numbers / sources;
  } else if (kernel != nullptr && !dense && shape.rank() > 2 && extent(0) == units &&
             extent(1) == sources) {
    weights = static_cast<std::size_t>(shape.size()) / (units * sources);
  }
  if (weights == 0) {
    result.kind = sources == units ? UnitLinks::Kind::one_to_one : UnitLinks::Kind::all;
    if (sources != units) return result;
    for (std::size_t i = 0; i < units; ++i) result.links.push_back({.from = i, .to = i});
    return result;
  }
  result.kind = weights == 1 ? UnitLinks::Kind::weights : UnitLinks::Kind::norms;
  for (std::size_t from = 0; from < sources; ++from) {
    for (std::size_t to = 0; to < units; ++to) {
      const Strand strand = dense ? Strand{from * weights * units + to, weights, units}
                                  : Strand{(to * sources + from) * weights, weights, 1};
      result.links.push_back(link_of(*kernel, from, to, strand));
    }
  }
  return result;
}

}  // namespace ganglion::train

#include "ganglion/core/precision.h"

#include <fmt/format.h>

#include "ganglion/core/error.h"

namespace ganglion {

std::string_view name_of(Precision precision) {
  return precision == Precision::f32 ? "f32" : "bf16";
}

Precision parse_precision(std::string_view text) {
  for (const Precision precision : {Precision::f32, Precision::bf16}) {
    if (name_of(precision) == text) return precision;
  }
  throw Error(fmt::format("expected f32 or bf16, got '{}'", text));
}

}  // namespace ganglion

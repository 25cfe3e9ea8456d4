#pragma once
#include <string_view>

#include "ganglion/graph/attributes.h"
#include "ganglion/graph/graph.h"

namespace ganglion::nn {

/// log(cosh(e)) of the error e: about e^2 / 2 where it is small, |e| - log 2 where it is large; the
/// mean over a row's outputs. Finite for any error. Targets in the shape of the predictions.
struct LogCosh {
  static constexpr std::string_view kind = "log_cosh";
  Value per_sample(Value prediction, Value target) const;
  template <class Self, class Visit>
  static void fields(Self&, Visit) {}
};

}  // namespace ganglion::nn

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
const OpDef kRandomUniform = {.name = "random_uniform",
                              .infer = rules::infer_drawn,
                              .gradient = rules::gradient_of_drawn,
                              .place = rules::place_drawn};

Value random_uniform(Value like, Value step, std::uint64_t seed, std::uint64_t stream) {
  return like.owner().add(
      kRandomUniform, {like, step},
      {{"seed", static_cast<std::int64_t>(seed)}, {"stream", static_cast<std::int64_t>(stream)}});
}

}  // namespace ganglion::ops

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<Value> gradient_of_greater(const Node&, std::span<const Value>) {
  return {Value{}, Value{}};
}

}  // namespace

const OpDef kGreater = {
    .name = "greater",
    .infer = rules::infer_broadcast,
    .gradient = gradient_of_greater,
    .place = rules::place_elementwise,
    .elementwise = true,
};

Value greater(Value a, Value b) {
  return a.owner().add(kGreater, {a, b});
}

}  // namespace ganglion::ops

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<Value> gradient_of_equal(const Node&, std::span<const Value>) {
  return {Value{}, Value{}};
}

}  // namespace

const OpDef kEqual = {
    .name = "equal",
    .infer = rules::infer_broadcast,
    .gradient = gradient_of_equal,
    .place = rules::place_elementwise,
    .elementwise = true,
};

Value equal(Value a, Value b) {
  return a.owner().add(kEqual, {a, b});
}

}  // namespace ganglion::ops

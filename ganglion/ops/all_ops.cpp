#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"

namespace ganglion::ops {

std::span<const OpDef* const> all_ops() {
  return kAllOps;
}

const OpDef* find_op(std::string_view name) {
  for (const OpDef* op : kAllOps) {
    if (op->name == name) return op;
  }
  return nullptr;
}

}  // namespace ganglion::ops

#include <fmt/format.h>

#include "ganglion/core/error.h"
#include "ganglion/kernels/kernel.h"
#include "ganglion/kernels/lists.h"
#include "ganglion/kernels/simd/loops.h"

namespace ganglion::kernels {

namespace {

constexpr std::string_view kFamilyNames[] = {"onednn", "simd", "reference"};

}  // namespace

std::string Entry::name() const {
  return fmt::format("{}:{}", kFamilyNames[static_cast<std::size_t>(family)], op->name);
}

const std::vector<Entry>& table() {
  static const std::vector<Entry> entries = [] {
    std::vector<Entry> all;
    const auto append = [&all](Family family, std::span<const Maker> list) {
      for (const Maker& maker : list) all.push_back({maker.op, family, maker.make});
    };
    append(Family::onednn, onednn::list());
    append(Family::onednn, onednn::conv_list());
    append(Family::onednn, onednn::batched_list());
    append(Family::simd, simd::list());
    append(Family::onednn, onednn::blocked_list());
#ifndef GANGLION_PREDICTS_ONLY
    append(Family::onednn, onednn::tiled_list());
    append(Family::onednn, onednn::training_list());
    append(Family::simd, simd::training_list());
    append(Family::reference, reference::training_list());
#endif
    append(Family::reference, reference::list());  // last: it makes whatever another would
    return all;
  }();
  return entries;
}

Made make(const Node& node, Choice choice) {
  if (node.op->make_kernel != nullptr) {
    Made made{node.op->make_kernel(node), "custom"};
    if (made.kernel) return made;
    throw Error(fmt::format("{}: make_kernel gave no kernel for {}", node.op->name,
                            node.outputs[0].to_string()));
  }
  for (const Entry& entry : table()) {
    if (entry.op != node.op) continue;
    if (choice == Choice::reference && entry.family != Family::reference) continue;
    if (auto kernel = entry.make(node)) return {std::move(kernel), entry.name()};
  }
  std::string types;
  for (const Value& input : node.inputs)
    types += (types.empty() ? "" : ", ") + input.type().to_string();
  throw Error(fmt::format("no kernel computes op '{}' of ({}); a custom op needs make_kernel",
                          node.op->name, types));
}

bool can_be_fused(const OpDef& op) {
  return simd::find_loop(op, 0) != nullptr;
}

}  // namespace ganglion::kernels

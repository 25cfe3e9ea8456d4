#include "ganglion/kernels/onednn/blocked_conv.h"

#include <array>
#include <new>

#include "ganglion/kernels/lists.h"
#include "ganglion/kernels/onednn/batch_parts.h"
#include "ganglion/kernels/onednn/choose.h"
#include "ganglion/kernels/onednn/isa.h"
#include "ganglion/kernels/scope.h"
#include "ganglion/ops/blocked.h"
#include "ganglion/ops/internal.h"

/// Convolutions whose input, kernel and result lie as oneDNN's primitives for them want it. They
/// are computed in parts of the batch, so that the activation finds the result in the cache.
namespace ganglion::kernels::onednn {
namespace {

using Dims = dnnl::memory::dims;
using Tag = dnnl::memory::format_tag;
using Forward = dnnl::convolution_forward;
constexpr auto kFloat = dnnl::memory::data_type::f32;

struct Layouts {
  Tag plain, values, kernel, few_channels;
};

Layouts layouts_of(std::int64_t block, bool flat) {
  if (block == 16) {
    return flat ? Layouts{Tag::ncw, Tag::nCw16c, Tag::OIw16i16o, Tag::Owi16o}
                : Layouts{Tag::nchw, Tag::nChw16c, Tag::OIhw16i16o, Tag::Ohwi16o};
  }
  return flat ? Layouts{Tag::ncw, Tag::nCw8c, Tag::OIw8i8o, Tag::Owi8o}
              : Layouts{Tag::nchw, Tag::nChw8c, Tag::OIhw8i8o, Tag::Ohwi8o};
}

Dims spatial(bool flat, std::int64_t rows, std::int64_t columns) {
  return flat ? Dims{columns} : Dims{rows, columns};
}

Dims joined(Dims first, const Dims& more) {
  first.insert(first.end(), more.begin(), more.end());
  return first;
}

/// The primitive for one of `parts` equal parts of the batch. Throws dnnl::error where there is
/// none.
Forward::primitive_desc choice_of(const ops::BlockedWindows& w, std::int64_t parts, bool biased) {
  const ops::WindowGeometry& g = w.geometry;
  const Layouts layouts = layouts_of(w.block, w.flat);
  const auto of_axes = [&](std::int64_t ops::WindowAxis::*field) {
    return spatial(w.flat, g.rows.*field, g.columns.*field);
  };
  const std::int64_t batch = g.batch / parts;
  Dims dilates = of_axes(&ops::WindowAxis::dilation);
  for (std::int64_t& dilation : dilates) --dilation;
  const dnnl::memory::desc src(joined({batch, g.channels}, of_axes(&ops::WindowAxis::input)),
                               kFloat, w.blocked_input ? layouts.values : layouts.plain);
  const dnnl::memory::desc kernel(
      joined({g.filters, g.channels}, of_axes(&ops::WindowAxis::kernel)), kFloat,
      w.blocked_input ? layouts.kernel : layouts.few_channels);
  const dnnl::memory::desc dst(joined({batch, g.filters}, of_axes(&ops::WindowAxis::output)),
                               kFloat, layouts.values);
  const dnnl::memory::desc bias = biased ? plain({g.filters}) : dnnl::memory::desc();
  return choose<Forward>(dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_direct,
                         src, kernel, bias, dst, of_axes(&ops::WindowAxis::stride), dilates,
                         of_axes(&ops::WindowAxis::before), of_axes(&ops::WindowAxis::after));
}

std::unique_ptr<Kernel> make_block_kernel(const Node& node) {
  if (node.outputs[0].dtype != DType::f32) return nullptr;
  const Shape& shape = node.inputs[0].shape();
  const Layouts layouts = layouts_of(node.attributes.integer("block"), shape.rank() == 3);
  const Dims dims(shape.begin(), shape.end());
  const dnnl::memory::desc to(
      dims, kFloat, node.attributes.flag("blocked_input") ? layouts.kernel : layouts.few_channels);
  const Scope scope;
  auto sequence = std::make_unique<Sequence>();
  sequence->reorder(Sequence::input(0), plain(dims), Sequence::output(), to);
  return sequence;
}

std::unique_ptr<Kernel> conv_kernel(const Node& node, const Activation& activation) {
  const ops::BlockedWindows w = ops::blocked_windows_of(node);
  const bool biased = node.inputs.size() == 3;
  const std::int64_t numbers = node.inputs[0].shape().size() + node.outputs[0].shape.size();
  const auto bytes = static_cast<std::size_t>(numbers / w.geometry.batch) * sizeof(float);
  const std::int64_t parts = BatchParts::count(w.geometry.batch, bytes);
  const Scope scope;  // a primitive fixes its number of threads when it is made
  const auto choice = choice_of(w, parts, biased);
  auto sequence = std::make_unique<Sequence>();
  std::vector<Sequence::Argument> arguments = {
      {DNNL_ARG_SRC, choice.src_desc(), Sequence::input(0)},
      {DNNL_ARG_WEIGHTS, choice.weights_desc(), Sequence::input(1)},
      {DNNL_ARG_DST, choice.dst_desc(), Sequence::output()}};
  if (biased) arguments.push_back({DNNL_ARG_BIAS, choice.bias_desc(), Sequence::input(2)});
  sequence->add(Forward(choice), arguments, choice.scratchpad_desc());
  return std::make_unique<BatchParts>(nullptr, 0, std::move(sequence),
                                      BatchParts::Sizes{.parts = parts,
                                                        .input = choice.src_desc().get_size(),
                                                        .output = choice.dst_desc().get_size(),
                                                        .biased = biased},
                                      activation);
}

std::unique_ptr<Kernel> make_blocked_conv(const Node& node) {
  const auto activation = Activation::of(node);
  if (!activation || node.outputs[0].dtype != DType::f32) return nullptr;
  try {
    return conv_kernel(node, *activation);
  } catch (const dnnl::error& error) {
    if (error.status == dnnl_out_of_memory) throw std::bad_alloc();
    return nullptr;
  }
}

const std::array kList = {Maker{&ops::kBlockKernel, make_block_kernel},
                          Maker{&ops::kBlockedConv, make_blocked_conv}};

}  // namespace

std::span<const Maker> blocked_list() {
  return kList;
}

std::int64_t channel_block(const Node& conv) {
  constexpr std::int64_t kFewChannels = 3;  // which oneDNN reads row-major
  const ops::WindowGeometry g = ops::geometry_of(conv);
  const std::int64_t block = supports(dnnl::cpu_isa::avx512_core) ? 16
                             : supports(dnnl::cpu_isa::avx2)      ? 8
                                                                  : 0;
  if (block == 0 || conv.outputs[0].dtype != DType::f32 || ops::rounds_factors(conv) ||
      g.groups != 1 || conv.outputs[0].shape.size() == 0 || g.filters % block != 0 ||
      (g.channels % block != 0 && g.channels > kFewChannels)) {
    return 0;
  }
  const Scope scope;
  try {
    choice_of({.geometry = g,
               .block = block,
               .blocked_input = g.channels % block == 0,
               .flat = conv.outputs[0].shape.rank() == 3},
              1, conv.inputs.size() == 3);
    return block;
  } catch (const dnnl::error& error) {
    if (error.status == dnnl_out_of_memory) throw std::bad_alloc();
    return 0;  // a problem that no primitive takes
  }
}

}  // namespace ganglion::kernels::onednn

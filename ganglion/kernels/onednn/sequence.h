#pragma once
#include <dnnl.hpp>
#include <memory>
#include <vector>

#include "ganglion/kernels/kernel.h"

namespace ganglion::kernels::onednn {

/// The one CPU that oneDNN's primitives are made for.
const dnnl::engine& cpu();

/// A row-major f32 tensor.
dnnl::memory::desc plain(const dnnl::memory::dims& dims);
/// The same dims in a layout that the primitive may choose.
dnnl::memory::desc any_layout(const dnnl::memory::dims& dims,
                              dnnl::memory::data_type type = dnnl::memory::data_type::f32);

/// Attributes by which a primitive takes its scratch memory from us.
dnnl::primitive_attr own_scratch();

/// Primitives that run one after another as a kernel: usually reorders to the layout that a
/// primitive likes, the primitive, and a reorder back. Everything is decided when it is made; a run
/// sets the handles that changed and executes.
class Sequence : public Kernel {
 public:
  /// Where a tensor lies: an input or output of the node, a place in the scratch memory, or behind
  /// it, where one primitive after the other has its scratchpad.
  struct Place {
    enum class In : std::uint8_t { input, output, scratch, scratchpad } in = In::input;
    std::size_t at = 0;      ///< which one, or the byte
    std::size_t offset = 0;  ///< bytes behind the beginning of an input or output
  };
  static Place input(std::size_t i, std::size_t offset = 0) {
    return {Place::In::input, i, offset};
  }
  static Place output(std::size_t i = 0, std::size_t offset = 0) {
    return {Place::In::output, i, offset};
  }
  Place scratch(const dnnl::memory::desc& description);

  struct Argument {
    int argument;  ///< DNNL_ARG_…
    dnnl::memory::desc description;
    Place place;
  };
  void add(const dnnl::primitive& primitive, const std::vector<Argument>& arguments,
           const dnnl::memory::desc& scratchpad);

  /// The tensor at `place` in the layout `wanted`: itself, or a copy that a reorder makes.
  Place converted(Place place, const dnnl::memory::desc& have, const dnnl::memory::desc& wanted);
  void reorder(Place from, const dnnl::memory::desc& have, Place to,
               const dnnl::memory::desc& wanted);

  std::size_t scratch_bytes() const override { return scratch_bytes_ + scratchpad_bytes_; }
  void run(const KernelArguments& arguments) override;

 private:
  struct Step {
    dnnl::primitive primitive;
    std::vector<dnnl::memory> memories;
    std::vector<dnnl_exec_arg_t> list;
    std::vector<Place> places;
    std::vector<const void*> handles;
  };
  std::vector<Step> steps_;
  std::size_t scratch_bytes_ = 0;
  std::size_t scratchpad_bytes_ = 0;  ///< the largest
  dnnl::stream stream_{cpu()};
};

}  // namespace ganglion::kernels::onednn

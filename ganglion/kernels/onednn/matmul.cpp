#include <array>
#include <dnnl.hpp>
#include <optional>

#include "ganglion/kernels/lists.h"
#include "ganglion/kernels/scope.h"
#include "ganglion/ops/op_defs.h"

/// matmul with bias and activation on oneDNN. Everything is decided when the kernel is made; a run
/// sets the handles that changed and executes.
namespace ganglion::kernels {
namespace onednn {
namespace {

const dnnl::engine& engine() {
  static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

/// The post-op that equals an activation, if there is one.
std::optional<dnnl::algorithm> algorithm_of(const std::string& activation) {
  if (activation == "leaky_relu") return dnnl::algorithm::eltwise_relu;
  if (activation == "tanh") return dnnl::algorithm::eltwise_tanh;
  if (activation == "sigmoid") return dnnl::algorithm::eltwise_logistic;
  if (activation == "elu") return dnnl::algorithm::eltwise_elu;
  return std::nullopt;
}

/// oneDNN's own relu turns a NaN into 0, which would hide that a network has diverged.
void relu(float* values, std::int64_t size) {
  for (std::int64_t i = 0; i < size; ++i) values[i] = 0.0F > values[i] ? 0.0F : values[i];
}

std::string activation_of(const Node& node) {
  return node.attributes.has("activation") ? node.attributes.text("activation") : "linear";
}

dnnl::memory::desc matrix(std::int64_t rows, std::int64_t columns, bool transposed) {
  using tag = dnnl::memory::format_tag;
  return {{rows, columns}, dnnl::memory::data_type::f32, transposed ? tag::ba : tag::ab};
}

class Matmul : public Kernel {
 public:
  explicit Matmul(const Node& node) : stream_(engine()) {
    const bool ta = node.attributes.flag("transpose_a");
    const bool tb = node.attributes.flag("transpose_b");
    const bool has_bias = node.inputs.size() == 3;
    const Shape& c = node.outputs[0].shape;
    if (activation_of(node) == "relu") relu_size_ = c.size();
    const std::int64_t inner = node.inputs[0].shape()[ta ? 0 : 1];
    const auto src = matrix(c[0], inner, ta);
    const auto weights = matrix(inner, c[1], tb);
    const auto dst = matrix(c[0], c[1], false);
    const auto bias = matrix(1, c[1], false);
    const auto description = has_bias ? dnnl::matmul::desc(src, weights, bias, dst)
                                      : dnnl::matmul::desc(src, weights, dst);
    const dnnl::matmul::primitive_desc choice(description, attributes_of(node), engine());
    scratch_bytes_ = choice.scratchpad_desc().get_size();
    primitive_ = dnnl::matmul(choice);
    add(DNNL_ARG_SRC, src);
    add(DNNL_ARG_WEIGHTS, weights);
    add(DNNL_ARG_DST, dst);
    add(DNNL_ARG_SCRATCHPAD, choice.scratchpad_desc());
    if (has_bias) add(DNNL_ARG_BIAS, bias);
  }

  std::size_t scratch_bytes() const override { return scratch_bytes_; }

  void run(const KernelArguments& arguments) override {
    set(0, arguments.inputs[0]);
    set(1, arguments.inputs[1]);
    set(2, arguments.outputs[0]);
    set(3, arguments.scratch);
    if (count_ == 5) set(4, arguments.inputs[2]);
    const auto status =
        dnnl_primitive_execute(primitive_.get(), stream_.get(), count_, list_.data());
    dnnl::error::wrap_c_api(status, "matmul could not be executed");
    relu(static_cast<float*>(arguments.outputs[0]), relu_size_);
  }

 private:
  static dnnl::primitive_attr attributes_of(const Node& node) {
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    if (const auto algorithm = algorithm_of(activation_of(node))) {
      dnnl::post_ops post;
      post.append_eltwise(1.0F, *algorithm, static_cast<float>(node.attributes.number("parameter")),
                          0.0F);
      attributes.set_post_ops(post);
    }
    return attributes;
  }

  void add(int argument, const dnnl::memory::desc& description) {
    const auto i = static_cast<std::size_t>(count_++);
    memories_[i] = dnnl::memory(description, engine(), nullptr);
    list_[i] = {argument, memories_[i].get()};
  }

  /// A handle rarely changes from run to run, and setting it isn't free.
  void set(std::size_t i, const void* data) {
    if (handles_[i] == data) return;
    handles_[i] = data;
    memories_[i].set_data_handle(const_cast<void*>(data));
  }

  dnnl::stream stream_;
  dnnl::matmul primitive_;
  std::array<dnnl::memory, 5> memories_;
  std::array<dnnl_exec_arg_t, 5> list_{};
  std::array<const void*, 5> handles_{};
  int count_ = 0;
  std::size_t scratch_bytes_ = 0;
  std::int64_t relu_size_ = 0;
};

std::unique_ptr<Kernel> make_matmul(const Node& node) {
  if (node.outputs[0].dtype != DType::f32) return nullptr;
  // An empty matrix would be a division by zero inside oneDNN.
  if (node.outputs[0].shape.size() == 0 || node.inputs[0].shape().size() == 0) return nullptr;
  const std::string activation = activation_of(node);
  const bool plain = activation == "linear" || activation == "relu";
  if (!plain && !algorithm_of(activation)) return nullptr;
  const Scope scope;  // a primitive fixes its number of threads when it is made
  return std::make_unique<Matmul>(node);
}

const std::array kList = {Entry{&ops::kMatmul, "onednn:matmul", make_matmul},
                          Entry{&ops::kFusedMatmul, "onednn:fused_matmul", make_matmul}};

}  // namespace

std::span<const Entry> list() {
  return kList;
}

}  // namespace onednn
}  // namespace ganglion::kernels

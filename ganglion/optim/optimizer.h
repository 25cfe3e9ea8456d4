#pragma once
#include <concepts>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "ganglion/graph/own_kind.h"
#include "ganglion/optim/update.h"

namespace ganglion::optim {

/// What a struct needs to be an optimizer: `learning_rate`, and `update`, which returns the new
/// parameters made of element-wise ops on [P] values and of scalars, so that an update is one pass
/// over memory. `clip`, `weight_decay` and `exclude_from_weight_decay` are obeyed where it has
/// them; `kind` and `fields` (see graph/fields.h) are needed to save it in a file.
template <class T>
concept OptimizerOptions = requires(const T& options, UpdateContext& context) {
  { options.learning_rate } -> std::convertible_to<double>;
  { options.update(context) } -> std::same_as<Value>;
};

/// Any optimizer by value: made implicitly from Adam{}, SGD{…} and the like. Cheap to copy;
/// immutable, so that threads may share it.
class Optimizer {
 public:
  /// Throws Error for settings that cannot work: a learning rate that is negative or not finite,
  /// two kinds of clipping at once, a decay rate outside [0, 1).
  template <class T>
  requires(!std::same_as<std::remove_cvref_t<T>, Optimizer> && OptimizerOptions<T>)
      Optimizer(T options)  // NOLINT(google-explicit-constructor): the point of the class
      : model_(std::make_shared<const Model<T>>(std::move(options))), type_(&type_mark<T>) {
    check();
  }
  Optimizer(const Optimizer&) = default;  // nor is it emptied by moving it
  Optimizer& operator=(const Optimizer&) = default;

  std::string_view name() const { return model_->name(); }  ///< "adam"
  /// Whether it was made of a T.
  template <class T>
  bool is() const {
    return type_ == &type_mark<T>;
  }
  bool same_type(const Optimizer& other) const { return type_ == other.type_; }
  double learning_rate() const { return model_->learning_rate(); }
  double weight_decay() const { return model_->weight_decay(); }
  /// Words separated by blanks or commas: a parameter whose path contains one doesn't decay.
  std::string exclude_from_weight_decay() const { return model_->exclude(); }
  Clip clip() const { return model_->clip(); }
  /// The slots and their values before the first step.
  std::vector<SlotSpec> slots() const;
  /// All settings, by name.
  Attributes config() const { return model_->config(); }
  /// "adam beta_1=0.9 …", read by parse_optimizer().
  std::string to_string() const;

  Value update(UpdateContext& context) const { return model_->update(context); }

 private:
  struct Concept {
    virtual ~Concept() = default;
    virtual std::string_view name() const = 0;
    virtual double learning_rate() const = 0;
    virtual double weight_decay() const = 0;
    virtual std::string exclude() const = 0;
    virtual Clip clip() const = 0;
    virtual Attributes config() const = 0;
    virtual Value update(UpdateContext& context) const = 0;
  };
  template <class T>
  struct Model;
  void check() const;

  std::shared_ptr<const Concept> model_;
  const char* type_;
};

/// What append_update works on.
struct UpdateInputs {
  Value parameters;                         ///< the variable [P]
  std::span<const Value> gradients;         ///< of each parameter, in its own shape
  std::span<const std::int64_t> offsets;    ///< where each lies in [P]; ascending
  Value learning_rate;                      ///< floating scalar
  Value step;                               ///< floating scalar, 1 for the first step
  std::span<const std::string> paths = {};  ///< "dense/bias": for exclude_from_weight_decay only
  /// What the learning rate of each parameter is multiplied with; empty: 1.
  std::span<const double> rates = {};
  /// (offset, elements) in [P] of what keeps its values: parameters without a gradient.
  std::span<const std::pair<std::int64_t, std::int64_t>> frozen = {};
};

/// Appends a training step's update to the graph: packs the gradients into one flat value, clips,
/// decays weights (w -= learning_rate * weight_decay * w; Loshchilov and Hutter, arXiv:1711.05101),
/// updates, and assigns parameters and slots. With `rates` an optimizer's learning rate is a value
/// [P]. Returns the new parameters. Throws Error when numbers
/// of gradients, offsets and rates differ, or when paths are needed and missing.
Value append_update(const Optimizer& optimizer, const UpdateInputs& inputs);

template <class T>
struct Optimizer::Model final : Optimizer::Concept {
  explicit Model(T options_in) : options(std::move(options_in)) {}
  std::string_view name() const override {
    if constexpr (requires { options.kind; }) return options.kind;
    return "custom";
  }
  double learning_rate() const override { return options.learning_rate; }
  double weight_decay() const override {
    if constexpr (requires { options.weight_decay; }) return options.weight_decay;
    return 0;
  }
  std::string exclude() const override {
    if constexpr (requires { options.exclude_from_weight_decay; }) {
      return options.exclude_from_weight_decay;
    }
    return {};
  }
  Clip clip() const override {
    if constexpr (requires { options.clip; }) return options.clip;
    return {};
  }
  Attributes config() const override { return config_of(options); }
  Value update(UpdateContext& context) const override { return options.update(context); }

  T options;
};

}  // namespace ganglion::optim

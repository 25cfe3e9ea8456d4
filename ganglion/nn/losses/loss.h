#pragma once
#include <concepts>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "ganglion/graph/own_kind.h"
#include "ganglion/nn/activation.h"
#include "ganglion/nn/losses/outputs.h"

namespace ganglion::nn {

/// What a struct needs to be a loss: `per_sample`. `kind` and `fields` (see graph/fields.h) are
/// needed to save it; `target_type`, `prediction`, `check_output`, `check_shape` and
/// `target_remedy`, and the constants `outputs`, `needs_positive` and `target_range`, are heeded
/// where it has them.
template <class T>
concept LossOptions = requires(const T& options, Value value) {
  { options.per_sample(value, value) } -> std::same_as<Value>;
};

/// Any loss by value: made implicitly from BinaryCrossentropy{}, MeanSquaredError{} and the like.
/// Builds graph only. Cheap to copy; immutable, so that threads may share it.
class Loss {
 public:
  template <class T>
  requires(!std::same_as<std::remove_cvref_t<T>, Loss> && LossOptions<T>)
      Loss(T options)  // NOLINT(google-explicit-constructor): the point of the class
      : model_(std::make_shared<const Model<T>>(std::move(options))), type_(&type_mark<T>) {}
  Loss(const Loss&) = default;  // nor is it emptied by moving it
  Loss& operator=(const Loss&) = default;

  std::string_view name() const { return model_->name(); }  ///< "binary_crossentropy"
  /// The struct, if it is a T; else null.
  template <class T>
  const T* as() const {
    return type_ == &type_mark<T> ? &static_cast<const Model<T>&>(*model_).options : nullptr;
  }
  bool same_type(const Loss& other) const { return type_ == other.type_; }

  /// The type of the targets that fit predictions of this type, both with the batch as axis 0: the
  /// same, but for sparse class labels i32 without the last axis.
  TensorType target_type(const TensorType& prediction) const;

  /// The loss of each row, [B]: the mean over all other axes of predictions [B, ...]. Throws Error
  /// with both types when the target's isn't target_type().
  Value per_sample(Value prediction, Value target) const;

  /// What a person wants to see of the network's output: probabilities when the loss works on
  /// logits, else the output itself.
  Value prediction(Value output) const { return model_->prediction(output); }

  /// Throws Error, saying which loss or output layer fits, when this loss can't work on the output
  /// of a layer with that activation (none: not known, trusted) and shape (with the batch).
  void check_output(std::optional<Activation> activation, const Shape& prediction) const;

  /// Throws Error with both shapes, and the loss that fits if there is one, for targets of a shape
  /// that can't be meant: other than target_type()'s by more than a trailing axis of extent 1.
  void check_target(const Shape& prediction, const Shape& target) const;

  Outputs outputs() const { return model_->outputs(); }
  /// Whether predictions must be above 0.
  bool needs_positive() const { return model_->needs_positive(); }

  /// The values that targets may have, ends included.
  TargetRange target_range() const { return model_->target_range(); }

  /// All settings, by name.
  Attributes config() const { return model_->config(); }
  /// "huber delta=2", read by parse_loss().
  std::string to_string() const { return settings_text(name(), config()); }

 private:
  struct Concept {
    virtual ~Concept() = default;
    virtual std::string_view name() const = 0;
    virtual TensorType target_type(const TensorType& prediction) const = 0;
    virtual Value per_sample(Value prediction, Value target) const = 0;
    virtual Value prediction(Value output) const = 0;
    virtual void check_output(Activation activation) const = 0;
    virtual void check_shape(const Shape& prediction) const = 0;
    virtual std::string target_remedy(const Shape& prediction, const Shape& target) const = 0;
    virtual Outputs outputs() const = 0;
    virtual bool needs_positive() const = 0;
    virtual TargetRange target_range() const = 0;
    virtual Attributes config() const = 0;
  };
  template <class T>
  struct Model;

  std::shared_ptr<const Concept> model_;
  const char* type_;
};

/// Sum of weight * loss over the rows, divided by the number of rows (not by the sum of weights:
/// Keras' sum_over_batch_size). Both [B]; an empty `weights` stands for ones.
Value weighted_mean(Value per_sample, Value weights = {});

/// True when the loss works on logits rather than on probabilities.
bool takes_logits(const Loss& loss);

template <class T>
struct Loss::Model final : Loss::Concept {
  explicit Model(T options_in) : options(std::move(options_in)) {}
  std::string_view name() const override {
    if constexpr (requires { options.kind; }) return options.kind;
    return "custom";
  }
  TensorType target_type(const TensorType& prediction) const override {
    if constexpr (requires { options.target_type(prediction); }) {
      return options.target_type(prediction);
    }
    return prediction;
  }
  Value per_sample(Value prediction, Value target) const override {
    return options.per_sample(prediction, target);
  }
  Value prediction(Value output) const override {
    if constexpr (requires { options.prediction(output); }) return options.prediction(output);
    return output;
  }
  void check_output(Activation activation) const override {
    if constexpr (requires { options.check_output(activation); }) options.check_output(activation);
  }
  void check_shape(const Shape& prediction) const override {
    if constexpr (requires { options.check_shape(prediction); }) options.check_shape(prediction);
  }
  std::string target_remedy(const Shape& prediction, const Shape& target) const override {
    if constexpr (requires { options.target_remedy(prediction, target); }) {
      return options.target_remedy(prediction, target);
    }
    return "give targets of that shape";
  }
  Outputs outputs() const override {
    if constexpr (requires {
                    { T::outputs } -> std::convertible_to<Outputs>;
                  })
      return T::outputs;
    return Outputs::numbers;
  }
  bool needs_positive() const override {
    if constexpr (requires {
                    { T::needs_positive } -> std::convertible_to<bool>;
                  })
      return T::needs_positive;
    return false;
  }
  TargetRange target_range() const override {
    if constexpr (requires {
                    { T::target_range } -> std::convertible_to<TargetRange>;
                  })
      return T::target_range;
    return {};
  }
  Attributes config() const override { return config_of(options); }

  T options;
};

}  // namespace ganglion::nn

#include "ganglion/train/unknown_kinds.h"

#include <fmt/format.h>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/train/named_outputs.h"

namespace ganglion::train {
namespace {

constexpr std::string_view kNoKind = "custom";  // what losses and optimizers without one are called

/// `part`: "loss"; `member` and `function`: how its kind is given to load_model.
std::string what_to_register(const char* part, std::string_view kind, const char* member,
                             const char* function) {
  return fmt::format(
      "the model was compiled with the {} {}, which isn't one of the library's; give its struct to "
      "load_model, {{.{} = {{{}<…>()}}}}, or compile() the model again",
      part, shown(kind), member, function);
}

std::string remedy_without_kind(const char* part, std::string_view name) {
  return fmt::format(
      "the model was compiled with a {} of somebody's own, {}, which has no `kind`, so that no "
      "file "
      "describes it; compile() the model again",
      part, shown(name));
}

std::string loss_remedy(std::string_view kind) {
  if (kind == kNoKind) return remedy_without_kind("loss", kind);
  return what_to_register("loss", kind, "losses", "nn::loss_kind");
}

std::string metric_remedy(const nn::AnyMetric& metric) {
  if (metric.kind().empty()) return remedy_without_kind("metric", metric.name());
  return what_to_register("metric", metric.kind(), "metrics", "nn::metric_kind");
}

/// Has the name, and can't count.
class Uncounted : public nn::Metric {
 public:
  explicit Uncounted(UnknownMetric metric) : metric_(std::move(metric)) {}
  std::string name() const override { return metric_.name; }

 protected:
  void add(const nn::MetricBatch&) override { throw Error(metric_remedy(metric_)); }
  double value() const override { throw Error(metric_remedy(metric_)); }
  void clear() override {}

 private:
  UnknownMetric metric_;
};

const nn::Loss* unknown_loss(const CompileOptions& options) {
  for (const nn::Loss& loss : options.losses) {
    if (loss.as<UnknownLoss>() != nullptr) return &loss;
  }
  const bool used = options.losses.empty();
  return used && options.loss.as<UnknownLoss>() != nullptr ? &options.loss : nullptr;
}

bool is_unknown(const nn::AnyMetric& metric) {
  return metric.is<UnknownMetric>();
}

void check_metrics(std::span<const nn::AnyMetric> metrics, const char* what) {
  for (const nn::AnyMetric& metric : metrics) {
    if (is_unknown(metric)) throw Error(fmt::format("{}: {}", what, metric_remedy(metric)));
  }
}

}  // namespace

Value UnknownLoss::per_sample(Value, Value) const {
  throw Error(loss_remedy(kind));
}
Value UnknownLoss::prediction(Value output) const {
  if (!predicts_outputs) throw Error("predict: " + loss_remedy(kind));
  return output;
}

std::unique_ptr<nn::Metric> UnknownMetric::make() const {
  return std::make_unique<Uncounted>(*this);
}

std::string remedy_of(const optim::Optimizer& optimizer) {
  if (!optimizer.is<UnknownOptimizer>()) return {};
  if (optimizer.name() == kNoKind) return remedy_without_kind("optimizer", optimizer.name());
  return what_to_register("optimizer", optimizer.name(), "optimizers", "optim::optimizer_kind");
}

void check_known(const CompileOptions& options, const char* what) {
  if (const nn::Loss* loss = unknown_loss(options))
    throw Error(fmt::format("{}: {}", what, loss_remedy(loss->name())));
  check_metrics(options.metrics, what);
  for (const auto& [name, output] : options.outputs) check_metrics(output.metrics, what);
}

void check_known_to_train(const CompileOptions& options, const char* what) {
  check_known(options, what);
  if (const std::string remedy = remedy_of(options.optimizer); !remedy.empty())
    throw Error(fmt::format("{}: {}", what, remedy));
}

bool leave_out_unknown_metrics(CompileOptions& options) {
  std::size_t left_out = std::erase_if(options.metrics, is_unknown);
  for (auto& [name, output] : options.outputs)
    left_out += std::erase_if(output.metrics, is_unknown);
  return left_out > 0;
}

bool knows_losses(const CompileOptions& options) {
  return unknown_loss(options) == nullptr;
}

}  // namespace ganglion::train

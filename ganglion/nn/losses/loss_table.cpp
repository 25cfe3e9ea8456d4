#include "ganglion/nn/losses/loss_table.h"

#include <fmt/format.h>

#include <array>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/core/synonyms.h"
#include "ganglion/nn/losses/binary_crossentropy.h"
#include "ganglion/nn/losses/binary_focal_crossentropy.h"
#include "ganglion/nn/losses/categorical_crossentropy.h"
#include "ganglion/nn/losses/cosine_similarity.h"
#include "ganglion/nn/losses/hinge.h"
#include "ganglion/nn/losses/huber.h"
#include "ganglion/nn/losses/kl_divergence.h"
#include "ganglion/nn/losses/log_cosh.h"
#include "ganglion/nn/losses/mean_absolute_error.h"
#include "ganglion/nn/losses/mean_squared_error.h"
#include "ganglion/nn/losses/poisson.h"
#include "ganglion/nn/losses/sparse_categorical_crossentropy.h"

namespace ganglion::nn {
namespace {

struct NamedLoss {
  std::string_view name;
  std::string_view others;  ///< each between blanks, as plain_name() gives it
  Loss (*make)(const Attributes& config);
};

template <class T>
constexpr NamedLoss loss_entry(std::string_view others) {
  return {T::kind, others, [](const Attributes& config) { return Loss(made_from<T>(config)); }};
}

constexpr std::string_view kCrossEntropy = " crossentropy logloss logistic logisticloss nll ";

constexpr std::array kLosses = {
    loss_entry<BinaryCrossentropy>(" bce "),
    loss_entry<CategoricalCrossentropy>(" cce "),
    loss_entry<SparseCategoricalCrossentropy>(" scce "),
    loss_entry<MeanSquaredError>(" mse l2 squarederror squaredloss "),
    loss_entry<MeanAbsoluteError>(" mae l1 absoluteerror "),
    loss_entry<Huber>(" huberloss smoothl1 "),
    loss_entry<Hinge>(" hingeloss "),
    loss_entry<Poisson>(" poissonloss "),
    loss_entry<BinaryFocalCrossentropy>(" binaryfocal focal focalloss "),
    loss_entry<KLDivergence>(" kl kld kldiv kullbackleibler "),
    loss_entry<CosineSimilarity>(" cosine cosineloss "),
    loss_entry<LogCosh>(" logcoshloss ")};

bool holds(std::string_view names, std::string_view name) {
  return names.find(" " + std::string(name) + " ") != std::string_view::npos;
}

}  // namespace

Loss loss_from_config(std::string_view name, const Attributes& config) {
  const std::string plain = plain_name(name);
  if (names_cross_entropy(plain)) return Loss(made_from<CategoricalCrossentropy>(config));
  for (const NamedLoss& known : kLosses) {
    if (plain == plain_name(known.name) || holds(known.others, plain)) return known.make(config);
  }
  throw Error(fmt::format("loss: {} is unknown; {}", shown(name), suggestion(name, loss_names())));
}

Loss parse_loss(std::string_view text) {
  const Settings settings = parse_settings(text, "loss");
  return loss_from_config(settings.kind, settings.attributes);
}

bool names_cross_entropy(std::string_view name) {
  return holds(kCrossEntropy, plain_name(name));
}

std::vector<std::string> loss_names() {
  std::vector<std::string> names;
  names.reserve(kLosses.size());
  for (const NamedLoss& known : kLosses) names.emplace_back(known.name);
  return names;
}

Loss with_logits(const Loss& loss, bool from_logits) {
  Attributes config = loss.config();
  if (!config.has("from_logits") || config.flag("from_logits") == from_logits) return loss;
  config.set("from_logits", from_logits);
  return loss_from_config(loss.name(), config);
}

}  // namespace ganglion::nn

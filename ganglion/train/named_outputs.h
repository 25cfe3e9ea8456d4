#pragma once
#include <span>
#include <string>
#include <string_view>

#include "ganglion/nn/network.h"
#include "ganglion/train/options.h"

namespace ganglion::train {

/// Puts CompileOptions::outputs in the order of the network's outputs, and makes the losses and
/// their weights of them; nothing without any. Throws Error, listing the names there are, for a
/// name that no output has, one that two have, an output that is missing, and where `losses`,
/// `loss_weights` or `metrics` say something else.
void order_outputs(const nn::Network& network, CompileOptions& options);

/// The metrics of an output.
std::span<const nn::AnyMetric> metrics_of(const CompileOptions& options, std::size_t output);
/// Whether any output has one.
bool has_metrics(const CompileOptions& options);

/// What a value of an output is called in History and Scores: "mae", of further outputs "mae_1";
/// "price_mae" where outputs are given by name.
std::string value_name(const CompileOptions& options, std::string_view name, std::size_t output);

/// The name of the graph output that has the rows' losses of one network output, or their mean;
/// graphs have it where outputs are given by name.
std::string loss_name(const CompileOptions& options, std::size_t output);

}  // namespace ganglion::train

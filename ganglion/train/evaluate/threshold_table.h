#pragma once
#include <optional>
#include <string>
#include <vector>

#include "ganglion/io/json.h"
#include "ganglion/nn/metrics/threshold_curve.h"

/// What other thresholds of a binary task would give, as text and as JSON.
namespace ganglion::train {

/// What comes of 0.1, 0.2, … 0.9 and of `threshold`, from the lowest up.
std::vector<nn::ThresholdPoint> threshold_table(const nn::ThresholdCurve& curve, double threshold);

/// A line for each point: threshold, precision, recall, F1 and, where costs are known, the cost.
/// An asterisk marks `threshold`.
std::string threshold_text(const std::vector<nn::ThresholdPoint>& points, double threshold,
                           const std::optional<nn::MistakeCosts>& costs);
/// [{"threshold", "precision", "recall", "f1", "cost" (where costs are known)}, …]
io::Json threshold_json(const std::vector<nn::ThresholdPoint>& points,
                        const std::optional<nn::MistakeCosts>& costs);

/// Points as a model keeps them: [[threshold, TP, FP, FN, TN], …]. Reading throws Error for
/// anything else.
io::Json points_json(const std::vector<nn::ThresholdPoint>& points);
std::vector<nn::ThresholdPoint> points_from_json(const io::Json& json);

/// {"false_positive": 1, "false_negative": 10}
io::Json costs_json(const nn::MistakeCosts& costs);
nn::MistakeCosts costs_from_json(const io::Json& json);

}  // namespace ganglion::train

#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ganglion::io::tensorboard {

/// Events as TensorBoard reads them: messages `Event` of tensorflow/core/util/event.proto, each as
/// a record of a file (see records.h). Times are seconds since 1970.

/// The first record of every file.
std::string version_record(double time);

/// In a further file of the same folder: steps from this one on are written anew, and those of
/// earlier files no longer count.
std::string restart_record(double time, std::int64_t step);

/// A node of a graph: what it computes, from which nodes, and the shape that comes out of it for
/// one row.
struct GraphNode {
  std::string name;
  std::string kind;
  std::vector<std::string> inputs = {};
  std::vector<std::int64_t> shape = {};
};
/// A network, as TensorFlow's GraphDef: names and kinds, nothing that it could compute.
std::string graph_record(double time, std::span<const GraphNode> nodes);

/// What a step shows, as one event.
class StepEvent {
 public:
  StepEvent(double time, std::int64_t step) : time_(time), step_(step) {}

  /// A point of a curve. Tags that are alike up to a '/' are shown together.
  StepEvent& scalar(std::string_view tag, double value);
  /// How values are distributed, in 30 intervals of equal width from the least to the largest.
  /// Nothing for no values; all must be finite.
  StepEvent& histogram(std::string_view tag, std::span<const float> values);
  /// A PNG file in colours, of this height and width.
  StepEvent& image(std::string_view tag, std::int64_t height, std::int64_t width,
                   std::string_view png);
  /// Markdown.
  StepEvent& text(std::string_view tag, std::string_view markdown);

  bool empty() const { return values_.empty(); }
  std::string record() const;

 private:
  double time_;
  std::int64_t step_;
  std::string values_;  ///< fields of a Summary
};

/// A hyperparameter: a number or a text.
using HyperParameters = std::vector<std::pair<std::string, std::variant<double, std::string>>>;

/// What the page of hyperparameters compares runs by: the settings of this one, and the tags of the
/// curves whose last values are compared.
std::string hyper_parameter_records(double time, const HyperParameters& parameters,
                                    std::span<const std::string> tags);
/// That the run has ended well.
std::string end_record(double time);

}  // namespace ganglion::io::tensorboard

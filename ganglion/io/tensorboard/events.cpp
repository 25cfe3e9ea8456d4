#include "ganglion/io/tensorboard/events.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "ganglion/io/protobuf/message.h"
#include "ganglion/io/tensorboard/records.h"

// The numbers of fields are those of event.proto, graph.proto, summary.proto, tensor.proto and, of
// the plug-in for hyperparameters, api.proto and plugin_data.proto.
namespace ganglion::io::tensorboard {
namespace {

using protobuf::Message;

constexpr std::size_t kBuckets = 30;

Message event(double time, std::int64_t step) {
  return std::move(Message().number(1, time).integer(2, step));
}

/// A ':' or '^' in a name would mean something in the list of inputs.
std::string plain_name(std::string name) {
  std::ranges::replace_if(
      name, [](char c) { return c == ':' || c == '^' || c == ' '; }, '_');
  return name;
}

/// SummaryMetadata of a plug-in.
Message plugin(std::string_view name, std::string_view content = {}) {
  Message data;
  data.text(1, name);
  if (!content.empty()) data.text(2, content);
  return std::move(Message().message(1, data));
}

/// A Summary of one value that has no more than a plug-in's message.
std::string plugin_record(double time, std::string_view tag, const Message& data) {
  Message value;
  value.text(1, tag).message(9, plugin("hparams", data.bytes()));
  return record(event(time, 0).message(5, Message().message(1, value)).bytes());
}

/// google.protobuf.Value.
Message plain_value(const std::variant<double, std::string>& value) {
  Message message;
  if (const auto* number = std::get_if<double>(&value)) {
    message.number(2, *number);
  } else {
    message.text(3, std::get<std::string>(value));
  }
  return message;
}

Message experiment(double time, const HyperParameters& parameters,
                   std::span<const std::string> tags) {
  constexpr int kText = 1;
  constexpr int kNumber = 3;
  Message result;
  result.number(3, time);
  for (const auto& [name, value] : parameters) {
    const bool number = std::holds_alternative<double>(value);
    result.message(4, Message().text(1, name).integer(4, number ? kNumber : kText));
  }
  for (const std::string& tag : tags) {
    result.message(5, Message().message(1, Message().text(2, tag)));
  }
  return result;
}

}  // namespace

std::string version_record(double time) {
  return record(Message().number(1, time).text(3, "brain.Event:2").bytes());
}

std::string graph_record(double time, std::span<const GraphNode> nodes) {
  constexpr std::int64_t kProducer = 22;  // the oldest that a reader of today takes
  Message graph;
  for (const GraphNode& node : nodes) {
    Message shape;
    shape.message(2, Message().integer(1, -1));  // rows
    for (const std::int64_t size : node.shape) shape.message(2, Message().integer(1, size));
    Message value;
    value.message(1, Message().message(7, shape));
    Message definition;
    definition.text(1, plain_name(node.name)).text(2, node.kind);
    for (const std::string& input : node.inputs) definition.text(3, plain_name(input));
    definition.message(5, Message().text(1, "_output_shapes").message(2, value));
    graph.message(1, definition);
  }
  graph.message(4, Message().integer(1, kProducer));
  return record(Message().number(1, time).text(4, graph.bytes()).bytes());
}

std::string restart_record(double time, std::int64_t step) {
  constexpr int kStart = 1;
  return record(event(time, step).message(7, Message().integer(1, kStart)).bytes());
}

StepEvent& StepEvent::scalar(std::string_view tag, double value) {
  Message message;
  message.text(1, tag).number(2, static_cast<float>(value));
  values_ += Message().message(1, message).bytes();
  return *this;
}

StepEvent& StepEvent::histogram(std::string_view tag, std::span<const float> values) {
  if (values.empty()) return *this;
  const auto [least, most] = std::ranges::minmax(values);
  const double first = static_cast<double>(least);
  const double width = (static_cast<double>(most) - first) / kBuckets;
  std::array<double, kBuckets> limits{};
  std::array<double, kBuckets> counts{};
  for (std::size_t i = 0; i < kBuckets; ++i) limits[i] = first + width * static_cast<double>(i + 1);
  limits.back() = static_cast<double>(most);
  double sum = 0;
  double squares = 0;
  for (const float value : values) {
    const auto x = static_cast<double>(value);
    sum += x;
    squares += x * x;
    const auto at = width > 0 ? static_cast<std::size_t>((x - first) / width) : kBuckets - 1;
    counts[std::min(at, kBuckets - 1)] += 1;
  }
  Message histogram;
  histogram.number(1, first).number(2, static_cast<double>(most));
  histogram.number(3, static_cast<double>(values.size())).number(4, sum).number(5, squares);
  histogram.numbers(6, limits).numbers(7, counts);
  Message message;
  message.text(1, tag).message(5, histogram);
  values_ += Message().message(1, message).bytes();
  return *this;
}

StepEvent& StepEvent::image(std::string_view tag, std::int64_t height, std::int64_t width,
                            std::string_view png) {
  constexpr int kRgb = 3;
  Message image;
  image.integer(1, height).integer(2, width).integer(3, kRgb).text(4, png);
  Message message;
  message.text(1, tag).message(4, image);
  values_ += Message().message(1, message).bytes();
  return *this;
}

StepEvent& StepEvent::text(std::string_view tag, std::string_view markdown) {
  constexpr int kString = 7;
  Message shape;  // one text
  shape.message(2, Message().integer(1, 1));
  Message tensor;
  tensor.integer(1, kString).message(2, shape).text(8, markdown);
  Message message;
  message.text(1, tag).message(8, tensor).message(9, plugin("text"));
  values_ += Message().message(1, message).bytes();
  return *this;
}

std::string StepEvent::record() const {
  return tensorboard::record(event(time_, step_).text(5, values_).bytes());
}

std::string hyper_parameter_records(double time, const HyperParameters& parameters,
                                    std::span<const std::string> tags) {
  Message start;
  for (const auto& [name, value] : parameters) {
    start.message(1, Message().text(1, name).message(2, plain_value(value)));
  }
  start.number(5, time);
  Message described;
  described.integer(1, 0).message(2, experiment(time, parameters, tags));
  Message started;
  started.integer(1, 0).message(3, start);
  return plugin_record(time, "_hparams_/experiment", described) +
         plugin_record(time, "_hparams_/session_start_info", started);
}

std::string end_record(double time) {
  constexpr int kSuccess = 1;
  Message data;
  data.integer(1, 0).message(4, Message().integer(1, kSuccess).number(2, time));
  return plugin_record(time, "_hparams_/session_end_info", data);
}

}  // namespace ganglion::io::tensorboard

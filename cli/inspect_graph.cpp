#include "cli/inspect_graph.h"

#include <map>

#include "cli/output.h"
#include "ganglion/core/text_table.h"
#include "ganglion/io/onnx/model.h"
#include "ganglion/train/predict/array_predictor.h"

namespace ganglion::cli {
namespace {

std::map<std::string, std::int64_t> ops_in(const io::onnx::StoredModel& model) {
  std::map<std::string, std::int64_t> counts;
  for (const io::onnx::StoredNode& node : model.nodes) ++counts[node.op];
  return counts;
}

}  // namespace

void inspect_graph(const std::string& path, const io::ReadModel& read) {
  const train::ArrayPredictor predictor(read, path);
  print_out("{}\n\nformat:   {}\n", path, read.format);
  for (const auto& input : predictor.inputs()) print_out("input:    {}\n", input.to_string());
  for (const std::string& output : predictor.output_names()) print_out("output:   {}\n", output);
  print_out("layers:   none: {}\n", read.reason);
  std::vector<std::vector<std::string>> rows = {{"op", "nodes"}};
  for (const auto& [op, count] : ops_in(*read.graph)) rows.push_back({op, std::to_string(count)});
  print_out("\n{}", text_table(rows));
}

io::Json graph_json(const std::string& path, const io::ReadModel& read) {
  const train::ArrayPredictor predictor(read, path);
  io::Json::Array inputs;
  for (const auto& input : predictor.inputs()) {
    inputs.push_back(io::Json::Object{
        {"name", input.name}, {"type", input.type}, {"extents", io::Json::list(input.extents)}});
  }
  io::Json::Object ops;
  for (const auto& [op, count] : ops_in(*read.graph)) ops.emplace_back(op, count);
  return io::Json::Object{{"file", path},
                          {"format", read.format},
                          {"inputs", std::move(inputs)},
                          {"outputs", io::Json::list(predictor.output_names())},
                          {"no_layers_because", read.reason},
                          {"ops", std::move(ops)}};
}

}  // namespace ganglion::cli

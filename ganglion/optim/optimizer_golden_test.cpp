#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "ganglion/ops/ops.h"
#include "ganglion/optim/optimizer.h"
#include "ganglion/optim/optimizer_table.h"
#include "ganglion/runtime/interpreter.h"

// Ten steps of each optimizer against Keras (tests/golden/optimizers). The two parameters lie in
// one flat buffer with a gap between them, as in a real network.
namespace ganglion::optim {
namespace {

using Json = nlohmann::json;

constexpr std::int64_t kSize = 32;  // kernel [2, 2] at 0, bias [2] at 16, zeros between
constexpr std::int64_t kBias = 16;

Json golden_updates() {
  std::ifstream file(GANGLION_SOURCE_DIR "/tests/golden/optimizers/optimizers.json");
  if (!file) throw std::runtime_error("tests/golden/optimizers/optimizers.json cannot be read");
  return Json::parse(file);
}

std::vector<double> flat_numbers(const Json& json) {
  if (!json.is_array()) return {json.get<double>()};
  std::vector<double> numbers;
  for (const Json& part : json) {
    for (double x : flat_numbers(part)) numbers.push_back(x);
  }
  return numbers;
}

/// {"kernel", "bias"} as the flat buffer.
Tensor flat(const Json& both, DType dtype) {
  Tensor result(Shape{kSize}, DType::f64);
  const auto values = result.values<double>();
  const std::vector<double> kernel = flat_numbers(both["kernel"]);
  const std::vector<double> bias = flat_numbers(both["bias"]);
  std::copy(kernel.begin(), kernel.end(), values.begin());
  std::copy(bias.begin(), bias.end(), values.begin() + kBias);
  return result.cast(dtype);
}

const std::map<std::string, std::string> kOurNames = {{"clipnorm", "clip_norm"},
                                                      {"clipvalue", "clip_value"},
                                                      {"global_clipnorm", "global_clip_norm"}};

Optimizer optimizer_of(const Json& row) {
  Attributes config;
  for (const auto& [name, value] : row["options"].items()) {
    if (value.is_object()) continue;  // a schedule: its rates are fed below
    const auto ours = kOurNames.find(name);
    const std::string& key = ours == kOurNames.end() ? name : ours->second;
    config.set(key,
               value.is_boolean() ? Attribute(value.get<bool>()) : Attribute(value.get<double>()));
  }
  if (row.contains("exclude_from_weight_decay")) {
    config.set("exclude_from_weight_decay", row["exclude_from_weight_decay"][0].get<std::string>());
  }
  return optimizer_from_config(row["optimizer"].get<std::string>(), config);
}

double learning_rate_at(const Json& row, const Optimizer& optimizer, int step) {
  if (!row["options"].contains("learning_rate")) return optimizer.learning_rate();
  const Json& rate = row["options"]["learning_rate"];
  if (!rate.is_object()) return optimizer.learning_rate();
  const Json& options = rate["options"];  // cosine decay, by its formula
  const double alpha = options["alpha"];
  const double phase = M_PI * (step - 1) / options["decay_steps"].get<double>();
  return options["initial_learning_rate"].get<double>() *
         ((1 - alpha) * 0.5 * (1 + std::cos(phase)) + alpha);
}

struct Step {
  Graph graph;
  explicit Step(const Optimizer& optimizer, DType dtype) {
    const Value parameters = graph.variable("parameters", {dtype, Shape{kSize}});
    const std::vector<Value> gradients = {graph.input("kernel", {dtype, Shape{2, 2}}, false),
                                          graph.input("bias", {dtype, Shape{2}}, false)};
    const std::vector<std::int64_t> offsets = {0, kBias};
    const std::vector<std::string> paths = {"dense/kernel", "dense/bias"};
    append_update(optimizer, {.parameters = parameters,
                              .gradients = gradients,
                              .offsets = offsets,
                              .learning_rate = graph.input("learning_rate", {dtype, {}}, false),
                              .step = graph.input("step", {dtype, {}}, false),
                              .paths = paths});
  }
};

/// Runs the step's graph and puts what it assigns back among the feeds.
void run(const Step& step, std::map<std::string, Tensor>& feeds) {
  const runtime::Evaluation evaluation(step.graph, feeds);
  std::map<std::string, Tensor> after;
  for (const auto& [variable, value] : step.graph.assignments()) {
    after[variable.producer().name] = evaluation.at(value);
  }
  for (auto& [name, tensor] : after) feeds[name] = std::move(tensor);
}

void compare(const Json& row, const Json& data, DType dtype, double tolerance) {
  const Optimizer optimizer = optimizer_of(row);
  const Step step(optimizer, dtype);
  std::map<std::string, Tensor> feeds = {{"parameters", flat(data["initial"], dtype)}};
  for (const SlotSpec& slot : optimizer.slots()) {
    Tensor initial(Shape{kSize}, DType::f64);
    for (double& x : initial.values<double>()) x = slot.initial;
    feeds["slot/" + slot.name] = initial.cast(dtype);
  }
  for (int k = 0; k < 10; ++k) {
    const Json& gradients = data["gradients"][static_cast<std::size_t>(k)];
    feeds["kernel"] = Tensor::of(Shape{2, 2}, flat_numbers(gradients["kernel"])).cast(dtype);
    feeds["bias"] = Tensor::of(Shape{2}, flat_numbers(gradients["bias"])).cast(dtype);
    feeds["step"] = Tensor::scalar(k + 1, dtype);
    feeds["learning_rate"] = Tensor::scalar(learning_rate_at(row, optimizer, k + 1), dtype);
    run(step, feeds);
    const Tensor expected = flat(row["after"][static_cast<std::size_t>(k)], DType::f64);
    const Tensor got = feeds["parameters"].cast(DType::f64);
    for (std::size_t i = 0; i < kSize; ++i) {
      const double want = expected.values<double>()[i];
      EXPECT_NEAR(got.values<double>()[i], want, tolerance * std::max(1.0, std::abs(want)))
          << row["name"] << ", step " << k + 1 << ", element " << i;
    }
  }
}

TEST(OptimizersGolden, TenStepsInDoubleAreThoseOfKeras) {
  const Json data = golden_updates();
  ASSERT_GE(data["cases"].size(), 26u);
  for (const Json& row : data["cases"]) compare(row, data, DType::f64, 1e-10);
}

TEST(OptimizersGolden, TenStepsInSingleAreThoseOfKeras) {
  const Json data = golden_updates();
  for (const Json& row : data["cases"]) compare(row, data, DType::f32, 1e-5);
}

}  // namespace
}  // namespace ganglion::optim

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/tables.h"
#include "cli/typed_options.h"
#include "ganglion/core/numbers.h"
#include "ganglion/train/bench/graph_speed.h"
#include "ganglion/train/bench/speed.h"
#include "ganglion/train/predict/array_predictor.h"

namespace ganglion::cli {
namespace {

struct BenchOptions {
  std::string model;
  train::SpeedOptions speed;
  std::string precision = "f32";
  bool json = false;
};

std::string time_text(double seconds) {
  if (seconds < 1e-3) return fmt::format("{:.1f} µs", seconds * 1e6);
  return fmt::format("{:.2f} ms", seconds * 1e3);
}

void print_speed(const char* what, const train::Speed& speed, std::int64_t batch_size) {
  print_out(
      "{:<9} {:>10}   {:>11.0f} rows/s   {:>7.1f} GFLOP/s   {:>3.0f} % of the peak   {:>3.0f} % of "
      "the roofline\n",
      what, time_text(speed.seconds), static_cast<double>(batch_size) / speed.seconds, speed.gflops,
      100.0 * speed.share, 100.0 * speed.roofline_seconds / speed.seconds);
}

/// Calls that are shown as one line.
struct Calls {
  std::string name;
  int count = 0;
  double seconds = 0.0;
  double flops = 0.0;
  double bytes = 0.0;
  double roofline = 0.0;  ///< seconds at full speed of either arithmetic or memory
};

double roofline_seconds_of(const runtime::Plan::CallProfile& call,
                           const train::SpeedReport& report) {
  return 1e-9 *
         std::max(call.flops / report.peak_gflops_of_one, call.bytes / report.bandwidth_of_one);
}

/// The calls of equal name, those that take longest first.
template <class F>
std::vector<Calls> grouped(const train::SpeedReport& report, const train::Speed& speed, F name_of) {
  std::map<std::string, Calls> groups;
  for (const runtime::Plan::CallProfile& call : speed.profile) {
    Calls& group = groups[name_of(call)];
    ++group.count;
    group.seconds += call.seconds;
    group.flops += call.flops;
    group.bytes += call.bytes;
    group.roofline += roofline_seconds_of(call, report);
  }
  std::vector<Calls> sorted;
  for (auto& [name, group] : groups) {
    group.name = name;
    sorted.push_back(std::move(group));
  }
  std::ranges::stable_sort(sorted, std::greater(), &Calls::seconds);
  return sorted;
}

void print_calls(const std::vector<Calls>& groups, double total, const char* title) {
  constexpr std::size_t kMaxLines = 25;
  std::vector<std::vector<std::string>> rows = {
      {"time", "share", "calls", "GFLOP/s", "GB/s", "roofline", title}};
  for (std::size_t i = 0; i < std::min(groups.size(), kMaxLines); ++i) {
    const Calls& group = groups[i];
    rows.push_back(
        {time_text(group.seconds), fmt::format("{:.1f} %", 100.0 * group.seconds / total),
         fmt::format("{}", group.count), fmt::format("{:.1f}", group.flops / group.seconds / 1e9),
         fmt::format("{:.1f}", group.bytes / group.seconds / 1e9),
         fmt::format("{:.0f} %", 100.0 * group.roofline / group.seconds), group.name});
  }
  print_out("{}", text_table(rows));
  if (groups.size() <= kMaxLines) return;
  double rest = 0.0;
  for (std::size_t i = kMaxLines; i < groups.size(); ++i) rest += groups[i].seconds;
  print_out("and {} more: {}\n", groups.size() - kMaxLines, time_text(rest));
}

void print_profile(const char* what, const train::SpeedReport& report, const train::Speed& speed) {
  double total = 0.0;
  for (const auto& call : speed.profile) total += call.seconds;
  print_out("\n{}, each call timed on one thread: {} in {} calls\n", what, time_text(total),
            speed.profile.size());
  print_calls(grouped(report, speed, [](const auto& call) { return call.kernel; }), total,
              "kernel");
  print_out("\n");
  const auto both = [](const auto& call) { return call.kernel + "  " + call.node; };
  print_calls(grouped(report, speed, both), total, "kernel and node");
}

/// A check that adds nothing to the help: no one means to type 16777216.
CLI::Validator unnamed(CLI::Validator check) {
  return check.description("");
}

constexpr std::string_view kOfNetworks[] = {"--network", "--inputs", "--outputs", "--optimizer",
                                            "--replicas"};

/// What was measured, in a line.
void print_subject(const BenchOptions& typed, const train::Model* model,
                   const train::SpeedReport& report) {
  if (model == nullptr) {
    return print_out("{} inputs; {}; {} outputs: {} parameters\n", typed.speed.inputs,
                     typed.speed.network, typed.speed.outputs, report.parameters);
  }
  std::vector<std::string> inputs;
  for (const nn::InputSpec& spec : model->network().inputs()) {
    inputs.push_back(fmt::format("{} {}", spec.name, spec.shape.to_string()));
  }
  print_out("{}: {}; {} parameters\n", typed.model, fmt::join(inputs, ", "), report.parameters);
}

/// A model of which `predict` runs the graph.
int bench_graph(const BenchOptions& typed, train::ArrayPredictor& model) {
  const train::GraphSpeed speed =
      train::measure_graph(model, typed.speed.batch_size, typed.speed.seconds);
  if (typed.json) {
    print_out("{}\n",
              io::Json(io::Json::Object{{"model", typed.model},
                                        {"batch_size", speed.rows},
                                        {"predict", io::Json::Object{{"seconds", speed.seconds}}}})
                  .dump());
    return 0;
  }
  print_out("{}: a graph, run node by node on one thread; batch size {}\n\n", typed.model,
            speed.rows);
  print_out("{:<9} {:>10}   {:>11.0f} rows/s\n", "predict", time_text(speed.seconds),
            static_cast<double>(speed.rows) / speed.seconds);
  return 0;
}

int bench_command(const CLI::App& command, BenchOptions typed) {
  if (!typed.model.empty()) {
    refuse_options(command, kOfNetworks, "makes a network, but MODEL is one already; leave it out");
  }
  try {
    typed.speed.precision = parse_precision(typed.precision);
  } catch (const Error& error) {
    throw UsageError(fmt::format("--precision: {}", error.what()));
  }
  const std::int64_t replicas = typed.speed.replicas;
  if (replicas != 0 && !is_power_of_two(replicas)) {
    throw UsageError(
        fmt::format("--replicas: {} is not a power of two; use 1, 2, 4, 8, …", replicas));
  }
  std::optional<train::ArrayPredictor> predictor;
  train::Model* model = nullptr;
  if (!typed.model.empty()) {
    const std::string path = model_path(typed.model);
    model = predictor.emplace(read_model(path), path).network();
    if (model == nullptr) return bench_graph(typed, *predictor);
  }
  const train::SpeedReport report =
      model != nullptr ? train::measure_predictions(*model, typed.model, typed.speed)
                       : train::measure_speed(typed.speed);
  if (typed.json) {
    print_out("{}\n", report.to_json().dump());
    return 0;
  }
  print_subject(typed, model, report);
  print_out("batch size {} in {} shard{}, {} thread{}; peak {:.1f} GFLOP/s{}\n\n",
            typed.speed.batch_size, report.replicas, report.replicas == 1 ? "" : "s",
            report.threads, report.threads == 1 ? "" : "s", report.peak_gflops,
            model != nullptr ? "" : fmt::format(", {:.1f} GB/s", report.bandwidth));
  if (model == nullptr) print_speed("training", report.step, typed.speed.batch_size);
  print_speed("predict", report.predict, typed.speed.batch_size);
  if (typed.speed.profile) {
    if (model == nullptr) print_profile("training", report, report.step);
    print_profile("predict", report, report.predict);
  }
  return 0;
}

}  // namespace

void add_bench(CLI::App& app, Action& action) {
  CLI::App* command =
      app.add_subcommand("bench", "measures the speed of a network, or of a model's predictions");
  const auto typed = std::make_shared<BenchOptions>();
  command->add_option("MODEL", typed->model,
                      "a model or run folder, an ONNX or Keras file: its predictions are measured");
  train::SpeedOptions& speed = typed->speed;
  const auto count = [&](const char* name, auto& value, const std::string& help) {
    command->add_option(name, value, help)->type_name("N")->check(unnamed(CLI::Range(1, 1 << 24)));
  };
  command->add_option("--network", speed.network, with_default("hidden layers", speed.network))
      ->type_name("LAYERS");
  count("--inputs", speed.inputs, with_default("number of input features", speed.inputs));
  count("--outputs", speed.outputs, with_default("number of classes", speed.outputs));
  count("--batch-size", speed.batch_size,
        with_default("rows of a step, or of a prediction", speed.batch_size));
  command
      ->add_option("--optimizer", speed.optimizer,
                   with_default("adam, adamw, sgd, rmsprop or adagrad", speed.optimizer))
      ->type_name("NAME");
  count("--threads", speed.threads, "worker threads [default: all processors]");
  count("--replicas", speed.replicas,
        "shards of a batch, computed in parallel; a power of two [default: chosen from batch size "
        "and network]");
  command
      ->add_option("--precision", typed->precision,
                   with_default("precision of matrix products and convolutions: f32 or bf16",
                                typed->precision))
      ->type_name("HOW");
  command
      ->add_option("--seconds", speed.seconds,
                   with_default("approximate measuring time in seconds", speed.seconds))
      ->type_name("X")
      ->check(unnamed(CLI::Range(0.0, 3600.0)));
  command->add_flag("--profile", speed.profile,
                    "time every kernel call, and list kernels and graph nodes by time");
  command->add_flag("--json", typed->json, "print one JSON object to stdout");
  command->callback([&action, command, typed] {
    action = [command, typed] { return bench_command(*command, *typed); };
  });
}

}  // namespace ganglion::cli

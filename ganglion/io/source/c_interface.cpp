#include "ganglion/io/source/c_interface.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/io/source/c_columns.h"
#include "ganglion/io/source/c_test_vectors.h"
#include "ganglion/io/source/c_text.h"

namespace ganglion::io {
namespace {

using data::PreprocessingState;
using data::Task;

class Interface {
 public:
  Interface(const SourceModel& model, const CProgram& program) : model_(model), program_(program) {}

  CInterface write(const std::map<std::string, Tensor>& variables) {
    write_run();
    if (model_.info.preprocessing) write_rows(*model_.info.preprocessing);
    const std::string_view signature = "int @self_test(float *scratch)";
    face_.declarations += fmt::format(
        "\n/* Predicts the rows stored here; 0 where all results are as they should be. */\n{};\n",
        signature);
    face_.definitions +=
        fmt::format("{}\n{{\n{}}}\n\n", signature, self_test_body(model_, program_, variables));
    return std::move(face_);
  }

 private:
  void define(std::string_view signature, std::string_view body) {
    face_.definitions += fmt::format("{}\n{{\n{}}}\n\n", signature, body);
  }

  void write_run() {
    std::int64_t features = 0;
    std::int64_t outputs = 0;
    for (const Node& node : model_.graph.nodes()) {
      if (node.op == &kInput) features += node.outputs[0].shape.size();
    }
    for (const auto& [name, value] : model_.graph.outputs()) outputs += value.shape().size();
    face_.sizes = {{"FEATURES", features}, {"OUTPUTS", outputs}};
    face_.declarations +=
        "/* The network alone: from features, as they are scaled for it, to its outputs. Whole "
        "numbers,\n   such as indices of an embedding, are given as floats, too. */\n" +
        run_signature(program_) + ";\n";
  }

  void write_rows(const PreprocessingState& state) {
    if (state.samples) {
      write_samples(*state.samples);
    } else {
      const CColumns columns = c_columns(state);
      face_.functions.insert(columns.functions.begin(), columns.functions.end());
      face_.declarations += "\n/* A row of a table. */\n" + columns.row_type;
      declare_features("const @row *row");
      define("int @features(const @row *row, float *f)",
             "  long i;\n" +
                 fmt::format("  for (i = 0; i < {}; ++i) f[i] = 0.0f;\n", face_.sizes[0].second) +
                 columns.body + "  return 0;\n");
    }
    write_classes(state);
    write_predict(state);
  }

  void declare_features(std::string_view row) {
    face_.declarations += fmt::format(
        "\n/* The features of a row. Returns 0, or the number of the column (from 1 on) whose "
        "value can't\n   be taken: infinite, no date, no yes or no. */\n"
        "int @features({}, float *f);\n",
        row);
  }

  void write_samples(const data::SampleFeatures& samples) {
    face_.declarations += fmt::format(
        "\n/* {}s of {}: channel after channel, row after row, as the files have the numbers{}. "
        "*/\n",
        data::name_of(samples.kind), c_comment(data::described(samples.kind, samples.shape)),
        samples.kind == data::SampleKind::image
            ? fmt::format(" (0 to {})", samples.units.bits == 16 ? 65535 : 255)
            : "");
    face_.declarations += "int @features(const float *values, float *f);\n";
    std::string means;
    std::string deviations;
    for (std::size_t i = 0; i < samples.scaling.mean.size(); ++i) {
      means += (i > 0 ? ", " : "") + c_number(samples.scaling.mean[i]);
      deviations += (i > 0 ? ", " : "") + c_number(samples.scaling.std[i]);
    }
    define("int @features(const float *values, float *f)",
           fmt::format(
               "  static const double mean[] = {{{}}};\n"
               "  static const double deviation[] = {{{}}};\n"
               "  long i;\n"
               "  for (i = 0; i < {}; ++i) {{\n"
               "    f[i] = (float)(((double)values[i] - mean[i / {}]) / deviation[i / {}]);\n"
               "  }}\n  return 0;\n",
               means, deviations, samples.shape.size(), samples.shape.size() / samples.shape[0],
               samples.shape.size() / samples.shape[0]));
  }

  void write_classes(const PreprocessingState& state) {
    const bool labels = state.task == Task::multilabel;
    if (state.task == Task::regression) return;
    std::vector<std::string> names = state.class_names;
    if (labels) {
      names.clear();
      for (const data::TargetColumn& target : state.targets) names.push_back(target.name);
    }
    const char* what = labels ? "label" : "class";
    face_.sizes.emplace_back(labels ? "LABELS" : "CLASSES", std::ssize(names));
    const std::string array = fmt::format("const char *const @{}_names[{}]", what, names.size());
    face_.declarations += "\nextern " + array + ";\n";
    std::string list;
    for (const std::string& name : names) list += "  " + c_string(name) + ",\n";
    face_.definitions += array + " = {\n" + list + "};\n\n";
  }

  /// From the network's outputs `y` to what predict() gives.
  std::string results(const PreprocessingState& state) {
    const std::int64_t outputs = face_.sizes[1].second;
    switch (state.task) {
      case Task::binary:
        return fmt::format(
            "  probabilities[0] = 1.0f - y[0];\n  probabilities[1] = y[0];\n"
            "  return (double)y[0] > {} ? 1 : 0;\n",
            c_number(state.output_threshold()));
      case Task::multiclass:
        return fmt::format(
            "  for (i = 0; i < {}; ++i) {{\n    probabilities[i] = y[i];\n"
            "    if (y[i] > y[best]) best = (int)i;\n  }}\n  return best;\n",
            outputs);
      case Task::multilabel:
        return fmt::format("  for (i = 0; i < {}; ++i) probabilities[i] = y[i];\n  return 0;\n",
                           outputs);
      case Task::regression: {
        std::string text;
        for (std::size_t k = 0; k < state.targets.size(); ++k) {
          const data::TargetColumn& target = state.targets[k];
          text += fmt::format("  values_out[{}] = (double){} * {} + {};\n", k, kept(target, k),
                              c_number(target.std), c_number(target.mean));
        }
        return text + "  return 0;\n";
      }
    }
    return {};
  }

  std::string kept(const data::TargetColumn& target, std::size_t k) {
    const std::string y = fmt::format("y[{}]", k);
    if (!target.clip || !target.range) return y;
    face_.functions.emplace("kept");
    const double margin = data::TrainingRange::kMargin * target.range->width();
    return fmt::format("@kept({}, {}, {}, {}, {})", y, c_number(target.mean), c_number(target.std),
                       c_number(target.range->least - margin),
                       c_number(target.range->most + margin));
  }

  static std::string_view told(Task task) {
    switch (task) {
      case Task::binary:
      case Task::multiclass:
        return "Predicts a row: the probability of each class, and returns the place of the "
               "predicted one in\n   @class_names";
      case Task::multilabel:
        return "Predicts a row: the probability of each label, which is predicted above 0.5; "
               "returns 0";
      case Task::regression:
        return "Predicts a row: the targets in their own units; returns 0";
    }
    return "";
  }

  void write_predict(const PreprocessingState& state) {
    const std::string row = state.samples ? "const float *values" : "const @row *row";
    const std::string out =
        state.task == Task::regression ? "double *values_out" : "float *probabilities";
    const std::string signature = fmt::format("int @predict({}, {}, float *scratch)", row, out);
    face_.declarations += fmt::format(
        "\n/* {}; or -n, where the value of column n can't be taken\n   (see @features). */\n{};\n",
        told(state.task), signature);
    const bool loop = state.task == Task::multiclass || state.task == Task::multilabel;
    std::string body = fmt::format("  float *const f = scratch + {};\n  float *const y = f + {};\n",
                                   program_.scratch, face_.sizes[0].second);
    body +=
        fmt::format("  const int wrong = @features({}, f);\n", state.samples ? "values" : "row");
    if (loop) body += "  long i;\n";
    if (state.task == Task::multiclass) body += "  int best = 0;\n";
    body += "  if (wrong) return -wrong;\n  @run(f, y, scratch);\n" + results(state);
    define(signature, body);
  }

  const SourceModel& model_;
  const CProgram& program_;
  CInterface face_;
};

}  // namespace

std::string run_signature(const CProgram& program) {
  std::string arguments;
  for (const std::string& input : program.inputs) arguments += "const float *" + input + ", ";
  for (const std::string& output : program.outputs) arguments += "float *" + output + ", ";
  return "void @run(" + arguments + "float *scratch)";
}

CInterface c_interface(const SourceModel& model, const CProgram& program,
                       const std::map<std::string, Tensor>& variables) {
  return Interface(model, program).write(variables);
}

}  // namespace ganglion::io

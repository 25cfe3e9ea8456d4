#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/export.h"
#include "cli/output.h"
#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/core/setting.h"
#include "ganglion/io/onnx/from_network.h"

namespace ganglion::cli {

namespace {

/// What is said of a value by the last one of its series, and how it comes of that and a change
/// `by`.
struct ChangeOfSeries {
  std::string_view name;
  bool ratio = false;

  std::string of_last(std::string_view by) const {
    return ratio ? fmt::format("last * exp({})", by) : fmt::format("last + {}", by);
  }
};

std::optional<ChangeOfSeries> change_of(const io::SavedModel& model) {
  const auto& preprocessing = model.info.preprocessing;
  if (!preprocessing || !preprocessing->series) return std::nullopt;
  switch (preprocessing->series->differencing) {
    case data::Differencing::none:
      break;
    case data::Differencing::difference:
      return ChangeOfSeries{.name = "difference"};
    case data::Differencing::log_ratio:
      return ChangeOfSeries{.name = "log ratio", .ratio = true};
  }
  return std::nullopt;
}

std::string numbers_text(const std::vector<double>& numbers) {
  std::vector<std::string> texts;
  for (const double number : numbers) texts.push_back(fmt::format("{:.9g}", number));
  return fmt::format("{}", fmt::join(texts, ", "));
}

/// In which unit samples are, before all scaling.
std::string unit_of(const data::SampleFeatures& samples) {
  switch (samples.kind) {
    case data::SampleKind::image:
      return samples.units.bits == 16 ? "pixels of 0 to 65535"
                                      : "pixels as in the files of training (bytes: 0 to 255)";
    case data::SampleKind::spectrogram:
      return "values in dB";
    case data::SampleKind::signal:
      break;
  }
  return samples.units.rate > 0 ? "recordings from -1 to 1" : "values as in the files of training";
}

/// The extents of an input, channels first, behind those of the batch.
std::string extents_of(const data::SampleFeatures& samples) {
  std::string text = "[batch";
  for (const std::int64_t extent : samples.shape) text += fmt::format(", {}", extent);
  return text + "]";
}

}  // namespace

void tell_scaled_targets(const io::SavedModel& model) {
  const auto& preprocessing = model.info.preprocessing;
  if (!preprocessing || preprocessing->task != data::Task::regression) return;
  const auto change = change_of(model);
  for (const data::TargetColumn& target : preprocessing->targets) {
    const std::string value = fmt::format("value * {:.9g} + {:.9g}", target.std, target.mean);
    if (change) {
      print_err(
          "note: it gives the {} of {} to the last known value of its series, scaled: {} = {}\n",
          change->name, target.name, target.name, change->of_last(value));
    } else if (target.std != 1.0 || target.mean != 0.0) {
      print_err("note: it gives {} scaled: {}\n", target.name, value);
    }
  }
}

void tell_scaled_inputs(const io::SavedModel& model) {
  const auto& preprocessing = model.info.preprocessing;
  if (!preprocessing || !preprocessing->samples) return;
  const data::SampleFeatures& samples = *preprocessing->samples;
  const bool one = samples.scaling.mean.size() == 1;
  print_err(
      "note: it takes {}s scaled {}: (x - mean) / deviation with x the {}, mean {}, deviation {}\n",
      data::name_of(samples.kind), one ? "as in training" : "channel by channel", unit_of(samples),
      numbers_text(samples.scaling.mean), numbers_text(samples.scaling.std));
}

namespace {

void tell_onnx_inputs(const data::PreprocessingState& preprocessing) {
  if (preprocessing.samples) {
    print_err("note: it takes {}s as float {}, {}, and scales them inside\n",
              data::name_of(preprocessing.samples->kind), extents_of(*preprocessing.samples),
              unit_of(*preprocessing.samples));
    return;
  }
  print_err(
      "note: each column is an input: numbers as double (NaN where missing, yes 1 and no 0), "
      "categories as text, written as in training\n");
}

}  // namespace

void export_onnx(const ExportOptions& typed, const io::SavedModel& model) {
  std::string bytes;
  try {
    bytes = io::onnx::to_onnx(model, {.opset = typed.opset, .raw = typed.raw});
  } catch (const Error& error) {
    const std::vector<std::string> settings = {"raw"};
    throw Error(settings_as_flags(error.what(), settings));
  }
  write_file_atomically(typed.out, bytes);
  print_err("ONNX model of opset {} saved to {}\n", typed.opset, typed.out);
  const auto& preprocessing = model.info.preprocessing;
  if (!preprocessing) return;
  if (!typed.raw) return tell_onnx_inputs(*preprocessing);
  if (preprocessing->samples) {
    tell_scaled_inputs(model);
  } else {
    print_err("note: it takes features, not columns: `features` in its metadata names them\n");
  }
  tell_scaled_targets(model);
}

}  // namespace ganglion::cli

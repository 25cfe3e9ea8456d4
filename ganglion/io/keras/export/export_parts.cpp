#include "ganglion/io/keras/export/export_parts.h"

#include <cctype>
#include <charconv>

namespace ganglion::io {
namespace {

/// ZeroPadding1D to Cropping2D: `sign` is 1 where they add and -1 where they take away.
Exported with_margins(ExportStep& step, std::string_view role, const char* setting,
                      const nn::Pads& pads, std::int64_t sign, const Exported& x) {
  Json::Array sides;
  std::vector<std::int64_t> dims(x.shape.begin(), x.shape.end());
  for (std::size_t axis = 0; axis < pads.before.size(); ++axis) {
    sides.emplace_back(Json::Array{pads.before[axis], pads.after[axis]});
    dims[axis + 1] += sign * (pads.before[axis] + pads.after[axis]);
  }
  const bool signal = sides.size() == 1;
  const std::string kind = sign > 0 ? "ZeroPadding" : "Cropping";
  KerasPart part{kind + (signal ? "1D" : "2D"), {{setting, signal ? sides[0] : Json(sides)}}};
  if (!signal) part.config.emplace_back("data_format", "channels_last");
  return step.to.call(step.call, role, std::move(part), {x},
                      Shape(std::span<const std::int64_t>(dims)));
}

}  // namespace

Json per_axis_json(const std::vector<std::int64_t>& values, std::size_t axes) {
  return Json::list(values.size() == axes ? values
                                          : std::vector<std::int64_t>(axes, values.front()));
}

bool has_numbers(std::string_view padding) {
  return !padding.empty() && std::isdigit(static_cast<unsigned char>(padding[0])) != 0;
}

nn::Pads pads_in_numbers(const ExportStep& step, std::string_view padding) {
  const auto axes = static_cast<std::size_t>(step.x().shape.rank() - 1);
  std::vector<std::int64_t> numbers;
  while (!padding.empty()) {
    std::int64_t number = 0;
    const auto [stop, code] =
        std::from_chars(padding.data(), padding.data() + padding.size(), number);
    static_cast<void>(code);  // the network was built with it
    numbers.push_back(number);
    const auto read = static_cast<std::size_t>(stop - padding.data());
    padding.remove_prefix(std::min(read + 1, padding.size()));  // and the 'x' behind it
  }
  if (numbers.size() < axes) numbers.resize(axes, numbers.front());
  return {numbers, numbers};
}

Exported with_zeros(ExportStep& step, std::string_view role, const nn::Pads& pads,
                    const Exported& x) {
  return with_margins(step, role, "padding", pads, 1, x);
}

Exported cropped(ExportStep& step, std::string_view role, const nn::Pads& pads, const Exported& x) {
  return with_margins(step, role, "cropping", pads, -1, x);
}

void add_penalties(KerasPart& part, double l1, double l2) {
  if (l1 == 0.0 && l2 == 0.0) return;
  part.config.emplace_back(
      "kernel_regularizer",
      Json::Object{{"class_name", "L1L2"}, {"config", Json::Object{{"l1", l1}, {"l2", l2}}}});
}

KerasPart batch_normalization_part(const ExportStep& step, const std::string& prefix,
                                   const nn::BatchNormalization& norm, std::int64_t axis) {
  KerasPart part{"BatchNormalization",
                 {{"axis", axis},
                  {"momentum", norm.momentum},
                  {"epsilon", norm.epsilon},
                  {"center", norm.center},
                  {"scale", norm.scale}}};
  if (norm.scale) part.weights.push_back(step.weight(prefix + "gamma"));
  if (norm.center) part.weights.push_back(step.weight(prefix + "beta"));
  part.weights.push_back(step.weight(prefix + "moving_mean"));
  part.weights.push_back(step.weight(prefix + "moving_variance"));
  return part;
}

}  // namespace ganglion::io

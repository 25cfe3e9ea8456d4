#include "ganglion/data/samples.h"

#include <fmt/format.h>

#include <numeric>

#include "ganglion/core/error.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {

std::string_view name_of(SampleKind kind) {
  switch (kind) {
    case SampleKind::image:
      return "image";
    case SampleKind::signal:
      return "signal";
    case SampleKind::spectrogram:
      return "spectrogram";
  }
  throw Error("not a kind of samples");
}

SampleKind sample_kind_named(std::string_view name) {
  for (const SampleKind kind : {SampleKind::image, SampleKind::signal, SampleKind::spectrogram}) {
    if (name == name_of(kind)) return kind;
  }
  throw Error(
      fmt::format("unknown kind of samples {}; use image, signal or spectrogram", shown(name)));
}

std::string described(SampleKind kind, const Shape& shape) {
  const std::int64_t channels = shape[0];
  if (kind == SampleKind::signal) {
    return fmt::format("{} channel{} of {}", channels, channels == 1 ? "" : "s", shape[1]);
  }
  if (kind == SampleKind::spectrogram) {
    return fmt::format("{} bands x {} frames", shape[1], shape[2]);
  }
  return fmt::format(
      "{}x{}, {}", shape[1], shape[2],
      channels == 1 ? std::string("greyscale") : fmt::format("{} channels", channels));
}

Samples::Samples(SampleKind kind, Tensor values)
    : kind_(kind), values_(std::make_shared<const Tensor>(std::move(values))) {
  const DType dtype = values_->dtype();
  start(dtype == DType::u8 || dtype == DType::f32, dtype, values_->shape());
}

Samples::Samples(SampleKind kind, std::shared_ptr<const RowSource> source)
    : kind_(kind), source_(std::move(source)) {
  const DType dtype = source_->dtype();
  start(dtype == DType::u8 || dtype == DType::f32, dtype, source_->shape());
}

void Samples::start(bool numbers, DType dtype, const Shape& shape) {
  const int rank = kind_ == SampleKind::signal ? 3 : 4;
  if (shape.rank() != rank || !numbers) {
    throw Error(fmt::format("{}s are {}{}; give u8 or f32 of rank {}", name_of(kind_),
                            ganglion::name_of(dtype), shape.to_string(), rank));
  }
  order_.resize(static_cast<std::size_t>(shape[0]));
  std::iota(order_.begin(), order_.end(), std::int64_t{0});
}

Shape Samples::shape() const {
  return (source_ ? source_->shape() : values_->shape()).without(0);
}

Samples Samples::with_units(const SampleUnits& units) const {
  Samples result = *this;
  result.units_ = units;
  return result;
}

Samples Samples::rows(std::span<const std::int64_t> indices) const {
  Samples result;
  result.kind_ = kind_;
  result.units_ = units_;
  result.values_ = values_;
  result.source_ = source_;
  result.order_.reserve(indices.size());
  for (const std::int64_t index : indices) {
    result.order_.push_back(order_.at(static_cast<std::size_t>(index)));
  }
  return result;
}

Tensor Samples::tensor() const {
  return source_ ? source_->rows(order_) : values_->rows(order_);
}

std::shared_ptr<const RowSource> Samples::source() const {
  return source_ ? std::make_shared<const SelectedRows>(source_, order_) : nullptr;
}

}  // namespace ganglion::data

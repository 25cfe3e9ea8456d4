#include <algorithm>
#include <cmath>
#include <limits>

#include "studio/api_error.h"
#include "studio/bytes.h"
#include "studio/view.h"

namespace ganglion::studio {
namespace {

constexpr std::uint32_t kMagic = 0x31464747;  // "GGF1"
constexpr std::int64_t kSide = 32;
constexpr std::int64_t kPlaces = kSide * kSide;
constexpr std::size_t kMaxPictures = 64;

struct Range {
  double low = 0.0;
  double high = 0.0;
};

/// Of all rows, with some room.
Range range_of(const data::Table& table, const std::string& name) {
  Range range{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  for (const double value : table.column(name).numbers) {
    if (!std::isfinite(value)) continue;
    range.low = std::min(range.low, value);
    range.high = std::max(range.high, value);
  }
  if (!(range.low <= range.high)) return {0.0, 1.0};
  const double room = range.low < range.high ? 0.05 * (range.high - range.low) : 0.5;
  return {range.low - room, range.high + room};
}

/// A picture before it is quantised: from the bottom row up, from left to right.
struct Picture {
  std::uint32_t layer = 0;
  std::uint32_t unit = 0;
  std::vector<float> values = {};
};

/// The rows of a plane: the chosen one or the middle of all, with other values in its two columns.
class PlaneRows {
 public:
  PlaneRows(View& view, const Plane& plane) {
    x_ = range_of(view.table(), plane.x);
    if (!plane.y.empty()) y_ = range_of(view.table(), plane.y);
    const std::int64_t row = plane.median ? 0 : view.checked_row(plane.row);
    const data::Table& from = plane.median ? view.middle_row() : view.table();
    const data::Table same = from.rows(std::vector<std::int64_t>(kPlaces, row));
    std::vector<data::Column> columns = same.columns();
    for (data::Column& column : columns) {
      if (column.name == plane.x)
        fill(column, x_, 1);
      else if (column.name == plane.y)
        fill(column, y_, kSide);
    }
    rows_ = view.preprocessing().apply(same.with_columns(std::move(columns)), false);
  }
  const data::Dataset& rows() const { return rows_; }

  std::string header(std::uint32_t revision, std::size_t count) const {
    std::string bytes;
    put(bytes, kMagic);
    put(bytes, revision);
    put(bytes, static_cast<std::uint32_t>(kSide));
    put(bytes, static_cast<std::uint32_t>(count));
    for (const double value : {x_.low, x_.high, y_.low, y_.high}) {
      put(bytes, static_cast<float>(value));
    }
    return bytes;
  }

 private:
  static void fill(data::Column& column, const Range& range, std::int64_t stride) {
    for (std::int64_t place = 0; place < kPlaces; ++place) {
      const double share = static_cast<double>(place / stride % kSide) / (kSide - 1);
      column.numbers[static_cast<std::size_t>(place)] =
          range.low + share * (range.high - range.low);
    }
  }

  Range x_;
  Range y_;
  data::Dataset rows_;
};

std::string in_bytes(const PlaneRows& plane, const std::vector<Picture>& pictures,
                     std::uint32_t revision) {
  std::string bytes = plane.header(revision, pictures.size());
  std::string pixels;
  for (const Picture& picture : pictures) {
    const auto [low, high] = std::ranges::minmax(picture.values);
    put(bytes, picture.layer);
    put(bytes, picture.unit);
    put(bytes, low);
    put(bytes, high);
    const float width = high > low ? high - low : 1.0F;
    for (const float value : picture.values) {
      const float share = std::isfinite(value) ? (value - low) / width : 0.0F;
      pixels += static_cast<char>(static_cast<unsigned char>(std::lround(255.0F * share)));
    }
  }
  return bytes + pixels;
}

/// Column `unit` of a tensor [places, units].
std::vector<float> column_of(const Tensor& values, std::int64_t unit) {
  const auto all = values.values<float>();
  const std::size_t units = all.size() / kPlaces;
  std::vector<float> column;
  for (std::size_t place = 0; place < kPlaces; ++place) {
    column.push_back(all[place * units + static_cast<std::size_t>(unit)]);
  }
  return column;
}

void add_pictures(std::vector<Picture>& pictures, const Tensor& values, std::size_t layer,
                  std::size_t most) {
  const auto units = static_cast<std::size_t>(values.size() / kPlaces);
  for (std::size_t unit = 0; unit < std::min(units, most); ++unit) {
    if (pictures.size() == kMaxPictures) return;
    pictures.push_back({.layer = static_cast<std::uint32_t>(layer),
                        .unit = static_cast<std::uint32_t>(unit),
                        .values = column_of(values, static_cast<std::int64_t>(unit))});
  }
}

void check_plane(const Plane& plane) {
  if (plane.x.empty()) {
    throw ApiError(409, "these data have no numeric columns, so there is no plane to draw over");
  }
}

}  // namespace

std::string unit_pictures(View& view, const Plane& plane, std::uint32_t revision) {
  check_plane(plane);
  const PlaneRows places(view, plane);
  const nn::Network& network = view.model().network();
  std::vector<std::string> names;
  std::vector<std::size_t> layers;
  for (std::size_t i = 0; i < network.calls().size(); ++i) {
    if (network.call_shapes()[i].rank() != 1) continue;
    names.push_back(network.calls()[i].name);
    layers.push_back(i + 1);  // the input is 0
  }
  const std::size_t most = std::max<std::size_t>(1, kMaxPictures / (layers.size() + 1));
  std::vector<Picture> pictures;
  add_pictures(pictures, places.rows().features, 0, most);
  const std::vector<Tensor> outputs = view.model().outputs_of(names, places.rows());
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    add_pictures(pictures, outputs[i], layers[i], most);
  }
  return in_bytes(places, pictures, revision);
}

std::string surface_pictures(View& view, const Plane& plane, std::uint32_t revision) {
  check_plane(plane);
  const PlaneRows places(view, plane);
  const data::Preprocessing& preprocessing = view.preprocessing();
  const Tensor predicted = preprocessing.clip_predictions(view.model().predict(places.rows())[0]);
  const Tensor own = preprocessing.unscale_targets(predicted).cast(DType::f32);
  const auto layer = view.model().network().calls().size();
  std::vector<Picture> pictures;
  add_pictures(pictures, own, layer, kMaxPictures);
  if (view.job().task == data::Task::binary && preprocessing.state().positive == 0) {
    for (float& value : pictures[0].values) value = 1.0F - value;
  }
  return in_bytes(places, pictures, revision);
}

}  // namespace ganglion::studio

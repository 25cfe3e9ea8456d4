#include "ganglion/train/explain/attribution.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>

#include "ganglion/nn/multiply_adds.h"
#include "ganglion/runtime/interpreter.h"
#include "ganglion/runtime/plan.h"
#include "ganglion/train/step_graph.h"

namespace ganglion::train {
namespace {

/// Gauss-Legendre with three points on [0, 1]: exact for polynomials up to degree 5.
constexpr std::array kNodes = {0.1127016653792583, 0.5, 0.8872983346207417};
constexpr std::array kWeights = {5.0 / 18.0, 8.0 / 18.0, 5.0 / 18.0};
/// Enough for smooth networks; bends are found by halving.
constexpr int kFirstPieces = 8;
/// Multiply-adds: up to here (a tenth of a second) the path is cut finer than it has to be, and
/// beyond the other (some seconds) no finer.
constexpr double kLittleWork = 3e7;
constexpr double kMuchWork = 2e10;
/// Multiply-adds of one row from which on single precision and plans are worth it.
constexpr double kLargeNetwork = 5e4;
constexpr std::size_t kMaxRows = 256;  ///< in one evaluation

/// A stretch of the way from baseline (0) to row (1).
struct Piece {
  double begin = 0.0;
  double end = 1.0;
  double at_begin = 0.0;  ///< the output there
  double at_end = 0.0;
  std::vector<double> parts = {};  ///< of all inputs, one after the other
  double gap = 0.0;
};

/// The output and its derivatives at points of the way.
class Path {
 public:
  Path(const Model& model, const data::Dataset& row, const data::Dataset& baseline,
       OutputElement element, const ExactNumbers& exact)
      : model_(model), element_(element), feeds_(weight_feeds(model)) {
    for (const auto& [name, tensor] : exact) {
      if (feeds_.contains(name)) feeds_.at(name) = tensor;
    }
    const auto products = nn::multiply_adds(model.network());
    work_ = std::accumulate(products.begin(), products.end(), 1.0);
    if (large()) dtype_ = DType::f32;
    for (auto& [name, tensor] : feeds_) tensor = tensor.cast(dtype_);
    const auto ends = row.inputs();
    const auto starts = baseline.inputs();
    for (std::size_t i = 0; i < ends.size(); ++i) {
      const auto given = exact.find(model.network().inputs()[i].name);
      ends_.push_back(given == exact.end() ? ends[i]->cast(DType::f64) : given->second);
      const bool floating = is_floating(model.network().inputs()[i].dtype);
      starts_.push_back((floating ? starts[i] : ends[i])->cast(DType::f64));
    }
    for (std::size_t i = 0; i < ends_.size(); ++i) {
      const auto to = ends_[i].values<double>();
      const auto from = starts_[i].values<double>();
      for (std::size_t j = 0; j < to.size(); ++j) steps_.push_back(to[j] - from[j]);
    }
  }

  struct Point {
    double value = 0.0;
    std::vector<double> slopes = {};  ///< derivative to each input number, times its whole step
  };

  std::vector<Point> at(const std::vector<double>& places) {
    std::vector<Point> points;
    for (std::size_t first = 0; first < places.size(); first += kMaxRows) {
      const std::size_t count = std::min(kMaxRows, places.size() - first);
      evaluate(std::span(places).subspan(first, count), points);
    }
    return points;
  }

  const std::vector<Tensor>& shapes() const { return ends_; }
  std::size_t size() const { return steps_.size(); }
  /// Multiply-adds of one point.
  double work() const { return work_; }
  bool large() const { return work_ >= kLargeNetwork; }

 private:
  void evaluate(std::span<const double> places, std::vector<Point>& points) {
    Graph graph;
    nn::GraphBuilder builder(graph, {.training = false, .dtype = dtype_});
    const nn::Network& network = model_.network();
    const auto inputs = network.add_inputs(builder, static_cast<std::int64_t>(places.size()));
    const auto outputs = network.build(builder, inputs);
    Value of_rows;
    const Value sum = sum_of_element(outputs.at(element_.output), element_.element, of_rows);
    std::vector<Value> wrt;
    for (const Value& input : inputs) {
      if (is_floating(input.dtype())) wrt.push_back(input);
    }
    graph.set_output("values", of_rows);
    const std::vector<Value> derivatives = gradients(sum, wrt);
    for (std::size_t i = 0; i < wrt.size(); ++i) {
      graph.set_output(numbered("slopes", i), derivatives[i]);
    }
    feed(inputs, places);
    const std::vector<Tensor> found = computed(graph);
    const auto values = found[0].values<double>();
    const std::size_t first = points.size();
    for (const double value : values) points.push_back({value, std::vector<double>(size(), 0.0)});
    std::size_t offset = 0;
    std::size_t floating = 0;
    for (const Value& input : inputs) {
      const std::size_t width = static_cast<std::size_t>(input.shape().size()) / places.size();
      if (is_floating(input.dtype())) {
        const auto slopes = found[++floating].values<double>();
        for (std::size_t i = 0; i < slopes.size(); ++i) {
          const std::size_t place = offset + i % width;
          points[first + i / width].slopes[place] = slopes[i] * steps_[place];
        }
      }
      offset += width;
    }
  }

  /// The outputs of a graph, in f64.
  std::vector<Tensor> computed(const Graph& graph) const {
    std::vector<Tensor> results;
    if (!large()) {
      const runtime::Evaluation evaluation(graph, feeds_);
      for (const auto& [name, value] : graph.outputs()) results.push_back(evaluation.at(value));
      return results;
    }
    runtime::Plan plan(graph);
    for (const auto& [name, tensor] : feeds_) {
      if (plan.has(name)) plan.bind(name, tensor);
    }
    plan.run();
    for (const auto& [name, value] : graph.outputs()) {
      results.push_back(plan.read(name).cast(DType::f64));
    }
    return results;
  }

  void feed(const std::vector<Value>& inputs, std::span<const double> places) {
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      Tensor rows(inputs[i].shape(), DType::f64);
      const auto to = ends_[i].values<double>();
      const auto from = starts_[i].values<double>();
      const auto values = rows.values<double>();
      for (std::size_t k = 0; k < values.size(); ++k) {
        const double place = places[k / to.size()];
        const std::size_t j = k % to.size();
        values[k] = (1.0 - place) * from[j] + place * to[j];
      }
      feeds_.insert_or_assign(inputs[i].producer().name, rows.cast(inputs[i].dtype()));
    }
  }

  const Model& model_;
  OutputElement element_;
  std::map<std::string, Tensor> feeds_;
  double work_ = 0.0;
  DType dtype_ = DType::f64;
  std::vector<Tensor> ends_;
  std::vector<Tensor> starts_;
  std::vector<double> steps_;
};

/// Integrates over new pieces, of which `begin` and `end` are set.
void integrate(Path& path, std::span<Piece> pieces) {
  std::vector<double> places;
  for (const Piece& piece : pieces) {
    for (const double node : kNodes) {
      places.push_back(piece.begin + node * (piece.end - piece.begin));
    }
    places.push_back(piece.begin);
    places.push_back(piece.end);
  }
  const std::vector<Path::Point> points = path.at(places);
  const std::size_t stride = kNodes.size() + 2;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    Piece& piece = pieces[i];
    piece.parts.assign(path.size(), 0.0);
    for (std::size_t n = 0; n < kNodes.size(); ++n) {
      const double weight = kWeights[n] * (piece.end - piece.begin);
      const auto& slopes = points[i * stride + n].slopes;
      for (std::size_t j = 0; j < slopes.size(); ++j) piece.parts[j] += weight * slopes[j];
    }
    piece.at_begin = points[i * stride + kNodes.size()].value;
    piece.at_end = points[i * stride + kNodes.size() + 1].value;
    const double sum = std::accumulate(piece.parts.begin(), piece.parts.end(), 0.0);
    const double gap = std::abs(piece.at_end - piece.at_begin - sum);
    piece.gap = std::isfinite(gap) ? gap : std::numeric_limits<double>::infinity();
  }
}

/// Halves those pieces that miss most, so that the others miss no more than half of `allowed`.
std::vector<Piece> halves(std::vector<Piece>& pieces, double allowed) {
  std::ranges::sort(pieces, [](const Piece& a, const Piece& b) { return a.gap < b.gap; });
  double missed = 0.0;
  auto kept = pieces.begin();
  for (; kept != pieces.end() && missed + kept->gap <= allowed / 2; ++kept) missed += kept->gap;
  std::vector<Piece> fresh;
  for (auto piece = kept; piece != pieces.end(); ++piece) {
    const double middle = (piece->begin + piece->end) / 2;
    fresh.push_back({.begin = piece->begin, .end = middle});
    fresh.push_back({.begin = middle, .end = piece->end});
  }
  pieces.erase(kept, pieces.end());
  return fresh;
}

double missed_by(const std::vector<Piece>& pieces) {
  return std::accumulate(pieces.begin(), pieces.end(), 0.0,
                         [](double sum, const Piece& piece) { return sum + piece.gap; });
}

InputAttribution summed_pieces(const std::vector<Piece>& pieces, const Path& path) {
  InputAttribution result;
  std::vector<double> parts(path.size(), 0.0);
  for (const Piece& piece : pieces) {
    for (std::size_t j = 0; j < parts.size(); ++j) parts[j] += piece.parts[j];
    if (piece.begin == 0.0) result.at_baseline = piece.at_begin;
    if (piece.end == 1.0) result.at_row = piece.at_end;
  }
  result.sum = std::accumulate(parts.begin(), parts.end(), 0.0);
  auto next = parts.begin();
  for (const Tensor& like : path.shapes()) {
    Tensor part(like.shape(), DType::f64);
    for (double& value : part.values<double>()) value = *next++;
    result.parts.push_back(std::move(part));
  }
  return result;
}

}  // namespace

InputAttribution integrated_gradients(const Model& model, const data::Dataset& row,
                                      const data::Dataset& baseline, OutputElement element,
                                      const AttributionOptions& options,
                                      const ExactNumbers& exact) {
  Path path(model, row, baseline, element, exact);
  std::vector<Piece> pieces;
  pieces.reserve(kFirstPieces);
  for (int i = 0; i < kFirstPieces; ++i) {
    pieces.push_back({.begin = static_cast<double>(i) / kFirstPieces,
                      .end = static_cast<double>(i + 1) / kFirstPieces});
  }
  integrate(path, pieces);
  int points = kFirstPieces * static_cast<int>(kNodes.size());
  while (true) {
    const double work = points * path.work();
    const bool finer = work < kLittleWork && !path.large();
    const double share = finer ? options.aim : options.tolerance;
    const double allowed = share * std::abs(summed_pieces(pieces, path).difference());
    if (missed_by(pieces) <= allowed || points >= options.most_points || work > kMuchWork) break;
    std::vector<Piece> fresh = halves(pieces, allowed);
    integrate(path, fresh);
    points += static_cast<int>(fresh.size() * kNodes.size());
    pieces.insert(pieces.end(), std::make_move_iterator(fresh.begin()),
                  std::make_move_iterator(fresh.end()));
  }
  // In the order of the way, so that the sums don't depend on how pieces were chosen.
  std::ranges::sort(pieces, [](const Piece& a, const Piece& b) { return a.begin < b.begin; });
  InputAttribution result = summed_pieces(pieces, path);
  result.points = points;
  return result;
}

}  // namespace ganglion::train

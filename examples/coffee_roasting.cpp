// Coffee is good when it was roasted hot enough, but neither too hot nor too long. Two neurons are
// enough to learn that from examples: one finds out what is under-roasted, one what is burnt, and
// the output neuron puts the two together.
//
//     build/examples/coffee_roasting [picture.svg]

#include <ganglion/ganglion.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

namespace gg = ganglion;

// What nature does and the network is not told. °C and minutes.
bool under_roasted(double temperature, double duration) {
  return temperature + 4 * duration < 240;
}
bool burnt(double temperature, double duration) {
  return temperature + 28 * duration > 590;
}

constexpr double kCoolest = 150, kHottest = 285, kShortest = 11.5, kLongest = 15.5;

/// Roasts drawn at random: features temperature and duration, target 1 for good coffee.
gg::data::Dataset roast(std::size_t count) {
  std::mt19937 generator(1);
  const auto draw = [&](double low, double high) {
    return low + (high - low) * static_cast<double>(generator()) / 4294967296.0;
  };
  std::vector<float> features, targets;
  for (std::size_t i = 0; i < count; ++i) {
    const double temperature = draw(kCoolest, kHottest);
    const double duration = draw(kShortest, kLongest);
    features.push_back(static_cast<float>(temperature));
    features.push_back(static_cast<float>(duration));
    const bool good = !under_roasted(temperature, duration) && !burnt(temperature, duration);
    targets.push_back(good ? 1.0F : 0.0F);
  }
  const auto rows = static_cast<std::int64_t>(count);
  return {.features = gg::Tensor::of({rows, 2}, features),
          .targets = gg::Tensor::of({rows, 1}, targets)};
}

/// A neuron: a = 1 / (1 + e^-z), z = by_temperature * temperature + by_duration * duration + bias.
struct Neuron {
  double by_temperature, by_duration, bias;
  double z(double temperature, double duration) const {
    return by_temperature * temperature + by_duration * duration + bias;
  }
  double a(double temperature, double duration) const {
    return 1 / (1 + std::exp(-z(temperature, duration)));
  }
};

/// Hidden unit `unit` of the model, with the scaling of the features worked into its weights.
Neuron hidden_unit(const gg::nn::Sequential& model, const gg::nn::Normalization& scaling,
                   std::size_t unit) {
  const gg::Tensor kernel = model.weight("dense/kernel");  // [2 features, 2 units]
  const gg::Tensor bias = model.weight("dense/bias");
  const double by_temperature = kernel.values<float>()[unit] / std::sqrt(scaling.variance[0]);
  const double by_duration = kernel.values<float>()[2 + unit] / std::sqrt(scaling.variance[1]);
  return {by_temperature, by_duration,
          bias.values<float>()[unit] - by_temperature * scaling.mean[0] -
              by_duration * scaling.mean[1]};
}

/// Says in words what a unit looks at, and returns it as a title; empty when it has found neither
/// of the two rules.
std::string explain(const Neuron& unit, double weight, int number) {
  const double per_minute = unit.by_duration / unit.by_temperature;
  const double limit = -unit.bias / unit.by_temperature;
  // The slope of its line tells which rule it is; the side on which it fires, whether it finds the
  // fault or its absence.
  const bool about_burning = per_minute > 11;
  const bool fires_above = unit.by_temperature > 0;
  const bool finds_fault = fires_above == about_burning;
  const std::string meaning =
      std::string(finds_fault ? "" : "not ") + (about_burning ? "burnt" : "under-roasted");
  std::printf("unit %d: fires where temperature + %.1f * duration %s %.0f: %s\n", number,
              per_minute, fires_above ? ">" : "<", limit, meaning.c_str());
  std::printf("        its weight in the output is %+.1f: it speaks %s good coffee\n", weight,
              weight > 0 ? "for" : "against");
  const double true_slope = about_burning ? 28 : 4, true_limit = about_burning ? 590 : 240;
  const bool right = std::abs(limit / true_limit - 1) < 0.1 &&
                     std::abs(per_minute - true_slope) < 0.2 * true_slope + 2;
  return right && finds_fault == (weight < 0) ? meaning : "";
}

constexpr int kColumns = 90, kRows = 60;
using Map = std::array<std::array<double, kColumns>, kRows>;  // [0] is the longest duration

double temperature_at(int column) {
  return kCoolest + (kHottest - kCoolest) * (column + 0.5) / kColumns;
}
double duration_at(int row) {
  return kLongest - (kLongest - kShortest) * (row + 0.5) / kRows;
}

Map map_of(const Neuron& unit) {
  Map map;
  for (int row = 0; row < kRows; ++row) {
    for (int column = 0; column < kColumns; ++column) {
      map[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)] =
          unit.a(temperature_at(column), duration_at(row));
    }
  }
  return map;
}

/// The whole network's answer at every point: one call of predict.
Map map_of(gg::nn::Sequential& model) {
  std::vector<float> points;
  for (int row = 0; row < kRows; ++row) {
    for (int column = 0; column < kColumns; ++column) {
      points.push_back(static_cast<float>(temperature_at(column)));
      points.push_back(static_cast<float>(duration_at(row)));
    }
  }
  const gg::Tensor answers = model.predict(gg::Tensor::of({kRows * kColumns, 2}, points));
  Map map;
  std::size_t next = 0;
  for (auto& row : map) {
    for (double& cell : row) cell = answers.values<float>()[next++];
  }
  return map;
}

void print(const Map& map) {
  std::printf("\nwhere the network expects good coffee (#: surely, +: rather yes, -: rather no)\n");
  for (std::size_t row = 0; row < kRows; row += 5) {
    std::printf("%5.1f min |", duration_at(static_cast<int>(row) + 2));
    for (std::size_t column = 0; column < kColumns; column += 2) {
      const double p = map[row + 2][column];
      std::putchar(p > 0.9 ? '#' : p > 0.5 ? '+' : p > 0.1 ? '-' : ' ');
    }
    std::printf("|\n");
  }
  std::printf("           %.0f °C%35s%.0f °C\n\n", kCoolest, "", kHottest);
}

/// Draws maps side by side in one SVG file.
class Picture {
 public:
  void add_panel(const std::string& title, const Map& map, const gg::data::Dataset& data) {
    svg_ += "<g transform='translate(" + std::to_string(55 + panels_++ * 330) + " 40)'>\n";
    svg_ += "<text x='140' y='-14' class='title'>" + title + "</text>\n";
    add_levels(map);
    for (int i = 0; i < data.rows(); ++i) add_roast(data, static_cast<std::size_t>(i));
    svg_ += "<rect width='280' height='200' fill='none' stroke='#333'/>\n";
    for (int t = 160; t <= 280; t += 30) add_text(x_of(t), 216, "middle", std::to_string(t));
    for (int d = 12; d <= 15; ++d) add_text(-6, y_of(d) + 4, "end", std::to_string(d));
    add_text(140, 234, "middle", "temperature, °C");
    svg_ +=
        "<text transform='translate(-30 100) rotate(-90)' text-anchor='middle'>"
        "duration, minutes</text>\n</g>\n";
  }

  void save(const std::filesystem::path& path) const {
    if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path());
    const int width = 30 + panels_ * 330;
    std::ofstream file(path);
    file << "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 " << width << " 285' width='"
         << width << "' height='285'>\n<style>text{font:12px sans-serif;fill:#333}"
         << ".title{font-size:14px;font-weight:bold;text-anchor:middle}"
         << ".good{fill:#b35806;stroke:#fff;stroke-width:.7}"
         << ".bad{stroke:#2d5f8b;stroke-width:1.2;fill:none}</style>\n"
         << "<rect width='100%' height='100%' fill='#fff'/>\n"
         << svg_ << "</svg>\n";
    if (!file.flush()) throw gg::Error(path.string() + ": cannot be written");
  }

 private:
  static double x_of(double t) { return 280 * (t - kCoolest) / (kHottest - kCoolest); }
  static double y_of(double d) { return 200 * (kLongest - d) / (kLongest - kShortest); }

  /// Ten colours from white (0) to orange (1), one path for each.
  void add_levels(const Map& map) {
    std::array<std::string, 10> paths;
    const auto level = [&](std::size_t row, std::size_t column) {
      return std::min<std::size_t>(9, static_cast<std::size_t>(map[row][column] * 10));
    };
    for (std::size_t row = 0; row < kRows; ++row) {
      for (std::size_t column = 0; column < kColumns;) {
        const std::size_t first = column, here = level(row, column);
        while (column < kColumns && level(row, column) == here) ++column;
        paths[here] += "M" + std::to_string(first) + " " + std::to_string(row) + "h" +
                       std::to_string(column - first) + "v1H" + std::to_string(first) + "z";
      }
    }
    svg_ += "<g transform='scale(" + std::to_string(280.0 / kColumns) + " " +
            std::to_string(200.0 / kRows) + ")' shape-rendering='crispEdges'>\n";
    for (int i = 0; i < 10; ++i) {
      svg_ += "<path fill='rgb(" + std::to_string(255 - i) + "," + std::to_string(250 - 9 * i) +
              "," + std::to_string(243 - 20 * i) + ")' d='" + paths[static_cast<std::size_t>(i)] +
              "'/>\n";
    }
    svg_ += "</g>\n";
  }

  void add_roast(const gg::data::Dataset& data, std::size_t row) {
    const std::string x = std::to_string(std::lround(x_of(data.features.values<float>()[2 * row])));
    const std::string y =
        std::to_string(std::lround(y_of(data.features.values<float>()[2 * row + 1])));
    svg_ += data.targets.values<float>()[row] > 0.5F
                ? "<circle cx='" + x + "' cy='" + y + "' r='3.2' class='good'/>\n"
                : "<path d='M" + x + " " + y + "m-2-2l4 4m0-4l-4 4' class='bad'/>\n";
  }

  void add_text(double x, double y, const char* anchor, const std::string& text) {
    svg_ += "<text x='" + std::to_string(std::lround(x)) + "' y='" +
            std::to_string(std::lround(y)) + "' text-anchor='" + anchor + "'>" + text + "</text>\n";
  }

  std::string svg_;
  int panels_ = 0;
};

int main(int argc, char** argv) try {
  const auto data = roast(300);
  const auto scaling = gg::nn::Normalization::adapt(data.features);

  gg::nn::Sequential model({
      gg::nn::Input({2}), scaling,    // degrees and minutes on one scale
      gg::nn::Dense{2, gg::sigmoid},  // the two hidden units
      gg::nn::Dense{1},               // a logit: the loss makes a probability of it
  });
  model.compile({.loss = gg::nn::BinaryCrossentropy{.from_logits = true},
                 .optimizer = gg::optim::Adam{.learning_rate = 0.03},
                 .metrics = {gg::nn::Accuracy{}}});
  const auto history = model.fit(data, {.epochs = 300, .batch_size = 30});
  for (const std::size_t epoch : {1, 10, 100, 300}) {
    std::printf("epoch %3zu  loss %.4f  accuracy %.3f\n", epoch, history["loss"][epoch - 1],
                history["accuracy"][epoch - 1]);
  }
  std::printf("\n");

  const gg::Tensor output = model.weight("dense_1/kernel");
  Picture picture;
  bool understood = true;
  for (std::size_t i = 0; i < 2; ++i) {
    const Neuron unit = hidden_unit(model, scaling, i);
    const int number = static_cast<int>(i) + 1;
    const std::string meaning = explain(unit, output.values<float>()[i], number);
    understood &= !meaning.empty();
    picture.add_panel("unit " + std::to_string(number) + ": " + meaning, map_of(unit), data);
  }
  const Map answer = map_of(model);
  print(answer);
  picture.add_panel("the network: good coffee", answer, data);
  const char* path = argc > 1 ? argv[1] : "runs/coffee_roasting.svg";
  picture.save(path);
  std::printf("the same, drawn, with the roasts it learnt from: %s\n", path);
  return understood && model.evaluate(data).at("accuracy") > 0.97 ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "coffee_roasting: %s\n", error.what());
  return 1;
}

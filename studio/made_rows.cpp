#include "studio/made_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numbers>

#include "ganglion/core/rng.h"

namespace ganglion::studio {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr std::uint64_t kStream = 0x73747564696f;  // of random numbers

/// Random numbers one after the other.
class Draw {
 public:
  explicit Draw(double noise) : noise_(noise) {}
  /// In [low, high).
  double uniform(double low, double high) {
    return low + random_uniform(1, kStream, count_++) * (high - low);
  }
  /// Of the normal distribution with standard deviation 1.
  double normal() { return random_normal(1, kStream + 1, count_++); }
  double noise() { return noise_ * normal(); }
  double noise_level() const { return noise_; }

 private:
  std::uint64_t count_ = 0;
  double noise_;
};

/// One row: its number, how many there are, and where random numbers come from.
using RowMaker = std::function<std::string(std::int64_t row, std::int64_t rows, Draw& draw)>;
struct Maker {
  std::string header;
  RowMaker row;
};

std::string place(double x, double y, std::string_view of) {
  return fmt::format("{:.4f},{:.4f},{}\n", x, y, of);
}

std::string circle_row(std::int64_t row, std::int64_t, Draw& draw) {
  const bool inner = row % 2 == 0;
  const double radius = inner ? draw.uniform(0, 2.5) : draw.uniform(3.5, 5);
  const double angle = draw.uniform(0, 2 * kPi);
  return place(radius * std::cos(angle) + 5 * draw.noise(),
               radius * std::sin(angle) + 5 * draw.noise(), inner ? "inner" : "outer");
}

std::string xor_row(std::int64_t, std::int64_t, Draw& draw) {
  const double x = draw.uniform(-5, 5);
  const double y = draw.uniform(-5, 5);
  const bool same = x * y > 0;
  return place(x + 5 * draw.noise(), y + 5 * draw.noise(), same ? "same" : "other");
}

std::string spiral_row(std::int64_t row, std::int64_t rows, Draw& draw) {
  const bool first = row % 2 == 0;
  const double share =
      static_cast<double>(row / 2) / static_cast<double>(std::max<std::int64_t>(1, rows / 2));
  const double angle = 1.75 * share * 2 * kPi + (first ? 0 : kPi);
  return place(5 * share * std::sin(angle) + 5 * draw.noise(),
               5 * share * std::cos(angle) + 5 * draw.noise(), first ? "first" : "second");
}

std::string gaussians_row(std::int64_t row, std::int64_t, Draw& draw) {
  const double centre = row % 2 == 0 ? 2 : -2;
  const double spread = 0.5 + 5 * draw.noise_level();
  return place(centre + spread * draw.normal(), centre + spread * draw.normal(),
               row % 2 == 0 ? "yes" : "no");
}

std::string blobs_row(std::int64_t row, std::int64_t, Draw& draw) {
  static constexpr const char* kNames[] = {"red", "green", "blue"};
  const double angle = 2 * kPi * static_cast<double>(row % 3) / 3;
  const double spread = 0.5 + 5 * draw.noise_level();
  return place(3 * std::sin(angle) + spread * draw.normal(),
               3 * std::cos(angle) + spread * draw.normal(), kNames[row % 3]);
}

/// A plane, and one outlier.
std::string plane_row(std::int64_t row, std::int64_t, Draw& draw) {
  const double a = draw.uniform(-5, 5);
  const double b = draw.uniform(-5, 5);
  const double y = row == 7 ? 60.0 : 2 + 0.8 * a - 0.5 * b + 5 * draw.noise();
  return fmt::format("{:.4f},{:.4f},{:.4f}\n", a, b, y);
}

std::string kink_row(std::int64_t, std::int64_t, Draw& draw) {
  const double x = draw.uniform(-3, 3);
  return fmt::format("{:.4f},{:.4f}\n", x, (x < 1 ? -0.4 * x : 1.6 * x - 2) + 3 * draw.noise());
}

std::string ill_scaled_row(std::int64_t, std::int64_t, Draw& draw) {
  const double small = draw.uniform(-1, 1);
  const double large = draw.uniform(-100, 100);
  return fmt::format("{:.4f},{:.2f},{:.4f}\n", small, large,
                     2 * small - 0.03 * large + 3 * draw.noise());
}

/// Six measurements of a street, and what is in it: one by one, yes or no.
std::string street_row(std::int64_t, std::int64_t, Draw& draw) {
  const bool car = draw.uniform(0, 1) < 0.6;
  const bool bus = draw.uniform(0, 1) < 0.3;
  const bool walker = draw.uniform(0, 1) < 0.5;
  const double wide = 1 + 4 * draw.noise_level();
  const auto measured = [&](double value, double spread) {
    return value + wide * spread * draw.normal();
  };
  return fmt::format("{:.3f},{:.3f},{:.2f},{:.2f},{:.3f},{:.3f},{},{},{}\n",
                     measured(0.3 + (walker ? 1.2 : 0) + (car ? 0.4 : 0), 0.3),
                     measured(0.5 + (bus ? 2.4 : 0) + (car ? 0.8 : 0), 0.35),
                     measured(45 + (bus ? 18 : 0) + (car ? 9 : 0), 4),
                     measured(5 + (car ? 22 : 0) + (bus ? 12 : 0) + (walker ? 2 : 0), 5),
                     measured((car ? 2 : 0) + (bus ? 4 : 0), 0.6),
                     measured(walker ? 1.1 : 0.2, 0.3), car ? "yes" : "no", bus ? "yes" : "no",
                     walker ? "yes" : "no");
}

/// Good coffee is neither too short nor too cool, and neither burnt.
std::string coffee_row(std::int64_t, std::int64_t, Draw& draw) {
  const double temperature = draw.uniform(150, 285);
  const double minutes = draw.uniform(11.5, 15.5);
  const bool good = temperature > 175 && temperature < 260 && minutes > 12 && minutes < 15 &&
                    minutes <= -3.0 / 85 * temperature + 21;
  return fmt::format("{:.2f},{:.3f},{}\n", temperature + 135 * draw.noise(),
                     minutes + 4 * draw.noise(), good ? "yes" : "no");
}

constexpr int kPixels = 12;  // of an image of a shape, in pixels

/// Whether a place lies in a shape of radius 1 around (0, 0).
bool is_inside(std::int64_t shape, double x, double y) {
  if (shape == 0) return x * x + y * y < 1;
  if (shape == 1) return std::max(std::abs(x), std::abs(y)) < 0.85;
  return y > -0.7 && y < 1 - 1.7 * std::abs(x);
}

std::string shape_row(std::int64_t row, std::int64_t, Draw& draw) {
  static constexpr const char* kNames[] = {"circle", "square", "triangle"};
  const double radius = draw.uniform(2.8, 4.6);
  const double across = draw.uniform(radius, kPixels - 1 - radius);
  const double down = draw.uniform(radius, kPixels - 1 - radius);
  std::string line;
  for (int i = 0; i < kPixels * kPixels; ++i) {
    const double x = (i % kPixels - across) / radius;
    const double y = (down - i / kPixels) / radius;
    const double grey = (is_inside(row % 3, x, y) ? 220.0 : 20.0) + 255 * draw.noise();
    line += fmt::format("{},", static_cast<int>(std::clamp(grey, 0.0, 255.0)));
  }
  return line + kNames[row % 3] + "\n";
}

std::string shape_header() {
  std::string header;
  for (int i = 0; i < kPixels * kPixels; ++i) {
    header += fmt::format("pixel_{}_{},", i / kPixels, i % kPixels);
  }
  return header + "shape\n";
}

const std::map<std::string, Maker>& makers() {
  static const std::map<std::string, Maker> kMakers = {
      {"circle", {"x1,x2,class\n", circle_row}},
      {"xor", {"x1,x2,class\n", xor_row}},
      {"spiral", {"x1,x2,class\n", spiral_row}},
      {"gaussians", {"x1,x2,class\n", gaussians_row}},
      {"blobs", {"x1,x2,class\n", blobs_row}},
      {"plane", {"a,b,y\n", plane_row}},
      {"kink", {"x,y\n", kink_row}},
      {"ill_scaled", {"small,large,y\n", ill_scaled_row}},
      {"street",
       {"movement,height,noise_level,speed,width,warmth,car,bus,pedestrian\n", street_row}},
      {"coffee", {"temperature,minutes,good\n", coffee_row}},
      {"shapes", {shape_header(), shape_row}}};
  return kMakers;
}

}  // namespace

std::string made_rows(const std::string& id, std::int64_t rows, double noise) {
  const Maker& maker = makers().at(id);
  Draw draw(noise);
  std::string text = maker.header;
  for (std::int64_t row = 0; row < rows; ++row) text += maker.row(row, rows, draw);
  return text;
}

}  // namespace ganglion::studio

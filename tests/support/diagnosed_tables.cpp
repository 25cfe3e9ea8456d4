#include "tests/support/diagnosed_tables.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <numbers>

#include "ganglion/core/rng.h"

namespace ganglion::support {
namespace {

struct Point {
  double x = 0.0;
  double z = 0.0;
  bool red = false;
};

double normal(std::uint64_t seed, std::uint64_t stream, std::int64_t row) {
  return random_normal(seed, stream, static_cast<std::uint64_t>(row));
}

double uniform(std::uint64_t seed, std::uint64_t stream, std::int64_t row) {
  return random_uniform(seed, stream, static_cast<std::uint64_t>(row));
}

Point point_of(std::uint64_t seed, std::int64_t row) {
  return {normal(seed, 1, row), normal(seed, 2, row), uniform(seed, 3, row) < 0.5};
}

bool yes_no(Pattern pattern, const Point& p) {
  switch (pattern) {
    case Pattern::disc:
      return std::hypot(p.x, p.z) < 1.18;  // half of all rows
    case Pattern::exclusive:
      return (p.x > 0.0) != (p.z > 0.0);
    case Pattern::coloured:
      return (p.x > 0.0) == p.red;
    default:
      return std::hypot(p.x, 0.5 * p.z) < 0.5;
  }
}

int class_of(Pattern pattern, const Point& p) {
  if (pattern == Pattern::bands) return (p.x > 0.0 ? 2 : 0) + (std::abs(p.z) > 0.67 ? 1 : 0);
  const double turn = (std::atan2(p.z, p.x) + std::numbers::pi) / (2.0 * std::numbers::pi);
  return static_cast<int>(6.0 * turn) % 3;
}

double pattern_value(Pattern pattern, const Point& p) {
  if (pattern == Pattern::wave) return std::sin(2.0 * p.x) + 0.5 * p.z * p.z;
  if (pattern == Pattern::product) return p.x * p.z;
  return std::abs(p.x) + std::abs(p.z);
}

std::string target_text(Pattern pattern, const Point& p, std::uint64_t seed, std::int64_t row) {
  const bool wrong = uniform(seed, 4, row) < 0.03;
  if (pattern == Pattern::labels) {
    return fmt::format("{},{}", (std::abs(p.x) > 0.67) != wrong ? 1 : 0,
                       (p.x * p.z > 0.0) != wrong ? 1 : 0);
  }
  if (pattern == Pattern::sectors || pattern == Pattern::bands) {
    const int classes = pattern == Pattern::bands ? 4 : 3;
    const int kind = (class_of(pattern, p) + (wrong ? 1 : 0)) % classes;
    return std::string(1, "abcd"[kind]);
  }
  if (pattern < Pattern::sectors) return yes_no(pattern, p) != wrong ? "yes" : "no";
  return fmt::format("{:.4f}", pattern_value(pattern, p) + 0.2 * normal(seed, 5, row));
}

}  // namespace

std::string target_of(Pattern pattern) {
  if (pattern == Pattern::labels) return "wide,same";
  return pattern < Pattern::labels ? "kind" : "value";
}

std::string pattern_table(Pattern pattern, std::int64_t rows, std::uint64_t seed) {
  std::string text = "x,z,colour," + target_of(pattern) + "\n";
  for (std::int64_t row = 0; row < rows; ++row) {
    const Point p = point_of(seed, row);
    text += fmt::format("{:.4f},{:.4f},{},{}\n", p.x, p.z, p.red ? "red" : "blue",
                        target_text(pattern, p, seed, row));
  }
  return text;
}

std::string linear_table(std::int64_t rows, std::uint64_t seed) {
  std::string text = "x,z,noise,kind\n";
  for (std::int64_t row = 0; row < rows; ++row) {
    const Point p = point_of(seed, row);
    const double probability = 1.0 / (1.0 + std::exp(-2.0 * (p.x - p.z)));
    text += fmt::format("{:.4f},{:.4f},{:.4f},{}\n", p.x, p.z, normal(seed, 6, row),
                        uniform(seed, 7, row) < probability ? "yes" : "no");
  }
  return text;
}

std::string leaking_table(std::int64_t rows, std::uint64_t seed) {
  std::string text = "x,z,code,kind\n";
  for (std::int64_t row = 0; row < rows; ++row) {
    const Point p = point_of(seed, row);
    const bool yes = yes_no(Pattern::disc, p) != (uniform(seed, 4, row) < 0.2);
    text += fmt::format("{:.4f},{:.4f},{:.4f},{}\n", p.x, p.z,
                        (yes ? 5.0 : 2.0) + 0.3 * normal(seed, 8, row), yes ? "yes" : "no");
  }
  return text;
}

std::string rare_class_table(std::int64_t rows, std::uint64_t seed) {
  std::string text = "x,z,kind\n";
  for (std::int64_t row = 0; row < rows; ++row) {
    const Point p = point_of(seed, row);
    const bool yes = uniform(seed, 9, row) < 0.1 / (1.0 + std::exp(-p.x));
    text += fmt::format("{:.4f},{:.4f},{}\n", p.x, p.z, yes ? "yes" : "no");
  }
  return text;
}

std::string wide_noise_table(std::int64_t rows, std::uint64_t seed) {
  constexpr std::int64_t kColumns = 20;
  std::string text;
  for (std::int64_t c = 0; c < kColumns; ++c) text += fmt::format("n{},", c);
  text += "kind\n";
  for (std::int64_t row = 0; row < rows; ++row) {
    for (std::int64_t c = 0; c < kColumns; ++c) {
      text += fmt::format("{:.3f},", normal(seed, 10, row * kColumns + c));
    }
    const double probability = 1.0 / (1.0 + std::exp(-1.5 * normal(seed, 10, row * kColumns)));
    text += uniform(seed, 11, row) < probability ? "yes\n" : "no\n";
  }
  return text;
}

}  // namespace ganglion::support

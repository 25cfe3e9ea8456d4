#include "ganglion/train/report/pictures/contours.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <sstream>

namespace ganglion::train::report {
namespace {

/// A grid of n x n places over [0, 100] x [0, 100], and a function on it.
template <class Function>
std::vector<double> on_grid(ContourGrid& grid, int n, const Function& f) {
  for (int i = 0; i < n; ++i) {
    grid.x.push_back(100.0 * i / (n - 1));
    grid.y.push_back(100.0 * i / (n - 1));
  }
  std::vector<double> values;
  for (const double y : grid.y) {
    for (const double x : grid.x) values.push_back(f(x, y));
  }
  return values;
}

/// The area within a path of M, L, H, V and z.
double area_of(std::string path) {
  for (char& c : path) {
    if (c == 'z') c = 'Z';
  }
  double area = 0.0;
  double x = 0.0;
  double y = 0.0;
  double first_x = 0.0;
  double first_y = 0.0;
  std::istringstream text(path);
  const auto go = [&](double to_x, double to_y) {
    area += 0.5 * (x * to_y - to_x * y);
    x = to_x;
    y = to_y;
  };
  for (char command = 0; text >> command;) {
    double a = 0.0;
    double b = 0.0;
    if (command == 'M') {
      text >> first_x >> first_y;
      x = first_x;
      y = first_y;
    } else if (command == 'L') {
      text >> a >> b;
      go(a, b);
    } else if (command == 'H') {
      text >> a;
      go(a, y);
    } else if (command == 'V') {
      text >> a;
      go(x, a);
    } else {
      go(first_x, first_y);
    }
  }
  return area;
}

TEST(Contours, ALineOfAPlaneIsOneStraightPiece) {
  ContourGrid grid;
  const auto values = on_grid(grid, 12, [](double x, double y) { return x + 2 * y - 100; });
  const std::string line = level_line(grid, values, 0.0);
  EXPECT_TRUE(line == "M100.0 0.0L0.0 50.0" || line == "M0.0 50.0L100.0 0.0") << line;
  EXPECT_NEAR(area_of(area_above(grid, values, 0.0)), 100 * 100 - 2500, 20.0);
}

TEST(Contours, TheAreaWithinACircleIsThatOfTheFormula) {
  ContourGrid grid;
  const auto values = on_grid(grid, 101, [](double x, double y) {
    return 900 - (x - 50) * (x - 50) - (y - 50) * (y - 50);
  });
  EXPECT_NEAR(area_of(area_above(grid, values, 0.0)), std::numbers::pi * 900, 10.0);
  const std::string line = level_line(grid, values, 0.0);
  EXPECT_EQ(std::count(line.begin(), line.end(), 'M'), 1) << "joined to one";
  std::istringstream text(line);
  double x = 0.0;
  double y = 0.0;
  for (char command = 0; text >> command >> x >> y;) {
    EXPECT_NEAR(std::hypot(x - 50, y - 50), 30.0, 0.1);
  }
}

TEST(Contours, NothingIsDrawnWhereALevelIsNotReached) {
  ContourGrid grid;
  const auto values = on_grid(grid, 5, [](double, double) { return 1.0; });
  EXPECT_EQ(level_line(grid, values, 2.0), "");
  EXPECT_EQ(area_above(grid, values, 2.0), "");
  EXPECT_NEAR(area_of(area_above(grid, values, 0.5)), 10'000, 1e-6);
}

}  // namespace
}  // namespace ganglion::train::report

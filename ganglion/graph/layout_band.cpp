#include "ganglion/graph/layout_band.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <iterator>

#include "ganglion/core/index.h"

namespace ganglion {
namespace {

constexpr double kGap = 18;       // between boxes of a column
constexpr double kRouteGap = 10;  // beside an edge that passes

/// Edges that run forward: those that close a cycle (collapsed layers may) are turned round.
std::vector<std::pair<int, int>> without_cycles(std::size_t boxes,
                                                const std::vector<std::pair<int, int>>& edges) {
  std::vector<std::vector<std::size_t>> leaving(boxes);
  for (std::size_t e = 0; e < edges.size(); ++e) leaving[at(edges[e].first)].push_back(e);
  enum class State : std::uint8_t { unseen, open, done };
  std::vector<State> state(boxes, State::unseen);
  auto result = edges;
  const std::function<void(int)> visit = [&](int box) {
    state[at(box)] = State::open;
    for (std::size_t e : leaving[at(box)]) {
      const int to = edges[e].second;
      if (state[at(to)] == State::open) std::swap(result[e].first, result[e].second);
      if (state[at(to)] == State::unseen) visit(to);
    }
    state[at(box)] = State::done;
  };
  for (std::size_t box = 0; box < boxes; ++box) {
    if (state[box] == State::unseen) visit(static_cast<int>(box));
  }
  return result;
}

/// The length of the longest path to each box; boxes without predecessors stand just before their
/// first successor.
std::vector<int> columns_of(std::size_t boxes, const std::vector<std::pair<int, int>>& edges) {
  std::vector<int> column(boxes, 0);
  for (bool changed = true; changed;) {
    changed = false;
    for (const auto& [from, to] : edges) {
      if (column[at(to)] > column[at(from)]) continue;
      column[at(to)] = column[at(from)] + 1;
      changed = true;
    }
  }
  std::vector<bool> has_before(boxes, false);
  for (const auto& [from, to] : edges) has_before[at(to)] = true;
  for (std::size_t box = 0; box < boxes; ++box) {
    int nearest = -1;
    for (const auto& [from, to] : edges) {
      if (at(from) == box && (nearest < 0 || column[at(to)] < nearest)) nearest = column[at(to)];
    }
    if (!has_before[box] && nearest > 0) column[box] = nearest - 1;
  }
  return column;
}

double mean_of(const std::vector<int>& cells, const std::function<double(int)>& value) {
  double sum = 0;
  for (int cell : cells) sum += value(cell);
  return sum / static_cast<double>(cells.size());
}

}  // namespace

LayoutBand::LayoutBand(const std::vector<double>& heights,
                       const std::vector<std::pair<int, int>>& edges) {
  const auto forward = without_cycles(heights.size(), edges);
  const std::vector<int> column = columns_of(heights.size(), forward);
  for (std::size_t box = 0; box < heights.size(); ++box) {
    cells.push_back({.box = static_cast<int>(box),
                     .column = column[box],
                     .height = heights[box],
                     .before = {},
                     .after = {}});
  }
  add_routes(forward);
  for (std::size_t e = 0; e < edges.size(); ++e) {
    if (edges[e] != forward[e]) std::reverse(routes[e].begin(), routes[e].end());
  }
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    columns.resize(std::max(columns.size(), at(cells[cell].column) + 1));
    columns[at(cells[cell].column)].push_back(static_cast<int>(cell));
  }
  order();
  place();
}

void LayoutBand::add_routes(const std::vector<std::pair<int, int>>& edges) {
  for (const auto& [from, to] : edges) {
    std::vector<int> route = {from};
    for (int column = cells[at(from)].column + 1; column < cells[at(to)].column; ++column) {
      route.push_back(static_cast<int>(cells.size()));
      cells.push_back({.column = column, .before = {}, .after = {}});
    }
    route.push_back(to);
    for (std::size_t i = 0; i + 1 < route.size(); ++i) {
      cells[at(route[i])].after.push_back(route[i + 1]);
      cells[at(route[i + 1])].before.push_back(route[i]);
    }
    routes.push_back(std::move(route));
  }
}

/// Sorts each column by the mean rank of its neighbours, sweeping there and back.
void LayoutBand::order() {
  constexpr int kSweeps = 12;
  std::vector<double> rank(cells.size(), 0);
  const auto number = [&](const std::vector<int>& column) {
    for (std::size_t i = 0; i < column.size(); ++i) {
      // Halves, so that a column of two lies beside the middle of one of three.
      rank[at(column[i])] = static_cast<double>(i) - static_cast<double>(column.size()) / 2;
    }
  };
  for (const auto& column : columns) number(column);
  for (int sweep = 0; sweep < kSweeps; ++sweep) {
    const bool down = sweep % 2 == 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      auto& column = columns[down ? i : columns.size() - 1 - i];
      for (int cell : column) {
        const auto& beside = down ? cells[at(cell)].before : cells[at(cell)].after;
        if (!beside.empty()) rank[at(cell)] = mean_of(beside, [&](int c) { return rank[at(c)]; });
      }
      std::stable_sort(column.begin(), column.end(),
                       [&](int a, int b) { return rank[at(a)] < rank[at(b)]; });
      number(column);
    }
  }
}

/// Moves cells towards the mean of their neighbours, keeping order and distances.
void LayoutBand::place() {
  constexpr int kRounds = 24;
  for (auto& column : columns) settle(column);
  for (int round = 0; round < kRounds; ++round) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      auto& column = columns[round % 2 == 0 ? i : columns.size() - 1 - i];
      for (int cell : column) {
        const std::vector<int> beside = anchors_of(cell);
        if (!beside.empty())
          cells[at(cell)].y = mean_of(beside, [&](int c) { return cells[at(c)].y; });
      }
      settle(column);
    }
  }
}

/// Sources hang on what uses them and pull nothing, so that the main line of a network stays
/// straight.
bool LayoutBand::is_leaf(int cell) const {
  return cells[at(cell)].before.empty() && cells[at(cell)].after.size() <= 1;
}

std::vector<int> LayoutBand::anchors_of(int cell) const {
  std::vector<int> all = cells[at(cell)].before;
  all.insert(all.end(), cells[at(cell)].after.begin(), cells[at(cell)].after.end());
  std::vector<int> firm;
  std::copy_if(all.begin(), all.end(), std::back_inserter(firm),
               [this](int c) { return !is_leaf(c); });
  return firm.empty() ? all : firm;
}

/// Takes overlaps away, with the column's (weighted) mean kept where it was.
void LayoutBand::settle(std::vector<int>& column) {
  constexpr double kLeafWeight = 1e-3;
  const auto moment = [&](double& weights) {
    double sum = 0;
    weights = 0;
    for (int cell : column) {
      const double weight = is_leaf(cell) ? kLeafWeight : 1.0;
      sum += weight * cells[at(cell)].y;
      weights += weight;
    }
    return sum;
  };
  double weights = 0;
  const double wanted = moment(weights);
  for (std::size_t i = 1; i < column.size(); ++i) {
    const Cell& above = cells[at(column[i - 1])];
    Cell& cell = cells[at(column[i])];
    const double gap = above.box < 0 || cell.box < 0 ? kRouteGap : kGap;
    cell.y = std::max(cell.y, above.y + (above.height + cell.height) / 2 + gap);
  }
  const double shift = (wanted - moment(weights)) / weights;
  for (int cell : column) cells[at(cell)].y += shift;
}

}  // namespace ganglion

#pragma once
#include <cstddef>
#include <utility>
#include <vector>

#include "ganglion/graph/graph.h"
#include "ganglion/runtime/schedule.h"

namespace ganglion::runtime {

/// Where new values of variables are made.
struct AssignedPlaces {
  struct Place {
    Value value;
    int variable = 0;        ///< the node in whose memory it is
    std::size_t offset = 0;  ///< bytes
  };
  /// Straight where they belong: values, and parts that values are packed of, whose old elements
  /// nobody reads later.
  std::vector<Place> places;
  /// Elsewhere: variable and value, copied after the last step.
  std::vector<std::pair<Value, Value>> copies;
};

AssignedPlaces assigned_places(const Graph& graph, const Schedule& schedule);

}  // namespace ganglion::runtime

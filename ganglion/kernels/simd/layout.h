#pragma once
#include <cstddef>
#include <vector>

#include "ganglion/kernels/simd/program.h"

namespace ganglion::kernels::simd {

/// Elements that go through a program at a time: with a few registers they fit in the L1 cache.
constexpr std::size_t kTile = 512;

/// Where a register's numbers are while a tile is worked on. `slot` counts floats from the start of
/// the scratch memory's float part.
struct Place {
  enum class Kind : std::uint8_t {
    unused,
    in_place,    ///< an input of full shape, read where it is
    summed,      ///< a partial input of full shape, added up into `slot` for each tile
    number,      ///< an input of one element; a partial one is added up into `slot`
    cycle,       ///< a repeated input: with its continuation over a tile's length in `slot`
    long_cycle,  ///< one longer than a tile: read where it is, but for the tile with its seam
    stretched,   ///< laid out in `slot` for each tile
    of_run,      ///< the same number for a whole tile, which lies in a run, read where it is
    computed,    ///< a single number computed once a run into `slot`
    tile,        ///< a result between steps, in `slot`
    output,      ///< a result, written where it belongs, or to `slot` if that is still to be read
  };
  Kind kind = Kind::unused;
  std::size_t slot = 0;
  std::size_t presum = 0;   ///< of a partial input that is stretched: where its sum goes
  std::size_t pointer = 0;  ///< of an input or output: the number of its (first) pointer
};

/// An output that must not be written in place when it lies on an input: a later step reads it.
struct Hazard {
  std::size_t output;         ///< place in the list of results
  std::size_t input_pointer;  ///< pointer number
};

/// Places for all registers of a program, tiles shared by results that don't live at the same time.
struct Layout {
  std::vector<Place> places;  ///< one for each register
  std::vector<Hazard> hazards;
  std::size_t floats = 0;  ///< scratch memory needed
};

Layout lay_out(const Program& program);

}  // namespace ganglion::kernels::simd

#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "ganglion/data/csv/csv_chunks.h"
#include "ganglion/data/note.h"

namespace ganglion::data {

/// Lines that repeat the header, as those of files that were put behind each other, and blank ones
/// that are rows.
class OddLines {
 public:
  /// Those of a chunk with so many line ends before it.
  void add(const CsvChunk& chunk, std::int64_t before);
  /// What became of them.
  std::vector<Note> notes(const std::string& source) const;

 private:
  struct Lines {
    std::size_t count = 0;
    std::int64_t first = 0;

    void add(const std::vector<std::int64_t>& lines, std::int64_t before);
  };
  Lines headers_;
  Lines blanks_;
};

}  // namespace ganglion::data

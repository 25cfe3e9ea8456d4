#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "ganglion/data/text/number_format.h"

namespace ganglion::data {

/// How the values of a column are read where that is known: as they were in training, or as a job
/// says it.
struct ColumnReading {
  enum class Kind : std::uint8_t {
    number,  ///< numbers of `format`, and nothing else
    text,    ///< as it is written, even if all of it is numbers ("007")
    marked,  ///< text, but CsvOptions::missing_among_numbers stand for missing values
  };
  Kind kind = Kind::text;
  NumberFormat format = {};

  bool operator==(const ColumnReading&) const = default;
};

/// Readings of columns by their names.
using ColumnReadings = std::map<std::string, ColumnReading>;

}  // namespace ganglion::data

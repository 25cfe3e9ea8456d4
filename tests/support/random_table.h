#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace ganglion::support {

/// How the values of a column of a random table are written.
enum class Writing : std::uint8_t {
  number,    ///< with the decimal mark of the file, in one of many ways
  whole,     ///< integers
  category,  ///< words, some with delimiters, quotes, line ends and blanks at their ends
  code,      ///< digits with zeros before them
  answer,    ///< yes and no
  date,      ///< in one of many ways
};

struct RandomColumn {
  std::string name = {};
  Writing writing = Writing::number;
  std::string missing = {};               ///< how its missing values are written
  std::vector<std::string> written = {};  ///< as in the file, without quotes
  std::vector<bool> present = {};
  std::vector<double> numbers = {};     ///< what those of `number` and `whole` mean
  std::vector<std::string> dates = {};  ///< "2020-12-31" of those of `date`
};

/// A table whose writer's meaning is known.
struct RandomTable {
  std::vector<RandomColumn> columns = {};
  std::int64_t rows = 0;
};

/// The same seed gives the same table. `plain`: as programs write numbers and dates, so that all
/// formats can hold it.
RandomTable random_table(std::uint64_t seed, bool plain = false);

/// How a table is written as text.
struct TableDialect {
  char delimiter = ',';  ///< ' ': a run of blanks
  std::string line_end = "\n";
  bool mark = false;    ///< a byte order mark
  bool quoted = false;  ///< quotes around all fields
  bool utf16 = false;   ///< instead of UTF-8; with a byte order mark
  bool header = true;
};

std::string as_csv(const RandomTable& table, const TableDialect& dialect);
/// Numbers, nominal attributes of what isn't, and dates.
std::string as_arff(const RandomTable& table);

/// Some rows and columns of a table, in the given order.
RandomTable part_of(const RandomTable& table, const std::vector<std::int64_t>& rows,
                    const std::vector<std::size_t>& columns);

}  // namespace ganglion::support

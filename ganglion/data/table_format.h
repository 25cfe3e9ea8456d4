#pragma once
#include <string>

namespace ganglion::data {

/// How a table is written, as its reader found it. Without a delimiter it is no table of text (but
/// an array, a folder of images).
struct TableFormat {
  char delimiter = 0;         ///< between fields; ' ' is any run of blanks and tabs
  bool header = false;        ///< whether a line names the columns
  std::string encoding = {};  ///< "UTF-8", "UTF-16" or "Latin-1"
  char decimal = 0;           ///< decimal mark of its numbers, '.' or ','; 0: nothing tells

  bool test_part = false;  ///< of arrays: the file holds rows for a test besides

  bool empty() const { return delimiter == 0; }
};

}  // namespace ganglion::data

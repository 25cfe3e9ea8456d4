#pragma once
#include <string>

namespace ganglion::data {

/// How a table of text is written, as its reader found it. Without a delimiter it is no such table
/// (an array, a folder of images).
struct TableFormat {
  char delimiter = 0;         ///< between fields; ' ' is any run of blanks and tabs
  bool header = false;        ///< whether a line names the columns
  std::string encoding = {};  ///< "UTF-8", "UTF-16" or "Latin-1"
  char decimal = 0;           ///< decimal mark of its numbers, '.' or ','; 0: nothing tells

  bool empty() const { return delimiter == 0; }
};

}  // namespace ganglion::data

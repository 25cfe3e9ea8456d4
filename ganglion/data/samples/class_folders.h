#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ganglion/data/samples/row_options.h"
#include "ganglion/data/table.h"

namespace ganglion::data {

/// Files that are one row each, and their classes.
struct FileList {
  std::string source;                   ///< the folder, or the file
  std::vector<std::string> names = {};  ///< "cat/0001.png": below the source, sorted by bytes
  std::vector<std::string> paths = {};  ///< the same, to be opened
  /// Sub-folders in order of their names; empty when there are none.
  std::vector<std::string> classes = {};
  std::vector<std::int32_t> labels = {};  ///< class of each file
};

/// The files of a folder with a sub-folder for each class; without classes those of the folder
/// itself, or a single file. What begins with a dot, and files that systems leave behind
/// (Thumbs.db), are passed over. Throws Error for a folder without sub-folders (when
/// options.labelled), an empty class folder and folders within class folders; with
/// options.skip_bad the last two are skipped, with a note.
FileList list_files(const std::string& path, const RowOptions& options);

/// What went wrong with files, one text each, empty for those that went well: throws the first one
/// as Error, or with options.skip_bad notes them. Returns the rows that are left, and throws Error
/// when none is.
std::vector<std::int64_t> rows_left(const FileList& files, const std::vector<std::string>& faults,
                                    const RowOptions& options);

/// Columns `file` and, when there are classes, `class`, beside the samples of all files; only the
/// given rows.
Table file_table(const FileList& files, Samples samples, const std::vector<std::int64_t>& rows);

/// The file of each row of pictures or recordings; empty for other tables.
std::vector<std::string> files_of(const Table& table);

}  // namespace ganglion::data

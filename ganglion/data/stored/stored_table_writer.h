#pragma once
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ganglion/core/file.h"
#include "ganglion/data/csv/csv_chunks.h"
#include "ganglion/data/stored/stored_table.h"

namespace ganglion::data {

/// Reads a CSV file into the pieces of a StoredTable, a few chunks at a time, in two passes as
/// CsvChunks has them.
class StoredTableWriter {
 public:
  /// All must outlive this.
  StoredTableWriter(StoredTable& table, const CsvOptions& options, const StoreOptions& store);
  void write();

 private:
  /// The texts of a column as they turn up.
  struct Dictionary {
    std::unordered_map<std::string, std::int32_t> code_of = {};
    std::size_t bytes = 0;
    bool given_up = false;  ///< there are too many, and nobody wants them
  };
  /// A chunk that was read, and its columns of numbers as they are to be written.
  struct Part {
    CsvChunk chunk;
    std::vector<PackedPiece> numbers = {};
  };

  bool survey() const;
  template <class Read, class Take>
  void each_part(CsvChunks& reader, bool quotes, const Read& read, const Take& take);
  void store_numbers(const CsvChunks& reader, const Part& part, std::vector<NumberPiece>& spellings,
                     std::int64_t lines_before);
  void write_texts(CsvChunks& reader, bool quotes, const std::vector<std::size_t>& wanted);
  std::vector<std::int32_t> coded(const CategoryPiece& piece, Dictionary& dictionary,
                                  const std::string& name);
  void give_up(Dictionary& dictionary, const std::string& name);
  static void settle(StoredColumn& column, const CsvChunks& reader);

  StoredTable& table_;
  const CsvOptions& options_;
  const StoreOptions& store_;
  MappedFile mapped_;
  std::string_view text_;
  std::size_t text_bytes_ = 0;
  RepeatedHeaders headers_;
};

}  // namespace ganglion::data

#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ganglion/data/csv/csv_chunks.h"
#include "ganglion/data/csv/odd_lines.h"
#include "ganglion/data/stored/stored_table.h"
#include "ganglion/data/text/text_file.h"

namespace ganglion::data {

/// Reads a CSV file, packed or not, into the pieces of a StoredTable, a few chunks at a time: once
/// to check its text, and then in two passes as CsvChunks has them.
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

  void survey();
  std::size_t survey_part(std::string_view part, bool last, std::int64_t lines_before);
  CsvHead read_beginning();
  std::optional<CsvChunk> next_chunk(const CsvChunks& reader, TextWindow& window,
                                     std::int64_t lines_before) const;
  template <class Read, class Take>
  void each_part(CsvChunks& reader, const Read& read, const Take& take);
  void store_numbers(const CsvChunks& reader, const Part& part, std::vector<NumberPiece>& spellings,
                     std::int64_t lines_before);
  void write_texts(CsvChunks& reader, const std::vector<std::size_t>& wanted);
  std::vector<std::int32_t> coded(const CategoryPiece& piece, Dictionary& dictionary,
                                  const std::string& name);
  void give_up(Dictionary& dictionary, const std::string& name);
  void settle(std::size_t index, const CsvChunks& reader);

  StoredTable& table_;
  const CsvOptions& options_;
  const StoreOptions& store_;
  TextFile file_;
  std::uint64_t begin_ = 0;  // of the text: behind a byte order mark
  std::uint64_t end_ = 0;    // of the text
  bool quotes_ = false;      // there are some
  std::string tail_;         // of the text
  std::size_t text_bytes_ = 0;
  OddLines odd_lines_;
};

}  // namespace ganglion::data

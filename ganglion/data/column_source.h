#pragma once
#include <cstdint>
#include <span>
#include <string>

#include "ganglion/data/table.h"

namespace ganglion::data {

/// Rows of which a few columns are looked at at a time, so that not all of them need be in memory.
class ColumnSource {
 public:
  ColumnSource() = default;
  ColumnSource(const ColumnSource&) = delete;
  ColumnSource& operator=(const ColumnSource&) = delete;
  virtual ~ColumnSource() = default;

  /// All columns by name and kind; whether their rows are there is left open.
  virtual const Table& header() const = 0;
  virtual std::int64_t rows() const = 0;
  /// A table of all rows that has these columns, and perhaps others; valid until the next call.
  /// Throws Error when there is no such column.
  virtual const Table& with(std::span<const std::string> columns) = 0;
  const Table& with(const std::string& column) { return with(std::span(&column, 1)); }
};

/// A table in memory as one. It must outlive this.
class TableColumns : public ColumnSource {
 public:
  explicit TableColumns(const Table& table) : table_(table) {}
  const Table& header() const override { return table_; }
  std::int64_t rows() const override { return table_.rows(); }
  const Table& with(std::span<const std::string>) override { return table_; }
  using ColumnSource::with;

 private:
  const Table& table_;
};

}  // namespace ganglion::data

#include "ganglion/train/job/rows/table_source.h"

#include <utility>

namespace ganglion::train {
namespace {

/// The rows of a split; none where it has none.
std::optional<data::Table> table_of(const data::Table& table, const RowSplits& splits,
                                    Split split) {
  const std::vector<std::int64_t> rows = splits.rows_of(split);
  if (rows.empty()) return std::nullopt;
  return std::ssize(rows) == table.rows() ? table : table.rows(rows);
}

class DividedTable : public DividedRows {
 public:
  DividedTable(const data::Table& table, const RowSplits& splits)
      : test_(table_of(table, splits, Split::test)),
        validation_(table_of(table, splits, Split::validation)),
        train_(table.rows(splits.rows_of(Split::train))) {}

  void look(const LookAtColumns& look) override {
    data::TableColumns columns(train_);
    look(columns);
  }

  SplitData apply(const data::Preprocessing& preprocessing, const Listener&) override {
    const auto apply = [&](const std::optional<data::Table>& table) {
      return table ? std::optional(data::apply_scaled(preprocessing, *table)) : std::nullopt;
    };
    return {.train = apply(train_), .validation = apply(validation_), .test = apply(test_)};
  }

  data::Table beginning(Split split) override {
    return train::beginning(split == Split::test         ? *test_
                            : split == Split::validation ? *validation_
                                                         : train_);
  }

 private:
  std::optional<data::Table> test_;
  std::optional<data::Table> validation_;
  data::Table train_;
};

class TableSource : public JobSource {
 public:
  explicit TableSource(data::Table table) : table_(std::move(table)) {}

  const data::Table& header() const override { return table_; }
  std::int64_t rows() const override { return table_.rows(); }

  data::Table training_columns(std::span<const std::string> names,
                               const RowSplits& splits) override {
    std::vector<data::Column> columns;
    for (const std::string& name : names) columns.push_back(table_.column(name));
    return table_.with_columns(std::move(columns)).rows(splits.rows_of(Split::train));
  }

  void forget_dropped(RowSplits& splits) override {
    if (splits.count(Split::dropped) == 0) return;
    table_ = table_.rows(splits.rows_of(Split::train));
    splits = RowSplits(table_.rows());
  }

  void look(const RowSplits&, const LookAtColumns& look) override {
    data::TableColumns columns(table_);
    look(columns);
  }

  std::unique_ptr<DividedRows> divide(const RowSplits& splits, bool again) override {
    auto divided = std::make_unique<DividedTable>(table_, splits);
    if (!again) table_ = {};
    return divided;
  }

 private:
  data::Table table_;
};

}  // namespace

std::unique_ptr<JobSource> table_source(data::Table table) {
  return std::make_unique<TableSource>(std::move(table));
}

}  // namespace ganglion::train

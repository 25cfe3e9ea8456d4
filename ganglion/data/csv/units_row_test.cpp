#include "ganglion/data/csv/units_row.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ganglion/data/csv/parse_table.h"
#include "ganglion/data/table.h"

namespace ganglion::data {
namespace {

using Names = std::vector<std::string>;

TEST(UnitsRow, HoldsTheFormatsOfRdbFiles) {
  const std::string head = "# USGS\n#\nsite\tstate\tkind\n";
  const std::string rows = "A\tx\tp\nB\ty\tq\nA\ty\tp\nB\tx\tp\n";
  const Table table = parse_table(head + "5s\t14n\t6d\n" + rows, "t");
  EXPECT_EQ(table.names(), (Names{"site", "state", "kind"}));
  EXPECT_EQ(table.rows(), 4);
  ASSERT_EQ(table.notes().size(), 1U);
  EXPECT_EQ(
      table.notes()[0].text,
      "t:4: this line holds widths and types of columns (\"5s 14n 6d\"), as in RDB files, and "
      "passed over");
  // Where the names hold digits only, and where all rows look like formats.
  EXPECT_EQ(parse_table("a\t69928_00060\n5s\t14n\nx\t1000\nx\t2000\n", "t").names(),
            (Names{"a", "69928_00060"}));
  EXPECT_EQ(parse_table("a\tb\n5s\t7s\n6s\t9s\n5s\t8s\n", "t").rows(), 3);
}

}  // namespace
}  // namespace ganglion::data

#include "ganglion/data/label_names.h"

#include <gtest/gtest.h>

namespace ganglion::data {
namespace {

using Names = std::vector<std::string>;

TEST(LabelNames, AreKnown) {
  for (const char* name : {"y", "Y", "label", "Labels", "target", "targets", "Class"}) {
    EXPECT_TRUE(names_labels(name)) << name;
  }
  for (const char* name : {"", "x", "year", "y_1", "pixel"}) EXPECT_FALSE(names_labels(name));
}

TEST(LabelNames, AreCountedAtTheEnd) {
  EXPECT_EQ(numbered_labels({"x_1", "x_2", "y_1", "y_2"}), (Names{"y_1", "y_2"}));
  EXPECT_EQ(numbered_labels({"X1", "Y1", "Y2", "Y3"}), (Names{"Y1", "Y2", "Y3"}));
  EXPECT_EQ(numbered_labels({"y_1", "y_2"}), (Names{"y_1", "y_2"}));
  for (const Names& names :
       {Names{}, Names{"y"}, Names{"x", "y_1"}, Names{"x_1", "x_2"}, Names{"y_2", "y_3"},
        Names{"y_1", "x", "y_2"}, Names{"y_2"}, Names{"y1", "y_2"}, Names{"12"}}) {
    EXPECT_EQ(numbered_labels(names), Names{});
  }
}

}  // namespace
}  // namespace ganglion::data

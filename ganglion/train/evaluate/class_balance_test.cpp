#include "ganglion/train/evaluate/class_balance.h"

#include <gmock/gmock.h>

namespace ganglion::train {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Rows of one feature, as many of each class as given.
data::Dataset rows_of(const std::vector<std::int32_t>& counts) {
  data::Dataset data;
  std::vector<std::int32_t> labels;
  for (std::size_t k = 0; k < counts.size(); ++k) {
    labels.insert(labels.end(), static_cast<std::size_t>(counts[k]), static_cast<std::int32_t>(k));
    data.class_names.push_back("class " + std::to_string(k));
  }
  const auto rows = static_cast<std::int64_t>(labels.size());
  data.features = Tensor(Shape{rows, 1}, DType::f32);
  data.targets = Tensor(Shape{rows}, DType::i32);
  std::ranges::copy(labels, data.targets.values<std::int32_t>().begin());
  return data;
}

TEST(ClassBalance, CountsAndWeights) {
  EXPECT_THAT(class_counts(rows_of({6, 3, 1})), ElementsAre(6, 3, 1));
  // scikit-learn: compute_class_weight("balanced", classes=[0, 1, 2], y=[0]*6 + [1]*3 + [2]).
  EXPECT_THAT(balanced_weights({6, 3, 1}),
              ElementsAre(DoubleNear(0.55555556, 1e-8), DoubleNear(1.11111111, 1e-8),
                          DoubleNear(3.33333333, 1e-8)));
  EXPECT_THAT(balanced_weights({4, 0}), ElementsAre(0.5, 2.0));
  EXPECT_THAT(class_counts(data::Dataset{}), IsEmpty());
}

TEST(ClassBalance, RareClassesAreSaid) {
  EXPECT_FALSE(imbalance_note(data::Dataset{}));
  EXPECT_FALSE(imbalance_note(rows_of({50, 50})));
  EXPECT_FALSE(imbalance_note(rows_of({90, 10})));  // a fifth of an even share
  const auto note = imbalance_note(rows_of({91, 9}));
  ASSERT_TRUE(note);
  EXPECT_THAT(*note, HasSubstr("91 % are \"class 0\", 9 % are \"class 1\""));
  EXPECT_THAT(*note, HasSubstr("`threshold = f1`"));
  EXPECT_THAT(imbalance_note(rows_of({5, 90, 60})).value_or(""),
              HasSubstr("58.1 % are \"class 1\", 3.23 % are \"class 0\""));
}

}  // namespace
}  // namespace ganglion::train

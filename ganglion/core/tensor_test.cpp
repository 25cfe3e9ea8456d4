#include "ganglion/core/tensor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <limits>
#include <type_traits>
#include <utility>

#include "ganglion/core/error.h"
#include "tests/support/error_of.h"

namespace ganglion {
namespace {

using support::error_of;
using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(Tensor, StartsAsZerosOnACacheLine) {
  for (std::int64_t size : {0, 1, 15, 16, 17, 1000}) {
    const Tensor t(Shape{size});
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(t.data()) % Tensor::kAlignment, 0u);
    EXPECT_THAT(t.values<float>(), Each(0.0F));
    EXPECT_EQ(t.bytes(), static_cast<std::size_t>(size) * 4);
  }
  EXPECT_EQ(Tensor().size(), 0);
}

/// Bytes of this process in memory.
std::int64_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::int64_t all = 0, resident = 0;
  file >> all >> resident;
  return resident * ::sysconf(_SC_PAGESIZE);
}

TEST(Tensor, IsInMemoryOnceItIsWrittenToAndUntilNobodyHoldsIt) {
  constexpr std::int64_t kBytes = std::int64_t{24} << 20;
  const std::int64_t before = resident_bytes();
  {
    Tensor t(Shape{kBytes}, DType::u8);
    EXPECT_LT(resident_bytes() - before, kBytes / 2);
    EXPECT_EQ(t.values<std::uint8_t>()[kBytes - 1], 0);
    std::memset(t.data(), 1, t.bytes());
    EXPECT_GT(resident_bytes() - before, kBytes / 2);
    const Tensor next(Shape{kBytes}, DType::u8);
    EXPECT_THAT(next.values<std::uint8_t>(), Each(0));
  }
  EXPECT_LT(resident_bytes() - before, kBytes / 2);
}

TEST(Tensor, TakesValuesInRowMajorOrder) {
  const auto t = Tensor::of<double>({2, 2}, {1, 2, 3, 4});
  EXPECT_EQ(t.dtype(), DType::f64);
  EXPECT_THAT(t.values<double>(), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(
      [] {
        Tensor::of<float>({2, 2}, {1, 2, 3});
      },
      ThrowsMessage<Error>(AllOf(HasSubstr("[2, 2]"), HasSubstr("4"), HasSubstr("3 values"))));
}

TEST(Tensor, HoldsScalars) {
  const Tensor t = Tensor::scalar(2.5);
  EXPECT_EQ(t.shape(), Shape{});
  EXPECT_THAT(t.values<float>(), ElementsAre(2.5F));
  EXPECT_THAT(Tensor::scalar(7, DType::i64).values<std::int64_t>(), ElementsAre(7));
}

TEST(Tensor, RefusesTheWrongType) {
  Tensor t(Shape{2}, DType::i32);
  EXPECT_THAT([&] { (void)t.values<float>(); },
              ThrowsMessage<Error>(AllOf(HasSubstr("i32"), HasSubstr("f32"), HasSubstr("cast"))));
}

TEST(Tensor, CopiesAreIndependent) {
  auto a = Tensor::of<float>({2}, {1, 2});
  Tensor b = a;
  Tensor c;
  c = a;
  a.values<float>()[0] = 9;
  EXPECT_THAT(b.values<float>(), ElementsAre(1, 2));
  EXPECT_THAT(c.values<float>(), ElementsAre(1, 2));
  const Tensor& same = a;
  a = same;
  EXPECT_THAT(a.values<float>(), ElementsAre(9, 2));
}

TEST(Tensor, MovesWithoutCopying) {
  auto a = Tensor::of<float>({2}, {1, 2});
  const void* bytes = a.data();
  const Tensor b = std::move(a);
  EXPECT_EQ(b.data(), bytes);
}

TEST(Tensor, IsEmptyWhenMovedFrom) {
  Tensor a = Tensor::of<float>({2, 3}, {1, 2, 3, 4, 5, 6});
  Tensor b = std::move(a);
  EXPECT_EQ(a.shape(), Shape{0});  // NOLINT(bugprone-use-after-move)
  EXPECT_TRUE(a.values<float>().empty());
  const Tensor copy = a;
  EXPECT_EQ(copy.size(), 0);
  Tensor& same = b;
  b = std::move(same);
  EXPECT_EQ(b.values<float>()[5], 6);
  a = std::move(b);
  EXPECT_EQ(a.values<float>()[5], 6);
  EXPECT_EQ(b.size(), 0);  // NOLINT(bugprone-use-after-move)
}

TEST(Tensor, RefusesWhatNoMachineHolds) {
  EXPECT_THROW(Tensor(Shape{std::int64_t{1} << 45}, DType::f64), Error);
  EXPECT_THROW(Tensor(Shape{std::int64_t{1} << 61}, DType::f64), Error);  // 2^64 bytes
}

TEST(Tensor, ReshapesToTheSameSizeOnly) {
  auto t = Tensor::of<float>({2, 3}, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(t.reshaped({3, 2}).shape(), (Shape{3, 2}));
  EXPECT_EQ(t.shape(), (Shape{2, 3}));
  EXPECT_THAT([&] { (void)t.reshaped({4}); },
              ThrowsMessage<Error>(AllOf(HasSubstr("[2, 3]"), HasSubstr("[4]"))));
  const void* bytes = t.data();
  const Tensor moved = std::move(t).reshaped({6});
  EXPECT_EQ(moved.data(), bytes);
}

TEST(Tensor, CastsElementByElement) {
  const auto t = Tensor::of<double>({3}, {1.75, -1.75, 0.1});
  EXPECT_THAT(t.cast(DType::i32).values<std::int32_t>(), ElementsAre(1, -1, 0));
  EXPECT_THAT(t.cast(DType::f32).values<float>(), ElementsAre(1.75F, -1.75F, 0.1F));
  EXPECT_THAT(t.cast(DType::f64).values<double>(), ElementsAre(1.75, -1.75, 0.1));
  const auto bytes = Tensor::of<std::uint8_t>({2}, {0, 255});
  EXPECT_THAT(bytes.cast(DType::f32).values<float>(), ElementsAre(0.0F, 255.0F));
  const auto ends = Tensor::of<double>({3}, {-0.9, 255.9, 7});
  EXPECT_THAT(ends.cast(DType::u8).values<std::uint8_t>(), ElementsAre(0, 255, 7));
  const auto wide = Tensor::of<double>({2}, {-2147483648.0, 2147483647.0});
  EXPECT_THAT(wide.cast(DType::i32).values<std::int32_t>(),
              ElementsAre(-2147483647 - 1, 2147483647));
}

TEST(Tensor, RefusesElementsThatATypeCannotHold) {
  const auto said = [](double x, DType dtype) {
    const auto t = Tensor::of<double>({2}, {0, x});
    return error_of([&] { t.cast(dtype); });
  };
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(said(kNan, DType::u8), "element 2 is nan, which a tensor of u8 can't hold");
  EXPECT_EQ(said(-1, DType::u8), "element 2 is -1, which a tensor of u8 can't hold");
  EXPECT_EQ(said(256, DType::u8), "element 2 is 256, which a tensor of u8 can't hold");
  EXPECT_NE(said(2147483648.0, DType::i32), "no error");
  EXPECT_NE(said(9223372036854775808.0, DType::i64), "no error");
  EXPECT_EQ(said(-9223372036854775808.0, DType::i64), "no error");
  EXPECT_NE(error_of([] { Tensor::of<std::int32_t>({1}, {300}).cast(DType::u8); }), "no error");
  EXPECT_EQ(error_of([&] { Tensor::scalar(kNan, DType::i32); }),
            "element 1 is nan, which a tensor of i32 can't hold");
}

TEST(Tensor, PicksRows) {
  const auto t = Tensor::of<float>({3, 2}, {1, 2, 3, 4, 5, 6});
  const std::vector<std::int64_t> order{2, 0, 2};
  const Tensor picked = t.rows(order);
  EXPECT_EQ(picked.shape(), (Shape{3, 2}));
  EXPECT_THAT(picked.values<float>(), ElementsAre(5, 6, 1, 2, 5, 6));
  EXPECT_EQ(t.rows({}).shape(), (Shape{0, 2}));
}

TEST(Tensor, RefusesRowsThatAreNotThere) {
  const Tensor t(Shape{3, 2});
  const std::vector<std::int64_t> beyond{3};
  const std::vector<std::int64_t> negative{-1};
  EXPECT_THAT([&] { (void)t.rows(beyond); },
              ThrowsMessage<Error>(AllOf(HasSubstr("3"), HasSubstr("rows"))));
  EXPECT_THROW((void)t.rows(negative), Error);
  EXPECT_THROW((void)Tensor::scalar(1).rows({}), Error);
}

/// A range-for over the elements of a temporary would read freed memory, without the tensor.
TEST(Tensor, HoldsTheElementsOfATemporary) {
  const auto t = Tensor::of<float>({3, 2}, {1, 2, 3, 4, 5, 6});
  float sum = 0;
  for (const float x : t.rows(1, 2).values<float>()) sum += x;
  EXPECT_EQ(sum, 18);
  auto held = Tensor(t).values<float>();
  const Tensor another = Tensor::of<float>({3, 2}, {9, 9, 9, 9, 9, 9});  // where the memory was
  EXPECT_THAT(held, ElementsAre(1, 2, 3, 4, 5, 6));
  // What is written through a view's elements is seen in the tensor.
  Tensor own = t;
  own.view().values<float>()[0] = 7;
  EXPECT_EQ(own.at({0, 0}), 7);
  static_assert(std::is_same_v<decltype(Tensor().at({0})), float>);  // and no reference
}

TEST(Tensor, PicksRowsByATensor) {
  const auto t = Tensor::of<float>({3, 2}, {1, 2, 3, 4, 5, 6});
  const auto order = Tensor::of<std::int32_t>({2, 1}, {2, 0});
  EXPECT_EQ(t.rows(order).shape(), (Shape{2, 1, 2}));
  EXPECT_THAT(t.rows(order).values<float>(), ElementsAre(5, 6, 1, 2));
  EXPECT_THAT(t.rows(order.cast(DType::i64)).values<float>(), ElementsAre(5, 6, 1, 2));
  EXPECT_THAT(error_of([&] { (void)t.rows(Tensor::of<std::int32_t>({1}, {3})); }),
              HasSubstr("index 3 of a tensor with 3 rows"));
  EXPECT_EQ(error_of([&] { (void)t.rows(Tensor({2})); }),
            "rows: indices are of i32 or i64, not f32");
  EXPECT_THROW((void)Tensor::scalar(1).rows(order), Error);
}

TEST(Tensor, LetsARowBeWritten) {
  Tensor t({3, 2});
  std::ranges::fill(t.row(1), 2.0F);
  EXPECT_THAT(t.values<float>(), ElementsAre(0, 0, 2, 2, 0, 0));
  EXPECT_THAT(std::as_const(t).row(1), ElementsAre(2, 2));
  EXPECT_EQ(t.row(2).size(), 2u);
  EXPECT_EQ(error_of([&] { t.row(3); }), "row: 3 of a tensor of shape [3, 2]");
  EXPECT_THROW(t.row(-1), Error);
  EXPECT_THROW(t.row<double>(0), Error);
  Tensor none({0, 2});
  EXPECT_THROW(none.row(0), Error);
}

TEST(DType, HasSizesAndNames) {
  EXPECT_EQ(size_of(DType::f32), sizeof(float));
  EXPECT_EQ(size_of(DType::f64), sizeof(double));
  EXPECT_EQ(size_of(DType::i32), 4u);
  EXPECT_EQ(size_of(DType::i64), 8u);
  EXPECT_EQ(size_of(DType::u8), 1u);
  EXPECT_EQ(name_of(DType::f32), "f32");
  EXPECT_EQ(name_of(DType::u8), "u8");
  EXPECT_TRUE(is_floating(DType::f64));
  EXPECT_FALSE(is_floating(DType::i32));
}

TEST(Tensor, SharedElementsAreCopiedWhenOneIsWrittenTo) {
  const Tensor shared = Tensor::of<float>(Shape{2}, {1, 2}).shared();
  Tensor copy = shared;
  EXPECT_EQ(std::as_const(copy).data(), shared.data());
  EXPECT_EQ(std::as_const(copy).reshaped(Shape{2, 1}).shape(), (Shape{2, 1}));
  copy.values<float>()[0] = 5;
  EXPECT_NE(std::as_const(copy).data(), shared.data());
  EXPECT_EQ(shared.values<float>()[0], 1);
  EXPECT_EQ(copy.values<float>()[0], 5);
  EXPECT_EQ(copy.values<float>()[1], 2);
  Tensor moved = std::move(copy);
  EXPECT_EQ(moved.values<float>()[0], 5);
  moved = shared;
  EXPECT_EQ(std::as_const(moved).data(), shared.data());
  const Tensor again = std::move(moved).shared().shared();
  EXPECT_EQ(again.data(), shared.data());
}

/// Who goes on reading by address sees what is assigned, and never freed memory.
TEST(Tensor, AssignmentKeepsThePlaceOfWhatIsPinned) {
  Tensor a = Tensor::of<float>({3}, {1, 2, 3});
  const auto b = Tensor::of<float>({3}, {4, 5, 6});
  const void* place = a.data();
  a = b;  // a copy goes to the same place anyway
  EXPECT_EQ(a.data(), place);
  const Tensor::Pin pin = a.pin();
  a = Tensor::of<float>({3}, {7, 8, 9});
  EXPECT_EQ(a.data(), place);
  EXPECT_THAT(a.values<float>(), ElementsAre(7, 8, 9));
  a = Tensor(b).shared();
  EXPECT_EQ(a.data(), place);
  EXPECT_THAT(a.values<float>(), ElementsAre(4, 5, 6));
  EXPECT_FALSE(pin.left());
  a = Tensor(Shape{4});
  EXPECT_TRUE(pin.left());
  EXPECT_NE(a.data(), place);
  EXPECT_EQ(static_cast<const float*>(place)[2], 6.0F);  // the pin keeps it
}

TEST(Tensor, APinOutlivesItsTensor) {
  Tensor::Pin pin;
  const float* place = nullptr;
  {
    const auto a = Tensor::of<float>({2}, {1, 2});
    pin = a.pin();
    place = static_cast<const float*>(a.data());
  }
  EXPECT_EQ(place[1], 2.0F);
  EXPECT_FALSE(pin.left());
}

TEST(Tensor, AViewHasTheSameElements) {
  auto a = Tensor::of<float>({2}, {1, 2});
  Tensor view = a.view();
  a.values<float>()[0] = 5;
  EXPECT_THAT(view.values<float>(), ElementsAre(5, 2));
  view = Tensor::of<float>({2}, {6, 7});
  EXPECT_THAT(a.values<float>(), ElementsAre(6, 7));
  const Tensor copy = view;
  view.values<float>()[1] = 0;
  EXPECT_THAT(copy.values<float>(), ElementsAre(6, 7));
}

TEST(Tensor, BorrowsMemoryAndCopiesItOnlyToWrite) {
  const std::vector<float> own = {1, 2, 3, 4, 5, 6};
  Tensor t = Tensor::borrow(own.data(), {2, 3});
  EXPECT_EQ(std::as_const(t).data(), own.data());
  const Tensor copy = t;
  EXPECT_EQ(copy.data(), own.data());
  const std::int64_t second[] = {1};
  EXPECT_THAT(copy.rows(second).values<float>(), ElementsAre(4, 5, 6));
  t.values<float>()[0] = 9;
  EXPECT_NE(std::as_const(t).data(), own.data());
  EXPECT_EQ(own[0], 1.0F);
  EXPECT_THAT(t.values<float>(), ElementsAre(9, 2, 3, 4, 5, 6));
  Tensor assigned({2, 3});
  assigned = copy;
  EXPECT_THAT(assigned.values<float>(), ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_THAT(copy.cast(DType::f64).values<double>(), ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_THAT(error_of([] { Tensor::borrow<float>(nullptr, {2}); }), HasSubstr("not null"));
  const auto* odd = reinterpret_cast<const float*>(reinterpret_cast<const char*>(own.data()) + 1);
  EXPECT_THAT(error_of([&] { Tensor::borrow(odd, {2}); }), HasSubstr("aligned"));
}

TEST(Tensor, HasElementsByPlace) {
  auto t = Tensor::of<float>({2, 3}, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(t.at({1, 0}), 4.0F);
  t.at({0, 2}) = 7;
  EXPECT_THAT(t.values<float>(), ElementsAre(1, 2, 7, 4, 5, 6));
  EXPECT_EQ(Tensor::scalar(3, DType::i32).at<std::int32_t>({}), 3);
  EXPECT_EQ(error_of([&] { t.at({1}); }), "at: 1 indices for a tensor of shape [2, 3]");
  EXPECT_EQ(error_of([&] { t.at({2, 0}); }), "at: index 2 on axis 0 of a tensor of shape [2, 3]");
  EXPECT_THAT(error_of([&] { t.at({0, -1}); }), HasSubstr("index -1 on axis 1"));
  EXPECT_THAT(error_of([&] { t.at<double>({0, 0}); }), HasSubstr("holds f32"));
}

TEST(Tensor, GivesNeighbouringRows) {
  const auto t = Tensor::of<std::int64_t>({3, 2}, {0, 1, 2, 3, 4, 5});
  EXPECT_THAT(t.rows(1, 2).values<std::int64_t>(), ElementsAre(2, 3, 4, 5));
  EXPECT_EQ(t.rows(3, 0).shape(), (Shape{0, 2}));
  EXPECT_EQ(error_of([&] { t.rows(2, 2); }), "rows: 2 from 2 on of a tensor of shape [3, 2]");
  EXPECT_THAT(error_of([&] { t.rows(-1, 1); }), HasSubstr("1 from -1"));
  EXPECT_THAT(error_of([&] { Tensor::scalar(1).rows(0, 1); }), HasSubstr("shape []"));
}

}  // namespace
}  // namespace ganglion

#include "ganglion/io/tensors/torch_recurrences.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/error_of.h"
#include "tests/support/numbers_of.h"

namespace ganglion::io {
namespace {

using support::error_of;
using support::numbers_of;
using testing::ElementsAre;
using testing::HasSubstr;

const Tensor& tensor_named(const NamedTensors& tensors, const std::string& name) {
  const auto found =
      std::ranges::find(tensors, name, [](const auto& entry) { return entry.first; });
  if (found == tensors.end()) throw Error("no tensor " + name);
  return found->second;
}

Tensor matrix(std::int64_t rows, std::int64_t columns, const std::vector<float>& values) {
  return Tensor::of<float>(Shape{rows, columns}, values);
}
Tensor vector(const std::vector<float>& values) {
  return Tensor::of<float>(Shape{std::ssize(values)}, values);
}

/// A GRU of one unit and two features, of layer `place`.
NamedTensors gru(const std::string& place) {
  return {{"rnn.weight_ih_" + place, matrix(3, 2, {1, 2, 3, 4, 5, 6})},
          {"rnn.weight_hh_" + place, matrix(3, 1, {7, 8, 9})},
          {"rnn.bias_ih_" + place, vector({10, 20, 30})},
          {"rnn.bias_hh_" + place, vector({11, 21, 31})}};
}

// Reset, update, new there; update, reset, new here.
TEST(TorchRecurrences, GatesOfAGruInTheOrderHere) {
  const NamedTensors ours = from_torch_recurrences(gru("l0"), "f");
  EXPECT_THAT(numbers_of(tensor_named(ours, "rnn.weight")), ElementsAre(3, 4, 1, 2, 5, 6));
  EXPECT_THAT(numbers_of(tensor_named(ours, "rnn.recurrent_kernel")), ElementsAre(8, 7, 9));
  EXPECT_EQ(tensor_named(ours, "rnn.recurrent_kernel").shape(), (Shape{1, 3}));
  EXPECT_THAT(numbers_of(tensor_named(ours, "rnn.bias")), ElementsAre(20, 10, 30, 21, 11, 31));
  const NamedTensors back = to_torch_recurrences(ours);
  ASSERT_EQ(back.size(), 4U);
  for (const auto& [name, tensor] : gru("l0")) {
    EXPECT_EQ(numbers_of(tensor_named(back, name)), numbers_of(tensor)) << name;
    EXPECT_EQ(tensor_named(back, name).shape(), tensor.shape()) << name;
  }
}

TEST(TorchRecurrences, BiasesOfAnLstmAreAdded) {
  const NamedTensors torch = {{"weight_ih_l0", matrix(4, 1, {1, 2, 3, 4})},
                              {"weight_hh_l0", matrix(4, 1, {5, 6, 7, 8})},
                              {"bias_ih_l0", vector({1, 2, 3, 4})},
                              {"bias_hh_l0", vector({10, 20, 30, 40})},
                              {"fc.weight", matrix(1, 1, {9})}};
  const NamedTensors ours = from_torch_recurrences(torch, "f");
  EXPECT_THAT(numbers_of(tensor_named(ours, "weight")), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(numbers_of(tensor_named(ours, "bias")), ElementsAre(11, 22, 33, 44));
  EXPECT_THAT(numbers_of(tensor_named(ours, "fc.weight")), ElementsAre(9));
}

TEST(TorchRecurrences, LayersAndDirectionsHaveNamesOfTheirOwn) {
  NamedTensors torch = gru("l0");
  for (const char* place : {"l0_reverse", "l1"}) {
    for (auto& tensor : gru(place)) torch.push_back(std::move(tensor));
  }
  const NamedTensors ours = from_torch_recurrences(torch, "f");
  for (const char* name : {"rnn.forward.weight", "rnn.backward.bias", "rnn_1.recurrent_kernel"}) {
    EXPECT_GT(tensor_named(ours, name).size(), 0) << name;
  }
  EXPECT_EQ(to_torch_recurrences(ours).size(), 12U);
}

TEST(TorchRecurrences, WhatDoesNotBelongTogetherIsNamed) {
  NamedTensors torch = gru("l0");
  torch.pop_back();
  EXPECT_THAT(error_of([&] { from_torch_recurrences(torch, "f.npz"); }),
              HasSubstr("f.npz: the recurrence 'rnn' lacks one of"));
  torch = gru("l0");
  torch[1].second = matrix(3, 2, {1, 2, 3, 4, 5, 6});
  EXPECT_THAT(error_of([&] { from_torch_recurrences(torch, "f"); }), HasSubstr("proj_size"));
  const NamedTensors before = {{"gru.weight", matrix(3, 1, {1, 2, 3})},
                               {"gru.recurrent_kernel", matrix(1, 3, {1, 2, 3})},
                               {"gru.bias", vector({1, 2, 3})}};
  EXPECT_THAT(error_of([&] { to_torch_recurrences(before); }), HasSubstr("reset_after"));
}

}  // namespace
}  // namespace ganglion::io

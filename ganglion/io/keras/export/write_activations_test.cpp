#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ganglion/io/keras/export/write_keras.h"
#include "ganglion/nn/layers/layers.h"
#include "tests/support/error_of.h"

namespace ganglion::io {
namespace {

SavedModel first_model(const nn::Network& network) {
  return {.network = network,
          .parameters = nn::initial_parameters(network.layout(), 3),
          .state = nn::initial_state(network.layout(), 3)};
}

/// Alone, and behind a dense layer. What is written is read again and compared.
TEST(WriteKeras, WritesEveryActivation) {
  for (const nn::Activation activation : nn::all_activations()) {
    const SavedModel model = first_model(
        nn::Network({nn::Input({4}), nn::Dense{3, activation}, nn::Activate{activation}}));
    const std::string error = support::error_of([&] {
      to_keras(model);
      to_keras_h5(model);
    });
    EXPECT_EQ(error, "no error") << nn::name_of(activation);
  }
}

TEST(WriteKeras, ARecurrenceWithAMaskIsRefused) {
  const nn::Input input({5, 4});
  const nn::Network network({input}, {nn::LSTM{3}(input, nn::StepMask{}(input))});
  EXPECT_THAT(support::error_of([&] { to_keras(first_model(network)); }),
              testing::HasSubstr("can't be written for Keras"));
}

}  // namespace
}  // namespace ganglion::io

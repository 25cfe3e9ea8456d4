#include "ganglion/nn/layers/recurrent.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/layers/table.h"
#include "ganglion/nn/network.h"
#include "ganglion/nn/network_text.h"
#include "ganglion/nn/network_writer.h"
#include "ganglion/runtime/interpreter.h"
#include "tests/support/error_of.h"
#include "tests/support/numbers_of.h"

/// Values are compared with Keras' own in io/keras/read_keras_test.cpp, derivatives with
/// differences in tests/ops/.
namespace ganglion::nn {
namespace {

using support::error_of;
using support::numbers_of;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<double> network_outputs(const Network& network, const std::vector<double>& x,
                                    std::int64_t steps, double weight) {
  Graph graph;
  GraphBuilder builder(graph, network.layout(), {.dtype = DType::f64});
  const auto outputs = network.build(builder, network.add_inputs(builder, 1));
  Tensor parameters(Shape{network.layout().size}, DType::f64);
  for (double& p : parameters.values<double>()) p = weight;
  const runtime::Evaluation result(
      graph, {{"input", Tensor::of(Shape{1, steps, 1}, x)}, {"parameters", parameters}});
  return numbers_of(result.at(outputs[0]));
}

std::vector<double> recurrent_outputs(const Layer& layer, const std::vector<double>& x,
                                      std::int64_t steps, double weight) {
  return network_outputs(Network({Input{{steps, 1}}, layer}), x, steps, weight);
}

TEST(RecurrentLayers, ASimpleUnitFeedsItselfBack) {
  const double first = std::tanh(0.5 * 2 + 0.5);
  const double second = std::tanh(0.5 * -1 + 0.5 * first + 0.5);
  EXPECT_THAT(recurrent_outputs(SimpleRNN{.units = 1, .return_sequences = true}, {2, -1}, 2, 0.5),
              ElementsAre(testing::DoubleNear(first, 1e-12), testing::DoubleNear(second, 1e-12)));
  EXPECT_THAT(recurrent_outputs(SimpleRNN{.units = 1}, {2, -1}, 2, 0.5),
              ElementsAre(testing::DoubleNear(second, 1e-12)));
}

TEST(RecurrentLayers, GoingBackwardsIsReadingTheSequenceFromItsEnd) {
  const std::vector<double> x = {0.3, -0.8, 1.5, 0.1};
  const std::vector<double> turned(x.rbegin(), x.rend());
  for (const bool sequences : {false, true}) {
    const Layer backwards[] = {
        SimpleRNN{.units = 2, .return_sequences = sequences, .go_backwards = true},
        LSTM{.units = 2, .return_sequences = sequences, .go_backwards = true},
        GRU{.units = 2, .return_sequences = sequences, .go_backwards = true}};
    const Layer forwards[] = {SimpleRNN{.units = 2, .return_sequences = sequences},
                              LSTM{.units = 2, .return_sequences = sequences},
                              GRU{.units = 2, .return_sequences = sequences}};
    for (std::size_t i = 0; i < std::size(forwards); ++i) {
      EXPECT_EQ(recurrent_outputs(backwards[i], x, 4, 0.4),
                recurrent_outputs(forwards[i], turned, 4, 0.4));
    }
  }
}

/// What counts of a sequence, and the same with hidden steps at all places.
TEST(RecurrentLayers, PassOverStepsThatAMaskHides) {
  const std::vector<double> x = {9, 0.3, 9, -0.8, 1.5, 9};
  const std::vector<double> counted = {0.3, -0.8, 1.5};
  for (const bool backwards : {false, true}) {
    for (const bool sequences : {false, true}) {
      const Layer layers[] = {
          SimpleRNN{.units = 2, .return_sequences = sequences, .go_backwards = backwards},
          LSTM{.units = 2, .return_sequences = sequences, .go_backwards = backwards},
          GRU{.units = 2, .return_sequences = sequences, .go_backwards = backwards}};
      for (const Layer& layer : layers) {
        SCOPED_TRACE(std::string(layer.kind()) + (backwards ? " backwards" : ""));
        const Input input{{6, 1}};
        const Symbol mask = StepMask{.value = 9}(input);
        const Network network({input}, {layer({input, mask})});
        std::vector<double> alone = recurrent_outputs(layer, counted, 3, 0.4);
        if (sequences) {  // hidden steps have what came before them
          const auto at = [&](int i) {
            return std::vector(alone.begin() + 2 * i, alone.begin() + 2 * i + 2);
          };
          const std::vector<int> places =
              backwards ? std::vector{-1, 0, 1, 1, 2, 2} : std::vector{-1, 0, 0, 1, 2, 2};
          std::vector<double> all;
          for (const int place : places) {
            const std::vector<double> step = place < 0 ? std::vector{0.0, 0.0} : at(place);
            all.insert(all.end(), step.begin(), step.end());
          }
          alone = all;
        }
        EXPECT_EQ(network_outputs(network, x, 6, 0.4), alone);
      }
    }
  }
}

TEST(RecurrentLayers, StepsThatCountAreAveraged) {
  const Input input{{3, 2}};
  const Symbol mask = StepMask{}(input);
  const Network network({input}, {MaskedAverage{}(input, mask), mask});
  Graph graph;
  GraphBuilder builder(graph, network.layout(), {.dtype = DType::f64});
  const auto outputs = network.build(builder, network.add_inputs(builder, 1));
  const runtime::Evaluation result(
      graph, {{"input", Tensor::of(Shape{1, 3, 2}, {1.0, 0.0, 0.0, 0.0, 3.0, 5.0})}});
  EXPECT_THAT(numbers_of(result.at(outputs[0])), ElementsAre(2.0, 2.5));
  EXPECT_THAT(numbers_of(result.at(outputs[1])), ElementsAre(1.0, 0.0, 1.0));
  EXPECT_THAT(error_of([&] { Network({input}, {LSTM{2}(input, input)}); }),
              HasSubstr("needs a mask [None, 3, 1]"));
}

TEST(RecurrentLayers, HaveTheWeightsOfKeras) {
  const Network network({Input{{5, 3}}, LSTM{.units = 4, .return_sequences = true},
                         GRU{.units = 2, .return_sequences = true},
                         GRU{.units = 2, .return_sequences = true, .reset_after = false},
                         Bidirectional{.layer = "simple_rnn", .units = 3}});
  std::map<std::string, Shape> shapes;
  for (const ParameterSpec& spec : network.layout().parameters) shapes[spec.path] = spec.shape;
  EXPECT_EQ(shapes["lstm/kernel"], (Shape{3, 16}));
  EXPECT_EQ(shapes["lstm/recurrent_kernel"], (Shape{4, 16}));
  EXPECT_EQ(shapes["gru/bias"], (Shape{2, 6}));
  EXPECT_EQ(shapes["gru_1/bias"], (Shape{6}));
  EXPECT_EQ(shapes["bidirectional/backward/recurrent_kernel"], (Shape{3, 3}));
  EXPECT_THAT(network.output_shapes(), ElementsAre(Shape{6}));
  const Tensor start = initial_parameters(network.layout(), 1, DType::f64);
  const ParameterSpec* bias = network.layout().find("lstm/bias");
  const auto first = start.values<double>().subspan(static_cast<std::size_t>(bias->offset), 16);
  for (std::size_t i = 0; i < 16; ++i) EXPECT_EQ(first[i], i / 4 == 1 ? 1.0 : 0.0);
}

TEST(RecurrentLayers, AreReadAndWrittenAsText) {
  const auto again = [](std::string_view text) { return network_text(parse_network(text)); };
  EXPECT_EQ(again("lstm 32"), "lstm 32");
  EXPECT_EQ(again("LSTM(32, return_sequences=True)"), "lstm 32 sequences=true");
  EXPECT_EQ(again("gru 8 sequences reset_after no"), "gru 8 reset_after=false sequences=true");
  EXPECT_EQ(again("rnn 8 relu backwards"), "rnn 8 activation=relu backwards=true");
  EXPECT_EQ(again("bidirectional gru 4 merge=sum"), "bidirectional gru 4 merge=sum");
  EXPECT_EQ(again("lstm 4 gates=hard_sigmoid"), "lstm 4 gates=hard_sigmoid");
  EXPECT_THAT(error_of([] { parse_network("bidirectional dense 4"); }),
              HasSubstr("use lstm, gru or simple_rnn"));
  EXPECT_THAT(error_of([] { parse_network("lstm 4 gelu"); }), HasSubstr("no activation 'gelu'"));
}

TEST(RecurrentLayers, RefuseWhatIsNoSequence) {
  EXPECT_THAT(error_of([] { Network({Input{{5}}, LSTM{4}}); }), HasSubstr("lstm: needs"));
  EXPECT_THAT(error_of([] {
                Network({Input{{2, 3, 4}}, GRU{4}});
              }),
              HasSubstr("gru: needs a sequence [None, steps, features]"));
  EXPECT_THAT(error_of([] { Network({Input{{2, 3}}, SimpleRNN{}}); }), HasSubstr("units = 0"));
  EXPECT_THAT(error_of([] {
                Network({Input{{2, 3}}, LSTM{.units = 2, .bias_initializer = ones()}});
              }),
              HasSubstr("unit_forget_bias = true needs bias_initializer = zeros"));
}

TEST(RecurrentLayers, AreMadeAgainFromTheirSettings) {
  for (const Layer& layer :
       {Layer(LSTM{.units = 3, .recurrent_activation = CellActivation::hard_sigmoid_02}),
        Layer(GRU{.units = 3, .go_backwards = true, .reset_after = false}),
        Layer(SimpleRNN{.units = 3, .activation = CellActivation::relu}),
        Layer(Bidirectional{.layer = "gru", .units = 3, .merge = "mul"})}) {
    EXPECT_EQ(make_layer(layer.kind(), layer.config()).config(), layer.config());
  }
}

TEST(MultiHeadAttention, OfEqualStepsIsTheirMeanOrThatOfThoseBefore) {
  // With weights of 1 and no bias the scores are products of the numbers: equal ones for steps
  // 1, 1.
  const Layer all = MultiHeadAttention{.num_heads = 1, .key_dim = 1, .use_bias = false};
  const auto steps = recurrent_outputs(all, {1, 1}, 2, 1.0);
  EXPECT_THAT(steps, ElementsAre(1, 1));
  const Layer causal =
      MultiHeadAttention{.num_heads = 1, .key_dim = 1, .causal = true, .use_bias = false};
  const auto seen = recurrent_outputs(causal, {3, 5}, 2, 1.0);
  const double share = 1 / (1 + std::exp(5.0 * 3 - 5.0 * 5));  // of the second, for the second
  EXPECT_THAT(seen, ElementsAre(3, testing::DoubleNear(3 * (1 - share) + 5 * share, 1e-12)));
}

TEST(MultiHeadAttention, RefusesWhatIsNoSequence) {
  EXPECT_THAT(error_of([] {
                Network({Input{{2, 3}}, MultiHeadAttention{}});
              }),
              HasSubstr("num_heads = 0 and key_dim = 0 must be at least 1"));
  EXPECT_THAT(error_of([] {
                Network({Input{{2, 3}}, MultiHeadAttention{std::int64_t{1} << 62, 4}});
              }),
              HasSubstr("1048576 at most"));
  EXPECT_THAT(error_of([] {
                Network({Input{{2, 3}}, LSTM{std::int64_t{1} << 62}});
              }),
              HasSubstr("1048576 at most"));
  EXPECT_THAT(error_of([] {
                Network({Input{{3}}, MultiHeadAttention{1, 2}});
              }),
              HasSubstr("[None, steps, features]"));
}

}  // namespace
}  // namespace ganglion::nn

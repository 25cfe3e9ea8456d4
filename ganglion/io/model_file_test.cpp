#include "ganglion/io/model_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstring>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/core/version.h"
#include "ganglion/nn/layers/layers.h"
#include "tests/support/error_of.h"
#include "tests/support/same_bits.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::io {
namespace {

using support::error_of;
using support::same_bits;

using testing::HasSubstr;
using testing::StartsWith;
using testing::ThrowsMessage;

/// A layer of a user's own, with a weight and a state.
struct Scale {
  double initial = 1;

  static constexpr std::string_view kind = "scale";
  Value build(nn::GraphBuilder& builder, Value x) const {
    builder.parameter("gain", Shape{3}, nn::constant(initial));
    builder.state("seen", Shape{2}, nn::zeros());
    return x;
  }
  Attributes config() const { return {{"initial", initial}}; }
  static Scale from_config(const Attributes& config) { return {config.number("initial")}; }
};

const std::array kCustom = {nn::layer_kind<Scale>()};
const LoadOptions kWithScale{.custom_layers = kCustom};

data::PreprocessingState preprocessing() {
  return {
      .task = data::Task::binary,
      .features =
          {{.name = "age \"years\"", .mean = 0.1, .std = 1.0 / 3, .fill = -7, .missing_flag = true},
           {.name = "town",
            .kind = data::ColumnKind::category,
            .categories = {"Köln", "Zürich, Kreis 3"},
            .other = true},
           {.name = "fever",
            .kind = data::ColumnKind::boolean,
            .mean = 0.25,
            .std = 0.5,
            .fill = 0.25},
           {.name = "since",
            .kind = data::ColumnKind::date,
            .missing_flag = true,
            .range = data::TrainingRange{.least = 18262.5, .most = 19722},
            .clip = true,
            .dates = {{.part = "month", .mean = 6, .std = 2, .fill = 6.5}},
            .order = data::DateOrder::month_first},
           {.name = "notes", .kind = data::ColumnKind::text, .buckets = 32},
           {.name = "fare",
            .transform = {.kind = data::TransformKind::log, .unit = 14.5},
            .mean = 0.7,
            .std = 0.25,
            .fill = 14},
           {.name = "rate",
            .transform = {.kind = data::TransformKind::robust, .centre = -2, .unit = 0.5},
            .std = 1.5,
            .fill = -2}},
      .targets = {{.name = "ill", .mean = 0, .std = 1}},
      .class_names = {"no", "yes"}};
}

/// Of three features.
data::PreprocessingState small_preprocessing() {
  data::PreprocessingState state = preprocessing();
  state.features.resize(2);
  state.features[1].categories.resize(1);
  state.features[1].other = false;
  return state;
}

SavedModel small_model() {
  SavedModel model{
      .network = nn::Network({nn::Input{Shape{3}}, Scale{0.5}, nn::Dense{2, nn::Activation::relu},
                              nn::Dense{.units = 1, .use_bias = false}})};
  model.parameters = nn::initial_parameters(model.network.layout(), 1);
  model.state = nn::initial_state(model.network.layout(), 1);
  model.info.preprocessing = small_preprocessing();
  model.info.task = "binary";
  model.info.target_names = {"ill"};
  model.info.class_names = {"no", "yes"};
  model.losses = {"binary_crossentropy from_logits"};
  model.metrics = {"accuracy"};
  model.optimizer = "adam learning_rate=0.001";
  model.info.training = Json::Object{{"epochs", 40}, {"loss", 0.1}};
  return model;
}

/// A file with one piece of its metadata replaced by another.
SafetensorsFile replaced(SafetensorsFile file, const std::string& from, const std::string& to,
                         const std::string& key = "ganglion") {
  std::string& text = file.metadata.at(key);
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from << " is not in " << text;
  text.replace(at, from.size(), to);
  return file;
}

std::string model_error(const SafetensorsFile& file, const LoadOptions& options = kWithScale) {
  return error_of([&] { model_from_file(file, "m", options); });
}

TEST(ModelFile, LoadsWhatWasSaved) {
  const support::ScratchFolder folder;
  const std::string path = folder / "model";
  const SavedModel model = small_model();
  save_model(path, model);
  const SavedModel back = load_model(path, kWithScale);
  EXPECT_TRUE(same_bits(back.parameters, model.parameters));
  EXPECT_TRUE(same_bits(back.state, model.state));
  EXPECT_EQ(back.network.summary(), model.network.summary());
  EXPECT_EQ(back.library_version, version());
  EXPECT_EQ(back.info.task, model.info.task);
  EXPECT_EQ(back.info.target_names, model.info.target_names);
  EXPECT_EQ(back.info.class_names, model.info.class_names);
  EXPECT_EQ(back.losses, model.losses);
  EXPECT_EQ(back.metrics, model.metrics);
  EXPECT_EQ(back.optimizer, model.optimizer);
  EXPECT_EQ(back.info.training, model.info.training);
  EXPECT_EQ(model_hash(back), model_hash(model));
  save_model(path + "2", back);
  EXPECT_EQ(read_file(path + "2"), read_file(path)) << "saved again: the same bytes";
}

TEST(ModelFile, KeepsThePreprocessing) {
  SavedModel model = small_model();
  model.network = nn::Network({nn::Input{Shape{42}}, Scale{0.5}, nn::Dense{1}});
  model.parameters = nn::initial_parameters(model.network.layout(), 1);
  model.info.preprocessing = preprocessing();
  const auto back = *model_from_file(to_file(model), "m", kWithScale).info.preprocessing;
  const auto wanted = preprocessing();
  EXPECT_EQ(back.task, wanted.task);
  EXPECT_EQ(back.class_names, wanted.class_names);
  ASSERT_EQ(back.features.size(), 7U);
  EXPECT_EQ(back.features[0].name, wanted.features[0].name);
  EXPECT_EQ(back.features[0].mean, wanted.features[0].mean);
  EXPECT_EQ(back.features[0].std, wanted.features[0].std);
  EXPECT_EQ(back.features[0].fill, wanted.features[0].fill);
  EXPECT_TRUE(back.features[0].missing_flag);
  EXPECT_EQ(back.features[1].kind, data::ColumnKind::category);
  EXPECT_EQ(back.features[1].categories, wanted.features[1].categories);
  EXPECT_TRUE(back.features[1].other);
  EXPECT_EQ(back.features[2].kind, data::ColumnKind::boolean);
  EXPECT_EQ(back.features[2].mean, 0.25);
  EXPECT_EQ(back.features[3].kind, data::ColumnKind::date);
  EXPECT_EQ(back.features[3].order, data::DateOrder::month_first);
  ASSERT_EQ(back.features[3].dates.size(), 1U);
  EXPECT_EQ(back.features[3].dates[0].part, "month");
  EXPECT_EQ(back.features[3].dates[0].fill, 6.5);
  EXPECT_TRUE(back.features[3].missing_flag);
  EXPECT_EQ(back.features[3].range, wanted.features[3].range);
  EXPECT_TRUE(back.features[3].clip);
  EXPECT_EQ(back.features[4].kind, data::ColumnKind::text);
  EXPECT_EQ(back.features[4].buckets, 32);
  for (const std::size_t i : {0, 5, 6}) {
    EXPECT_EQ(back.features[i].kind, data::ColumnKind::number);
    EXPECT_EQ(back.features[i].transform.kind, wanted.features[i].transform.kind);
    EXPECT_EQ(back.features[i].transform.centre, wanted.features[i].transform.centre);
    EXPECT_EQ(back.features[i].transform.unit, wanted.features[i].transform.unit);
    EXPECT_EQ(back.features[i].fill, wanted.features[i].fill);
  }
  ASSERT_EQ(back.targets.size(), 1U);
  EXPECT_EQ(back.targets[0].name, "ill");
  model.info.preprocessing.reset();
  EXPECT_FALSE(model_from_file(to_file(model), "m", kWithScale).info.preprocessing.has_value());
}

TEST(ModelFile, HoldsEachWeightUnderItsPath) {
  const SavedModel model = small_model();
  const SafetensorsFile file = to_file(model);
  std::vector<std::string> names;
  for (const auto& named : file.tensors) names.push_back(named.first);
  EXPECT_THAT(names, testing::ElementsAre("scale/gain", "dense/kernel", "dense/bias",
                                          "dense_1/kernel", "scale/seen"));
  EXPECT_THAT(file.find("scale/gain")->values<float>(), testing::Each(0.5F));
  EXPECT_EQ(file.find("dense/kernel")->shape(), (Shape{3, 2}));
}

TEST(ModelFile, HashesWhatIsComputedAndNothingElse) {
  const SavedModel model = small_model();
  const std::string hash = model_hash(model);
  EXPECT_EQ(hash.size(), 32U);

  SavedModel other = model;
  other.info.training = Json::Object{{"seconds", 3.5}};
  other.info.preprocessing.reset();
  other.parameters.values<float>()[5] = 7;  // in the gap after scale/gain
  EXPECT_EQ(model_hash(other), hash);

  other.parameters.values<float>()[2] += 1e-7F;
  EXPECT_NE(model_hash(other), hash) << "a parameter";
  other = model;
  other.state.values<float>()[0] = 1;
  EXPECT_NE(model_hash(other), hash) << "a state";
  other = SavedModel{
      .network = nn::Network({nn::Input{Shape{3}}, Scale{0.5}, nn::Dense{2, nn::Activation::tanh},
                              nn::Dense{.units = 1, .use_bias = false}}),
      .parameters = model.parameters,
      .state = model.state};
  EXPECT_NE(model_hash(other), hash) << "activation function";
}

TEST(ModelFile, KeepsDoublePrecisionAndSharedLayers) {
  const nn::Layer shared = nn::Dense{4};
  const nn::Input a(Shape{4}), b(Shape{4}, {.name = "second"});
  SavedModel model{.network = nn::Network({a, b}, {shared(a), shared(b)})};
  model.parameters = nn::initial_parameters(model.network.layout(), 1, DType::f64);
  model.state = nn::initial_state(model.network.layout(), 1, DType::f64);
  const SafetensorsFile file = to_file(model);
  EXPECT_EQ(file.tensors.size(), 2U);
  const SavedModel back = model_from_file(file, "m");
  EXPECT_TRUE(same_bits(back.parameters, model.parameters));
  EXPECT_EQ(back.network.summary(), model.network.summary());
  EXPECT_EQ(back.network.inputs()[1].name, "second");
}

TEST(ModelFile, RefusesBuffersOfAnotherNetwork) {
  SavedModel model = small_model();
  model.parameters = Tensor(Shape{3});
  EXPECT_THAT([&] { to_file(model); }, ThrowsMessage<Error>(StartsWith("parameters: f32[3], but")));
}

TEST(ModelFile, SaysWhatAFileIsThatIsNoModel) {
  EXPECT_EQ(model_error(read_safetensors(GANGLION_SOURCE_DIR
                                         "/tests/golden/safetensors/mixed.safetensors")),
            "m: a safetensors file with 7 tensors, but no Ganglion model: its metadata have no key "
            "'ganglion'");
  SafetensorsFile file;
  file.metadata["ganglion"] = "{";
  EXPECT_THAT(model_error(file), StartsWith("m: metadata 'ganglion': parse error"));
  file.metadata["ganglion"] = "{}";
  EXPECT_EQ(model_error(file), "m: key 'format' is missing");
}

TEST(ModelFile, RefusesOtherFormatVersions) {
  const SafetensorsFile file = to_file(small_model());
  EXPECT_THAT(model_error(replaced(replaced(file, "\"format\":1", "\"format\":2"), "\"version\":\"",
                                   "\"version\":\"9.")),
              testing::AllOf(StartsWith("m: format version 2, written by Ganglion \"9."),
                             HasSubstr("reads versions up to 1: update it")));
  EXPECT_THAT(model_error(replaced(file, "\"format\":1", "\"format\":0")),
              StartsWith("m: format version 0: versions begin with 1"));
  EXPECT_THAT(model_error(replaced(file, "\"format\":1", "\"format\":\"1\"")),
              StartsWith("m: 'format': expected an integer"));
}

TEST(ModelFile, NamesTheKindOfLayerItDoesNotKnow) {
  EXPECT_THAT(model_error(to_file(small_model()), {}),
              testing::AllOf(StartsWith("m: scale: unknown layer kind "), HasSubstr("custom")));
}

TEST(ModelFile, NamesTheWeightThatDoesNotFit) {
  const SafetensorsFile good = to_file(small_model());
  SafetensorsFile file = good;
  file.tensors[1].second = Tensor(Shape{2, 3});
  EXPECT_EQ(model_error(file),
            "m: tensor 'dense/kernel' is [2, 3], but the network has [3, 2] there");
  file.tensors[1].second = Tensor(Shape{3, 2}, DType::f64);
  EXPECT_THAT(model_error(file), HasSubstr("tensor 'dense/kernel' is f64[3, 2], others are f32"));
  file.tensors[1].second = Tensor(Shape{3, 2}, DType::i32);
  EXPECT_THAT(model_error(file), HasSubstr("tensor 'dense/kernel' is i32[3, 2]: weights are"));
  file.tensors.erase(file.tensors.begin() + 1);
  EXPECT_EQ(model_error(file),
            "m: tensor 'dense/kernel' [3, 2] is missing: the network has this weight");
  file = good;
  file.tensors.emplace_back("slot/m/dense/kernel", Tensor(Shape{3, 2}));
  EXPECT_THAT(model_error(file), HasSubstr("'slot/m/dense/kernel' [3, 2] belongs to no layer"));
  EXPECT_THAT(model_error(replaced(good, "\"units\":2", "\"units\":3")),
              HasSubstr("tensor 'dense/kernel' is [3, 2], but the network has [3, 3] there"));
}

TEST(ModelFile, FindsChangedWeightsByTheirHash) {
  SafetensorsFile file = to_file(small_model());
  file.tensors[1].second.values<float>()[0] += 1;
  EXPECT_THAT(model_error(file), HasSubstr("network and weights have the hash"));
  EXPECT_EQ(model_error(replaced(file, "\"hash\"", "\"old_hash\"")), "no error");
}

TEST(ModelFile, NamesThePartThatIsDamaged) {
  const SafetensorsFile file = to_file(small_model());
  EXPECT_EQ(model_error(replaced(file, "\"kind\":\"category\"", "\"kind\":\"colour\"")),
            "m: features, entry 2: unknown kind of column 'colour'");
  EXPECT_EQ(model_error(replaced(file, "\"std\":0.33", "\"std\":-0.33")),
            "m: features, entry 1: 'std' is negative");
  EXPECT_EQ(model_error(replaced(file, "\"mean\":0.1", "\"mean\":\"inf\"")),
            "m: features, entry 1: 'mean' is not finite");
  EXPECT_EQ(model_error(replaced(file, "\"losses\":[\"", "\"losses\":[1,\"")),
            "m: expected a string, found 1");
  EXPECT_EQ(model_error(replaced(file, "\"kind\":\"dense\",", "")),
            "m: layers, entry 2: key 'kind' is missing");
  EXPECT_EQ(model_error(replaced(file, "\"units\":2", "\"units\":1152921504606846976")),
            "m: dense/kernel: with [3, 1152921504606846976] the network would have more "
            "than 2^60 weights");
}

/// Every bit of the file, one after the other: it must give an error that begins with the name.
/// Without the checksum, whose name was hit, the model is whole.
TEST(ModelFile, AnyFlippedBitIsFound) {
  const SavedModel model = small_model();
  const std::string good = to_safetensors(to_file(model));
  int loaded = 0;
  for (std::size_t i = 0; i < good.size() * 8; ++i) {
    std::string bytes = good;
    bytes[i / 8] = static_cast<char>(bytes[i / 8] ^ (1 << (i % 8)));
    try {
      const auto file = parse_safetensors(std::as_bytes(std::span(bytes)), "m");
      const SavedModel back = model_from_file(file, "m", kWithScale);
      EXPECT_EQ(to_safetensors(to_file(back)), good) << i;
      ++loaded;
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), StartsWith("m: ")) << i;
    }
  }
  EXPECT_LE(loaded, 8 * 8) << "the eight letters of 'checksum'";
}

TEST(ModelFile, HasAChecksumOfAllOfIt) {
  const SafetensorsFile file = to_file(small_model());
  std::string bytes = to_safetensors(file);
  const auto read = [&] { return parse_safetensors(std::as_bytes(std::span(bytes)), "m"); };
  EXPECT_EQ(read().checksum.size(), 32U);
  EXPECT_NE(bytes.find(read().checksum), std::string::npos);
  bytes[bytes.find("Köln")] = 'M';
  EXPECT_THAT(error_of(read),
              testing::AllOf(StartsWith("m: the file is truncated or damaged: its checksum is"),
                             HasSubstr("leave out 'checksum'")));
}

TEST(ModelFile, LoadsWithoutAChecksum) {
  const SavedModel model = small_model();
  std::string bytes = to_safetensors(to_file(model));
  const std::string member = R"("checksum":")";
  const auto at = bytes.find(member);
  // An older file: as many blanks behind the header as the member was long.
  const std::size_t length = member.size() + 32 + 2;
  bytes.erase(at, length);
  std::uint64_t header = 0;
  std::memcpy(&header, bytes.data(), 8);
  bytes.insert(8 + header - length, std::string(length, ' '));
  const SavedModel back =
      model_from_file(parse_safetensors(std::as_bytes(std::span(bytes)), "m"), "m", kWithScale);
  EXPECT_EQ(back.checksum, "");
  EXPECT_EQ(model_hash(back), model_hash(model));
}

TEST(ModelFile, NamesTheWeightThatIsNotFinite) {
  SavedModel model = small_model();
  const nn::ParameterSpec& spec = *model.network.layout().find("dense/kernel");
  model.parameters.values<float>()[static_cast<std::size_t>(spec.offset) + 4] = std::nanf("");
  EXPECT_THAT(
      model_error(to_file(model)),
      StartsWith("m: tensor 'dense/kernel': element 5 of 6 is nan, but weights are finite"));
}

TEST(ModelFile, KeepsThePositiveClass) {
  SavedModel model = small_model();
  model.info.preprocessing->positive = 0;
  const SafetensorsFile file = to_file(model);
  const auto positive = [](const SafetensorsFile& from) {
    return model_from_file(from, "m", kWithScale).info.preprocessing->positive_name();
  };
  EXPECT_EQ(positive(file), "no");
  EXPECT_EQ(positive(replaced(file, R"(,"positive":"no")", "")), "yes") << "of an older file";
  EXPECT_THAT(model_error(replaced(file, R"("positive":"no")", R"("positive":"maybe")")),
              HasSubstr("\"maybe\""));
}

TEST(ModelFile, KeepsTheThreshold) {
  SavedModel model = small_model();
  const auto threshold = [](const SafetensorsFile& from) {
    return model_from_file(from, "m", kWithScale).info.preprocessing->threshold;
  };
  EXPECT_EQ(threshold(to_file(model)), 0.5);
  model.info.preprocessing->threshold = 0.125;
  const SafetensorsFile file = to_file(model);
  EXPECT_EQ(threshold(file), 0.125);
  EXPECT_EQ(threshold(replaced(file, R"(,"threshold":0.125)", "")), 0.5) << "of an older file";
  EXPECT_THAT(model_error(replaced(file, R"("threshold":0.125)", R"("threshold":1.5)")),
              HasSubstr("'threshold' is 1.5"));
}

}  // namespace
}  // namespace ganglion::io

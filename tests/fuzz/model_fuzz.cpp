#include <string>

#include "ganglion/data/features/preprocessing.h"
#include "ganglion/io/json.h"
#include "ganglion/io/model_file.h"
#include "ganglion/io/model_json.h"
#include "ganglion/io/safetensors.h"
#include "tests/fuzz/fuzz.h"

namespace {

namespace data = ganglion::data;
namespace io = ganglion::io;

constexpr std::int64_t kMaxWeights = 1 << 16;

/// Three rows with the columns that a model asks for: a number, a text, nothing.
data::Table rows_for(const data::PreprocessingState& state) {
  std::vector<data::Column> columns;
  for (const data::FeatureColumn& feature : state.features) {
    const std::string text = feature.categories.empty() ? "2020-02-03" : feature.categories[0];
    columns.push_back({.name = feature.name,
                       .kind = data::ColumnKind::category,
                       .codes = {0, 1, -1},
                       .names = {"1.5", text}});
    if (feature.kind == data::ColumnKind::number || feature.kind == data::ColumnKind::boolean) {
      columns.back().codes = {0, 0, -1};
    }
  }
  return data::Table("rows", std::move(columns));
}

/// Models are read to be used, and written again.
void use(const io::SavedModel& model) {
  io::to_file(model);
  if (!model.info.preprocessing) return;
  const data::Preprocessing preprocessing(*model.info.preprocessing);
  if (preprocessing.width() > kMaxWeights) return;
  preprocessing.feature_names();
  preprocessing.apply(rows_for(preprocessing.state()), false);
}

/// The description of a model without its weights, which are made: text inside of text is what
/// few mutations survive, and so are lengths that must add up.
void read_description(std::string_view bytes) {
  const io::Json json = io::parse_json(bytes, "f");
  const ganglion::nn::Network network(io::network_from_json(json.at("network")));
  if (network.layout().size + network.layout().state_size > kMaxWeights) return;
  io::SafetensorsFile file{.metadata = {{"ganglion", std::string(bytes)}}};
  for (const auto* specs : {&network.layout().parameters, &network.layout().state}) {
    for (const auto& spec : *specs) {
      file.tensors.emplace_back(spec.path, ganglion::Tensor(spec.shape));
    }
  }
  use(io::model_from_file(file, "f"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return refuse_or_read(data, size, [](std::string_view bytes) {
    if (bytes.starts_with('{')) return read_description(bytes);
    use(io::model_from_file(
        io::parse_safetensors(std::as_bytes(std::span<const char>(bytes.data(), bytes.size())),
                              "f"),
        "f"));
  });
}

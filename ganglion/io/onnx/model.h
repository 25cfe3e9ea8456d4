#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What an ONNX file says, as it says it: its messages as plain structs
/// (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
namespace ganglion::io::onnx {

/// The types of elements, by the numbers that files have for them.
enum class ElementType : std::int32_t {
  undefined = 0,
  f32 = 1,
  u8 = 2,
  i8 = 3,
  u16 = 4,
  i16 = 5,
  i32 = 6,
  i64 = 7,
  text = 8,
  boolean = 9,
  f16 = 10,
  f64 = 11,
  u32 = 12,
  u64 = 13,
  bf16 = 16
};

/// "float", "int64", "bfloat16", as ONNX calls them; "type 23" for one that has no name here.
std::string name_of(ElementType type);
/// float, double, float16 and bfloat16.
bool is_floating(ElementType type);
/// Signed and unsigned integers of 8 to 64 bits.
bool is_integer(ElementType type);

/// A tensor as it is stored: in `raw` (little-endian; a view into the file), in a list of its type,
/// or in another file.
struct StoredTensor {
  std::string name = {};
  std::vector<std::int64_t> dims = {};
  ElementType type = ElementType::undefined;
  std::optional<std::string_view> raw = std::nullopt;
  std::vector<float> floats = {};
  std::vector<double> doubles = {};
  std::vector<std::int64_t> integers = {};  ///< of int32_data, int64_data and uint64_data
  std::vector<std::string> texts = {};
  bool external = false;
  std::map<std::string, std::string> location = {};  ///< of external data: location, offset, length
};

/// A setting of a node.
struct StoredAttribute {
  enum class Type : std::uint8_t { number, integer, text, tensor, numbers, integers, texts, other };
  std::string name;
  Type type = Type::other;
  float number = 0;
  std::int64_t integer = 0;
  std::string text;
  std::shared_ptr<const StoredTensor> tensor;
  std::vector<float> numbers;
  std::vector<std::int64_t> integers;
  std::vector<std::string> texts;
};

/// An op applied to values, which go by their names; an empty name stands for none.
struct StoredNode {
  std::string name;
  std::string op;
  std::string domain;
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::vector<StoredAttribute> attributes;
};

/// An extent: a number, a name such as "batch", or neither where it is not said.
struct StoredExtent {
  std::optional<std::int64_t> value;
  std::string name;
};

/// An input or output. `extents` is absent where not even their number is said.
struct StoredValue {
  std::string name;
  ElementType type = ElementType::undefined;
  std::optional<std::vector<StoredExtent>> extents;
  bool is_tensor = false;  ///< not a sequence, map or optional value
};

/// A whole file.
struct StoredModel {
  std::int64_t ir_version = 0;
  std::string producer;
  std::string producer_version;
  std::map<std::string, std::int64_t> opsets;  ///< version by domain; "" is ai.onnx
  std::map<std::string, std::string> metadata;
  std::vector<std::string> functions;  ///< names of those that the file defines
  std::string graph_name;
  std::vector<StoredNode> nodes;  ///< each behind those it reads
  std::vector<StoredTensor> initializers;
  bool sparse = false;              ///< there are sparse initializers
  std::vector<StoredValue> inputs;  ///< in old files also those that initializers give
  std::vector<StoredValue> outputs;
  std::string folder;                        ///< where external data lie
  std::shared_ptr<const std::string> bytes;  ///< what `raw` looks into

  /// The version of ai.onnx that the nodes are of.
  std::int64_t opset() const;
  /// The inputs that no initializer gives.
  std::vector<const StoredValue*> fed() const;
};

/// Whether bytes begin as an ONNX model does: a message whose first fields are those of one.
bool is_onnx(std::string_view bytes);

/// Reads a model. Any bytes give one or an Error beginning with `name` that says what is wrong at
/// which byte. Nothing is allocated that is not in proportion to the bytes; fields that are not
/// known are skipped, as protocol buffers want it.
StoredModel parse_model(std::shared_ptr<const std::string> bytes, const std::string& name);
/// The same from a file.
StoredModel read_model(const std::string& path);
/// A tensor alone, as test_data_set_0/input_0.pb holds it. `raw` looks into the bytes.
StoredTensor parse_tensor(std::string_view bytes, const std::string& name);

/// The model as bytes, tensors from `raw`; equal models give equal bytes.
std::string to_bytes(const StoredModel& model);

}  // namespace ganglion::io::onnx

#include "tests/support/cache_mutations.h"

#include <zlib.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <vector>

namespace ganglion::support {
namespace {

// Written from docs/formats/cache.md and not with the reader's own code.
constexpr std::size_t kHeader = 64;

enum class Kind : std::uint8_t { count, integer, real, byte, text };

struct Field {
  Kind kind = Kind::byte;
  std::size_t at = 0;  ///< in the index; of a text, of its length
  std::size_t size = 0;
};

/// A chunk of a column: the place of its entry in the index.
struct Chunk {
  std::size_t entry = 0;
  std::uint64_t offset = 0;
  std::uint32_t rows = 0;
  std::uint8_t form = 0;

  std::size_t width() const { return form == 0 ? 8 : form == 3 ? 2 : 4; }
};

template <class T>
T value_at(const std::string& bytes, std::size_t at) {
  if (at + sizeof(T) > bytes.size()) throw std::out_of_range("not an index as it is described");
  T value{};
  std::memcpy(&value, bytes.data() + at, sizeof(T));
  return value;
}

template <class T>
void put(std::string& bytes, std::size_t at, T value) {
  std::memcpy(bytes.data() + at, &value, sizeof(T));
}

std::uint32_t crc_of(const char* bytes, std::size_t size) {
  return static_cast<std::uint32_t>(
      ::crc32_z(0, reinterpret_cast<const unsigned char*>(bytes), size));
}

/// Where everything in an index is.
class IndexMap {
 public:
  explicit IndexMap(const std::string& index) : index_(index) {
    text();  // the key and the fingerprint, by which the file is known
    text();
    fields_.clear();
    field(Kind::integer, 8);
    for (std::uint64_t i = count(); i > 0; --i) {
      field(Kind::integer, 8);
      field(Kind::integer, 8);
    }
    column();  // the lines
    for (std::uint64_t i = count(); i > 0; --i) column();
    for (std::uint64_t i = count(); i > 0; --i) {
      text();
      text();
      field(Kind::byte, 1);
    }
    for (int i = 0; i < 3; ++i) field(Kind::byte, 1);
  }

  const std::vector<Field>& fields() const { return fields_; }
  const std::vector<Chunk>& chunks() const { return chunks_; }

 private:
  void field(Kind kind, std::size_t size) {
    fields_.push_back({kind, at_, size});
    at_ += size;
  }
  std::uint64_t count() {
    field(Kind::count, 8);
    return value_at<std::uint64_t>(index_, at_ - 8);
  }
  void text() { field(Kind::text, 8 + value_at<std::uint64_t>(index_, at_)); }
  void column() {
    text();
    field(Kind::byte, 1);
    field(Kind::byte, 1);
    for (std::uint64_t i = count(); i > 0; --i) {
      field(Kind::real, 8);
      text();
    }
    const std::uint64_t names = count();
    for (std::uint64_t i = 0; i < names; ++i) text();
    for (std::uint64_t i = 0; i < names; ++i) field(Kind::integer, 4);
    for (std::uint64_t i = count(); i > 0; --i) field(Kind::real, 8);
    for (int i = 0; i < 3; ++i) field(Kind::byte, 1);
    for (int i = 0; i < 4; ++i) text();
    for (std::uint64_t i = count(); i > 0; --i) chunk();
  }
  void chunk() {
    chunks_.push_back({at_, value_at<std::uint64_t>(index_, at_),
                       value_at<std::uint32_t>(index_, at_ + 8),
                       value_at<std::uint8_t>(index_, at_ + 16)});
    field(Kind::integer, 8);
    field(Kind::integer, 4);
    field(Kind::integer, 4);
    field(Kind::byte, 1);
  }

  const std::string& index_;
  std::size_t at_ = 0;
  std::vector<Field> fields_;
  std::vector<Chunk> chunks_;
};

class Mutation {
 public:
  Mutation(std::string data, std::string index, std::mt19937& random)
      : data_(std::move(data)), index_(std::move(index)), map_(index_), random_(random) {}

  std::string apply() {
    if (below(4) == 0) return change_value();
    const Field& field = map_.fields()[below(map_.fields().size())];
    if (below(5) == 0) return swap(field);
    return name(field) + ": " + change(field);
  }
  const std::string& data() const { return data_; }
  const std::string& index() const { return index_; }

 private:
  std::size_t below(std::size_t n) { return random_() % n; }

  static std::string name(const Field& field) {
    static constexpr std::array<const char*, 5> kNames = {"count", "integer", "real", "byte",
                                                          "text"};
    return std::string(kNames[static_cast<std::size_t>(field.kind)]) + " at byte " +
           std::to_string(field.at);
  }

  std::int64_t telling(std::int64_t old) {
    const std::array<std::int64_t, 14> values = {
        0,       1,       -1,      2,           INT64_MAX, INT64_MIN, INT32_MAX,
        1 << 30, old + 1, old - 1, 2 * old + 1, -old,      1 << 16,   std::int64_t{1} << 40};
    return values[below(values.size())];
  }
  double telling_real() {
    const std::array<double, 8> values = {0.0, -0.0, 1.5, 1e300, 1e-320, -1e300, kInfinite, kNan};
    return values[below(values.size())];
  }
  std::string telling_text() {
    const std::array<std::string, 6> values = {"",         "?",        "\xff\xfe",
                                               "a,b\n\"c", "\x1b[31m", std::string(5000, 'x')};
    return values[below(values.size())];
  }

  std::string change(const Field& field) {
    if (field.kind == Kind::text) return change_text(field);
    if (field.kind == Kind::real) {
      const double value = telling_real();
      put(index_, field.at, value);
      return std::to_string(value);
    }
    std::int64_t old = 0;
    std::memcpy(&old, index_.data() + field.at, field.size);
    const std::int64_t value = telling(old);
    std::memcpy(index_.data() + field.at, &value, field.size);
    return std::to_string(value);
  }

  std::string change_text(const Field& field) {
    const std::string text = telling_text();
    std::string bytes(8, '\0');
    put(bytes, 0, std::uint64_t{text.size()});
    index_.replace(field.at, field.size, bytes + text);
    return text.substr(0, 20);
  }

  /// With another field of its kind.
  std::string swap(const Field& field) {
    std::vector<Field> alike;
    for (const Field& other : map_.fields()) {
      if (other.kind == field.kind && other.size == field.size) alike.push_back(other);
    }
    const Field other = alike[below(alike.size())];
    const std::string mine = index_.substr(field.at, field.size);
    index_.replace(field.at, field.size, index_.substr(other.at, other.size));
    index_.replace(other.at, other.size, mine);
    return name(field) + " swapped with " + name(other);
  }

  /// One value of a chunk, whose checksum is made anew.
  std::string change_value() {
    const Chunk& chunk = map_.chunks()[below(map_.chunks().size())];
    if (chunk.rows == 0) return "nothing";
    const std::size_t width = chunk.width();
    const std::size_t begin = chunk.offset - kHeader;
    const std::size_t at = begin + width * below(chunk.rows);
    if (chunk.form == 0) {
      put(data_, at, telling_real());
    } else if (chunk.form == 1) {
      put(data_, at, static_cast<float>(telling_real()));
    } else {
      std::int64_t value = 0;
      std::memcpy(&value, data_.data() + at, width);
      value = telling(value);
      std::memcpy(data_.data() + at, &value, width);
    }
    put(index_, chunk.entry + 12, crc_of(data_.data() + begin, width * chunk.rows));
    return "value at byte " + std::to_string(at + kHeader);
  }

  static constexpr double kInfinite = std::numeric_limits<double>::infinity();
  static constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  std::string data_;
  std::string index_;
  IndexMap map_;
  std::mt19937& random_;
};

}  // namespace

MutatedCache mutated_cache(const std::string& cache, std::mt19937& random) {
  const auto offset = value_at<std::uint64_t>(cache, 16);
  Mutation mutation(cache.substr(kHeader, offset - kHeader), cache.substr(offset), random);
  MutatedCache result{.bytes = cache.substr(0, kHeader), .change = mutation.apply()};
  const std::string& index = mutation.index();
  put(result.bytes, 12, crc_of(index.data(), index.size()));
  put(result.bytes, 24, std::uint64_t{index.size()});
  put(result.bytes, 60, std::uint32_t{0});
  put(result.bytes, 60, crc_of(result.bytes.data(), kHeader));
  result.bytes += mutation.data() + index;
  return result;
}

}  // namespace ganglion::support

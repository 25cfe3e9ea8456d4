#include "ganglion/data/signals/wav.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <cstring>

#include "ganglion/core/error.h"
#include "ganglion/data/text/parallel.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

constexpr int kWhole = 1;
constexpr int kFloats = 3;
constexpr int kExtensible = 0xFFFE;

/// Little-endian.
std::uint64_t number(std::string_view bytes, std::size_t at, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = width; i-- > 0;)
    value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

struct SampleEncoding {
  int kind = 0;
  std::size_t channels = 0;
  std::int64_t rate = 0;
  std::size_t bytes = 0;  ///< of one value
};

class WavReader {
 public:
  WavReader(std::string_view bytes, const std::string& source) : bytes_(bytes), source_(source) {}

  Wav read() {
    if (!is_wav(bytes_)) fail("it does not begin with RIFF … WAVE");
    std::optional<SampleEncoding> encoding;
    for (std::size_t at = 12; at + 8 <= bytes_.size();) {
      const std::string_view name = bytes_.substr(at, 4);
      const std::size_t size = number(bytes_, at + 4, 4);
      const std::string_view body = bytes_.substr(at + 8);
      if (size > body.size()) {
        fail(fmt::format("{} bytes are declared, but {} follow", size, body.size()));
      }
      if (name == "fmt ") encoding = encoding_in(body.substr(0, size));
      if (name == "data") {
        if (!encoding) fail("the data chunk comes before the format chunk");
        return {.rate = encoding->rate, .signal = values_in(body.substr(0, size), *encoding)};
      }
      at += 8 + size + size % 2;
    }
    fail("there are no values in it");
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw Error(fmt::format("{}: the WAV file is damaged or truncated: {}", source_, what));
  }

  SampleEncoding encoding_in(std::string_view body) const {
    if (body.size() < 16) fail("the format chunk is missing");
    SampleEncoding encoding{.kind = static_cast<int>(number(body, 0, 2)),
                            .channels = number(body, 2, 2),
                            .rate = static_cast<std::int64_t>(number(body, 4, 4)),
                            .bytes = number(body, 14, 2) / 8};
    if (encoding.kind == kExtensible && body.size() >= 26) {
      encoding.kind = static_cast<int>(number(body, 24, 2));
    }
    const bool whole = encoding.kind == kWhole && encoding.bytes >= 1 && encoding.bytes <= 4;
    const bool floats = encoding.kind == kFloats && (encoding.bytes == 4 || encoding.bytes == 8);
    if ((!whole && !floats) || number(body, 14, 2) % 8 != 0 || encoding.channels == 0) {
      throw Error(
          fmt::format("{}: unsupported WAV encoding (format {}, {} bits, {} channels); convert it "
                      "to 16-bit PCM",
                      source_, encoding.kind, number(body, 14, 2), encoding.channels));
    }
    return encoding;
  }

  float value_at(std::string_view body, std::size_t at, const SampleEncoding& encoding) const {
    const std::uint64_t bits = number(body, at, encoding.bytes);
    if (encoding.kind == kFloats) {
      const float value = encoding.bytes == 4
                              ? std::bit_cast<float>(static_cast<std::uint32_t>(bits))
                              : static_cast<float>(std::bit_cast<double>(bits));
      if (!std::isfinite(value)) fail("a value is not finite");
      return value;
    }
    if (encoding.bytes == 1) return (static_cast<float>(bits) - 128.0F) / 128.0F;
    const std::size_t shift = 64 - 8 * encoding.bytes;  // the sign to the top, and all back
    const auto value = static_cast<std::int64_t>(bits << shift) >> shift;
    return static_cast<float>(
        std::ldexp(static_cast<double>(value), 1 - static_cast<int>(8 * encoding.bytes)));
  }

  SignalRow values_in(std::string_view body, const SampleEncoding& encoding) const {
    const std::size_t frame = encoding.channels * encoding.bytes;
    const std::size_t frames = body.size() / frame;
    if (frames == 0) fail("there are no values in it");
    SignalRow row;
    row.channels.resize(encoding.channels);
    for (std::vector<float>& channel : row.channels) channel.resize(frames);
    for (std::size_t i = 0; i < frames; ++i) {
      for (std::size_t c = 0; c < encoding.channels; ++c) {
        row.channels[c][i] = value_at(body, i * frame + c * encoding.bytes, encoding);
      }
    }
    return row;
  }

  std::string_view bytes_;
  const std::string& source_;
};

}  // namespace

bool is_wav(std::string_view bytes) {
  return bytes.size() >= 12 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WAVE";
}

Wav parse_wav(std::string_view bytes, const std::string& source) {
  return WavReader(bytes, source).read();
}

Table read_wavs(const FileList& files, const RowOptions& options) {
  std::vector<Wav> wavs(files.paths.size());
  std::vector<std::string> faults(files.paths.size());
  in_parallel(wavs.size(), options.table.threads, [&](std::size_t i) {
    try {
      wavs[i] = parse_wav(read_text(files.paths[i]), files.paths[i]);
    } catch (const Error& error) {
      faults[i] = error.what();
    }
  });
  const auto rows = rows_left(files, faults, options);
  const auto first = static_cast<std::size_t>(rows[0]);
  std::vector<SignalRow> signals;
  std::vector<std::string> places;
  for (const std::int64_t row : rows) {
    const auto i = static_cast<std::size_t>(row);
    if (wavs[i].rate != wavs[first].rate) {
      throw Error(fmt::format("{}: sample rate {} Hz, but {} has {} Hz; resample to one rate",
                              files.paths[i], wavs[i].rate, files.paths[first], wavs[first].rate));
    }
    signals.push_back(std::move(wavs[i].signal));
    places.push_back(files.paths[i]);
  }
  FileList left{.source = files.source, .classes = files.classes};
  for (const std::int64_t row : rows) {
    const auto i = static_cast<std::size_t>(row);
    left.names.push_back(files.names[i]);
    if (!files.labels.empty()) left.labels.push_back(files.labels[i]);
  }
  std::vector<std::int64_t> all;
  for (std::size_t i = 0; i < signals.size(); ++i) all.push_back(static_cast<std::int64_t>(i));
  return file_table(
      left,
      samples_of(signals, options.signal_length, [&](std::size_t row) { return places[row]; }),
      all);
}

}  // namespace ganglion::data

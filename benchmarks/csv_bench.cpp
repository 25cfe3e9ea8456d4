#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "ganglion/core/rng.h"
#include "ganglion/data/csv/parse_table.h"
#include "ganglion/data/table.h"
#include "ganglion/data/text/encoding.h"

/// Bytes of CSV text a second: told apart into fields, and made a table of typed columns.
namespace {

using namespace ganglion;

double draw(std::uint64_t i) {
  return static_cast<double>(random_uniform(1, 2, i));
}

/// About 32 MB: pixels of images (short whole numbers), or measurements (7 digits).
std::string numbers(bool pixels) {
  std::string text;
  const int columns = pixels ? 785 : 30;
  std::uint64_t i = 0;
  while (text.size() < (std::size_t{32} << 20)) {
    for (int c = 0; c < columns; ++c, ++i) {
      if (c > 0) text += ',';
      const double x = draw(i);
      text += pixels ? (x < 0.7 ? "0" : std::to_string(static_cast<int>(x * 256)))
                     : std::to_string(x * 100 - 50);
    }
    text += '\n';
  }
  return text;
}

std::string words() {
  const std::vector<std::string> some = {"Private", "Self-emp-not-inc", "State-gov", "?"};
  std::string text;
  for (std::uint64_t i = 0; text.size() < (std::size_t{32} << 20); i += 3) {
    text += std::to_string(static_cast<int>(17 + draw(i) * 70)) + ", ";
    text += some[static_cast<std::size_t>(draw(i + 1) * 4)] + ", \"a, b\", ";
    text += std::to_string(static_cast<int>(draw(i + 2) * 1e6)) + "\n";
  }
  return text;
}

const std::string& text_of(std::int64_t kind) {
  static const std::vector<std::string> texts = {numbers(true), numbers(false), words()};
  return texts[static_cast<std::size_t>(kind)];
}

void label(benchmark::State& state) {
  constexpr const char* kNames[] = {"short whole numbers", "7 digits", "words and quotes"};
  state.SetLabel(kNames[state.range(0)]);
  state.SetBytesProcessed(state.iterations() *
                          static_cast<std::int64_t>(text_of(state.range(0)).size()));
}

void csv_check(benchmark::State& state) {
  const std::string& text = text_of(state.range(0));  // the first call makes it
  for (auto _ : state) data::check_text(text, "t");
  label(state);
}
BENCHMARK(csv_check)->DenseRange(0, 0)->Unit(benchmark::kMillisecond);

void csv_scan(benchmark::State& state) {
  for (auto _ : state) {
    data::CsvScanner scanner(text_of(state.range(0)), "t");
    std::vector<data::CsvField> fields;
    std::size_t count = 0;
    while (scanner.next(fields)) count += fields.size();
    benchmark::DoNotOptimize(count);
  }
  label(state);
}
BENCHMARK(csv_scan)->DenseRange(0, 2)->Unit(benchmark::kMillisecond);

void csv_table(benchmark::State& state) {
  const data::CsvOptions options{.threads = static_cast<int>(state.range(1))};
  for (auto _ : state) {
    benchmark::DoNotOptimize(data::parse_table(text_of(state.range(0)), "t", options).rows());
  }
  label(state);
}
BENCHMARK(csv_table)
    ->ArgsProduct({{0, 1, 2}, {1, 2}})
    ->ArgNames({"", "threads"})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace

// docs/backpropagation.md quotes what the programs print, and shows the picture they draw.
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "tests/end_to_end/program.h"

namespace ganglion::support {
namespace {

using ::testing::HasSubstr;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty() && !line.starts_with("$ ")) lines.push_back(line);
  }
  return lines;
}

/// The lines between ``` and ```, without commands; not those of blocks in a language (```sh).
std::vector<std::string> quoted_lines(const std::string& document) {
  std::vector<std::string> quoted;
  std::string fence;
  for (const std::string& line : lines_of(document)) {
    if (line.starts_with("```")) {
      fence = fence.empty() ? line : "";
    } else if (fence == "```") {
      quoted.push_back(line);
    }
  }
  return quoted;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + '\n';
  return text;
}

std::string example() {
  return std::filesystem::path(Started::ganglion()).parent_path() / "examples/two_neurons";
}

TEST(Backpropagation, ThePageQuotesThePrograms) {
  const Scratch scratch;
  const std::string model = scratch / "two_neurons.ganglion";
  ASSERT_TRUE(std::filesystem::exists(example())) << "build the target example_two_neurons";
  ASSERT_EQ(std::system((example() + " " + model + " > " + scratch / "checks").c_str()), 0);
  const std::string picture = scratch / "two_neurons.svg";
  const Outcome run =
      run_program({"explain", model, "examples/two_neurons.csv", "--row", "1", "--graph", picture});
  ASSERT_EQ(run.code, 0) << run.err;

  std::vector<std::string> expected = lines_of(run.out);
  const std::vector<std::string> checks = lines_of(read_file(scratch / "checks"));
  // The page shows the check by moving weights before the last part.
  const auto why = std::ranges::find_if(
      expected, [](const std::string& line) { return line.starts_with("Contributions to "); });
  expected.insert(why, checks.begin(), checks.end());
  EXPECT_EQ(joined(quoted_lines(read_file("docs/backpropagation.md"))), joined(expected));
  EXPECT_EQ(read_file("docs/images/two_neurons.svg"), read_file(picture))
      << "the page gives the command that draws it";
}

TEST(Backpropagation, MakeBuildMakesWhatThePageRuns) {
  const std::string makefile = read_file("Makefile");
  const std::size_t rule = makefile.find("\nbuild: ");
  ASSERT_NE(rule, std::string::npos);
  EXPECT_THAT(makefile.substr(rule, makefile.find("\n\n", rule) - rule),
              HasSubstr(" example_two_neurons"));
}

TEST(EndToEnd, ARowIsExplained) {
  const Scratch scratch;
  const std::string table = scratch.write("flowers.csv", flowers(90));
  const Outcome train = run_program(
      {"train", table, "--epochs", "5", "--seed", "1", "--out", scratch / "run", "--quiet"});
  ASSERT_EQ(train.code, 0) << train.err;
  const Outcome run = run_program({"explain", scratch / "run", table, "--row", "2", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  const io::Json json = run.json();
  EXPECT_EQ(json.text("target"), "tulip");
  EXPECT_EQ(json.array("columns").size(), 4U);
  const io::Json& why = json.array("attributions")[0];
  EXPECT_EQ(why.text("of"), "logit of " + json.text("answer"));
  const double difference = why.number("difference");
  EXPECT_NEAR(why.number("sum"), difference, 1e-3 * std::abs(difference));
  EXPECT_EQ(json.at("count").integer("nodes"), json.at("count").integer("visits"));

  const Outcome shown = run_program(
      {"explain", scratch / "run", table, "--row", "2", "--full", "--graph", scratch / "g.dot"});
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("row 2 of "));
  EXPECT_THAT(shown.out, HasSubstr("colour=red"));
  EXPECT_THAT(read_file(scratch / "g.dot"), HasSubstr("digraph"));
}

TEST(EndToEndErrors, ExplainSaysWhichRowsAndPictures) {
  const Scratch scratch;
  const std::string model = scratch / "two_neurons.ganglion";
  ASSERT_EQ(std::system((example() + " " + model + " > " + scratch / "checks").c_str()), 0);
  const auto refuses = [&](int code, const std::vector<std::string>& more,
                           const std::string& message) {
    std::vector<std::string> words = {"explain", model, "examples/two_neurons.csv"};
    words.insert(words.end(), more.begin(), more.end());
    const Outcome run = run_program(words);
    EXPECT_EQ(run.code, code) << run.err;
    EXPECT_EQ(run.out, "");
    EXPECT_THAT(run.err, HasSubstr(message));
  };
  refuses(2, {"--row", "0"},
          "--row 0: expected a row number >= 1; row 1 is the first one below the header");
  refuses(2, {"--row", "-3"}, "--row -3: expected a row number");
  refuses(2, {}, "--row is missing: usage: ganglion explain MODEL DATA --row N [options]");
  refuses(2, {"--row", "two"}, "--row two: expected a row number");
  refuses(1, {"--row", "2"}, "no row 2; it has 1 row, counted from 1");
  refuses(2, {"--row", "1", "--graph", "x.png"}, "the file name must end in .svg");
  refuses(1, {"--row", "1", "--graph", "/nowhere/x.svg"}, "/nowhere/x.svg");
}

}  // namespace
}  // namespace ganglion::support

// `ganglion explain` with numbers of one's own, and its pictures.
#include <gmock/gmock.h>

#include "tests/end_to_end/program.h"

namespace ganglion::support {
namespace {

using ::testing::HasSubstr;

const std::string kLine = R"({"dense": {"kernel": [[2]], "bias": [8]}})";

TEST(EndToEndOwn, ANetworkThatIsTypedIsExplainedCheckedAndDrawn) {
  const Scratch scratch;
  const std::string weights = scratch.write("w.json", kLine);
  const Outcome run =
      run_program({"explain", "--network", "dense 1", "--weights", weights, "--input", "-2",
                   "--target", "2", "--loss", "huber delta=5", "--check", "--epsilon", "0.001",
                   "--units", scratch / "units.svg", "--graph", scratch / "g.svg", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  const io::Json json = run.json();
  EXPECT_EQ(json.number("loss"), 2.0);
  const io::Json& check = json.at("check");
  EXPECT_EQ(check.integer("differ"), 0);
  const io::Json& w = check.array("derivatives")[0];
  EXPECT_EQ(w.number("derivative"), -4.0);
  EXPECT_NEAR(w.number("difference"), -4.0, 1e-8);
  EXPECT_NEAR(w.number("change"), -0.003998, 1e-12) << "(2 - 0.002)^2 / 2 - 2";
  EXPECT_EQ(check.array("derivatives")[2].text("name"), "x");
  EXPECT_THAT(read_file(scratch / "units.svg"), HasSubstr("W[1]: dense/kernel [1, 1]"));
  EXPECT_THAT(read_file(scratch / "g.svg"), HasSubstr("<svg"));
}

TEST(EndToEndOwn, AModelsRowIsDrawnAndItsFunction) {
  const Scratch scratch;
  const std::string table = scratch.write("flowers.csv", flowers(90));
  const Outcome train = run_program({"train", table, "--epochs", "5", "--network", "dense 6 relu",
                                     "--ensemble", "1", "--out", scratch / "run", "--quiet"});
  ASSERT_EQ(train.code, 0) << train.err;
  const std::string report = read_file(scratch / "run/report.html");
  EXPECT_THAT(report, HasSubstr("The decision boundary over "));
  EXPECT_THAT(report, HasSubstr("The network at work on a typical row"));
  const Outcome drawn =
      run_program({"explain", scratch / "run", table, "--function", scratch / "f.svg"});
  ASSERT_EQ(drawn.code, 0) << drawn.err;
  EXPECT_EQ(drawn.out, "") << "no row was asked for";
  EXPECT_THAT(read_file(scratch / "f.svg"),
              HasSubstr("Held fixed, at the median or the most frequent value: age = "));
  const Outcome checked = run_program(
      {"explain", scratch / "run", table, "--row", "2", "--check", "--units", scratch / "u.svg"});
  ASSERT_EQ(checked.code, 0) << checked.err << checked.out;
  EXPECT_THAT(checked.out, HasSubstr("derivatives agree (within 0.0001)"));
  EXPECT_THAT(read_file(scratch / "u.svg"), HasSubstr("colour=blue"));
}

TEST(EndToEndOwn, ThePageShowsThePictureThatItsCommandDraws) {
  const Scratch scratch;
  const std::string page = read_file("docs/own_numbers.md");
  const std::size_t begin = page.find("{\"dense\": {\"kernel\": [[1, -1]");
  ASSERT_NE(begin, std::string::npos);
  const std::string weights =
      scratch.write("small.json", page.substr(begin, page.find('\'', begin) - begin));
  const Outcome run =
      run_program({"explain", "--network", "dense 2 relu; dense 1 linear", "--weights", weights,
                   "--input", "1,2", "--target", "3", "--units", scratch / "small.svg"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(read_file(scratch / "small.svg"), read_file("docs/images/own_numbers.svg"))
      << "tools/make_doc_pictures.py draws it";
}

TEST(EndToEndErrors, ExplainSaysWhatGoesWithANetworkOfOnesOwn) {
  const Scratch scratch;
  const std::string weights = scratch.write("w.json", kLine);
  const auto refuses = [&](int code, std::vector<std::string> words, const std::string& message) {
    words.insert(words.begin(), "explain");
    const Outcome run = run_program(words);
    EXPECT_EQ(run.code, code) << run.err;
    EXPECT_EQ(run.out, "");
    EXPECT_THAT(run.err, HasSubstr(message));
  };
  refuses(2, {"--network", "dense 1"}, "--network needs --input");
  refuses(2, {"--network", "dense 1", "--input", "1,a"}, "--input \"1,a\": \"a\" is not a number");
  refuses(2, {"m.ganglion", "--network", "dense 1", "--input", "1"},
          "--network takes the place of MODEL, DATA");
  refuses(2, {"m.ganglion", "d.csv", "--row", "1", "--target", "2"},
          "--target goes with --network");
  refuses(2, {"--network", "dense 1", "--input", "1", "--epsilon", "0.1"},
          "--epsilon needs --check");
  refuses(2, {"m.ganglion", "d.csv", "--function", "f.svg", "--check"}, "--check needs --row");
  refuses(1, {"--network", "", "--input", "1"}, "--network has no layers");
  refuses(2, {"--network", "dense 1", "--input", "1", "--units", "u.png"}, "must end in .svg");
  refuses(1, {"--network", "dense 1", "--input", "1,2", "--weights", weights},
          "dense/kernel has the shape [1, 1]; this network needs [2, 1]");
  const std::string read = scratch.write("w.svg", kLine);
  refuses(2, {"--network", "dense 1", "--input", "1", "--weights", read, "--units", read},
          "this would overwrite");
}

}  // namespace
}  // namespace ganglion::support

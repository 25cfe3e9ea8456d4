#include "ganglion/train/report/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <regex>

#include "ganglion/core/file.h"
#include "ganglion/train/report/axis.h"
#include "ganglion/train/report/html.h"
#include "ganglion/train/report/roc.h"
#include "ganglion/train/run/run.h"
#include "ganglion/train/run/run_folder.h"
#include "tests/support/blobs.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train::report {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Html, TextIsEscaped) {
  EXPECT_EQ(escape("a<b>&\"'\n"), "a&lt;b&gt;&amp;&quot;&#39; ");
  EXPECT_EQ(escape("Größe 漢字 😀"), "Größe 漢字 😀");
  EXPECT_EQ(escape("\xFF\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(escape("\xED\xA0\x80").find("\xED"), std::string::npos) << "half of a surrogate pair";
}

TEST(Html, LongTextIsCutBetweenCharacters) {
  EXPECT_EQ(shortened("abcdef", 6), "abcdef");
  EXPECT_EQ(shortened("abcdefg", 6), "abcde…");
  EXPECT_EQ(shortened("ääääää", 3), "ää…");
}

TEST(Axis, TicksAreRoundNumbers) {
  EXPECT_THAT(ticks({0.0, 1.0}, 5),
              ElementsAre(0.0, ::testing::DoubleEq(0.2), ::testing::DoubleEq(0.4),
                          ::testing::DoubleNear(0.6, 1e-12), ::testing::DoubleEq(0.8), 1.0));
  EXPECT_THAT(ticks({-30.0, 30.0}, 3), ElementsAre(-20.0, 0.0, 20.0));
  EXPECT_EQ(range_of({}).high, 1.0);
  EXPECT_LT(range_of({3.0, 3.0}).low, 3.0);
}

TEST(RocCurve, AreaCountsTiesHalf) {
  const Roc perfect = roc({0.9, 0.8, 0.2, 0.1}, {true, true, false, false});
  EXPECT_EQ(perfect.area, 1.0);
  EXPECT_THAT(perfect.points.back(), ::testing::Pair(1.0, 1.0));
  EXPECT_EQ(roc({0.5, 0.5}, {true, false}).area, 0.5);
  EXPECT_TRUE(roc({0.5, 0.5}, {true, true}).points.empty());
}

/// Rows whose kind follows from two numbers and a text; names that want to be escaped.
std::string table_text(const std::string& first_column, int rows, bool regression) {
  std::string text = "\"" + first_column + "\",size,colour,kind\n";
  for (int i = 0; i < rows; ++i) {
    const int kind = (i * 7) % 3;
    const double noise = 0.1 * ((i * 7919) % 13) - 0.6;
    const std::string target = regression  ? std::to_string(10.0 * kind + noise)
                               : kind == 0 ? "<b>rose</b>"
                               : kind == 1 ? "tulip"
                                           : "lily & co";
    text += std::to_string(kind + 1.5 * noise) + "," + (i % 9 == 0 ? "" : std::to_string(i % 50)) +
            "," + (kind == 2 ? "red" : "</table><script>alert(1)</script>") + "," + target + "\n";
  }
  return text;
}

struct Made {
  RunResult result;
  std::string html;
  io::Json metrics;
};

Made made(const support::ScratchFolder& folder, const std::string& text, Job job = {}) {
  write_file_atomically(folder / "data.csv", text);
  job.data = folder / "data.csv";
  job.out = folder / "run";
  job.epochs = job.epochs.value_or(15);
  RunResult result = run(job, {.progress = false});
  const RunFolder run_folder(result.folder);
  return {.result = std::move(result),
          .html = read_file(run_folder.report()),
          .metrics = io::parse_json(read_file(run_folder.metrics()), "metrics.json")};
}

const std::string kHostile = "<img src=x onerror=alert(1)>'&";

TEST(Report, CurvesAndTablesOfACalibratedModelAreToldApart) {
  const support::ScratchFolder folder;
  std::string text = "a,b,kind\n";  // nothing to learn: a network that learns it is too sure
  for (std::uint32_t i = 0; i < 600; ++i) {
    std::uint32_t noise = (i * 2654435761U) ^ (i * 40503U);
    noise = (noise ^ (noise >> 15U)) * 2246822519U;
    text += std::to_string(i * 7919U % 997U) + "," + std::to_string(i * 104729U % 991U) + "," +
            ((noise >> 13U) % 2 == 1 ? "yes" : "no") + "\n";
  }
  Job job;
  job.network = std::string("dense 64 relu; dense 64 relu");
  job.learning_rate = 0.01;
  job.epochs = 200;
  job.validation.fraction = 0.4;
  job.patience = 0;
  job.keep = KeptWeights::last;
  job.l2 = 0.0;
  const Made report = made(folder, text, job);
  ASSERT_NE(report.result.temperature, 1.0);
  EXPECT_THAT(report.html, HasSubstr("before calibration"));
  EXPECT_THAT(report.html, HasSubstr(shown_number(report.metrics.at("validation").number("loss")) +
                                     " on the validation rows"));
  // Layers are told of in all three places.
  EXPECT_THAT(report.html, HasSubstr("Layer health"));
  EXPECT_EQ(report.metrics.array("layers").size(), 3U);
}

TEST(Report, ShowsTheNumbersOfMetricsJson) {
  const support::ScratchFolder folder;
  const Made report = made(folder, table_text("length", 300, false));
  const io::Json& metrics = report.metrics;
  const double accuracy = metrics.at("test").number("accuracy");
  EXPECT_THAT(report.html, HasSubstr("<p class=\"big\">" + percent(accuracy)));
  for (const auto& [name, value] : metrics.at("test").as_object()) {
    if (name == "loss") continue;
    EXPECT_THAT(report.html, HasSubstr(shown_number(value.as_number()))) << name;
  }
  const auto& interval = metrics.at("intervals").at("metrics").array("log_loss");
  EXPECT_THAT(report.html, HasSubstr(shown_number(interval[0].as_number()) + " – " +
                                     shown_number(interval[1].as_number())));
  for (const auto& [name, baseline] : metrics.at("baselines").as_object()) {
    EXPECT_THAT(report.html, HasSubstr(shown_number(baseline.number("log_loss")))) << name;
  }
  EXPECT_THAT(report.html, HasSubstr(metrics.text("model_hash")));
  EXPECT_THAT(report.html, HasSubstr("ganglion train "));
  for (const char* title :
       {"Learning curves", "Confusion matrix", "ROC curve", "Calibration", "Feature importance",
        "Network: ", "multiply-adds", "Data: ", "dead units", "missing"}) {
    EXPECT_THAT(report.html, HasSubstr(title));
  }
}

TEST(Report, TextOfTheDataIsNeverMarkup) {
  const support::ScratchFolder folder;
  const Made report = made(folder, table_text(kHostile, 120, false));
  EXPECT_THAT(report.html, Not(HasSubstr("<img")));
  EXPECT_THAT(report.html, Not(HasSubstr("<script")));
  EXPECT_THAT(report.html, Not(HasSubstr("<b>rose")));
  EXPECT_THAT(report.html, HasSubstr("&lt;img src=x"));
  EXPECT_THAT(report.html, HasSubstr("&lt;b&gt;rose&lt;/b&gt;"));
}

TEST(Report, SaysHowNumbersAreWritten) {
  const support::ScratchFolder folder;
  std::string text = "size;kind\n";
  for (int i = 0; i < 40; ++i) text += std::to_string(i) + ",5;" + (i % 2 == 0 ? "a" : "b") + "\n";
  EXPECT_THAT(made(folder, text).html,
              HasSubstr("<b>size</b><span class=\"faint about\">decimal commas</span>"));
}

TEST(Report, LoadsNothing) {
  const support::ScratchFolder folder;
  const Made report = made(folder, table_text("length", 120, false));
  const std::regex link(R"((?:src|href|url|@import)\s*[=(]\s*["']?(?!data:,)\w+)");
  EXPECT_FALSE(std::regex_search(report.html, link));
  EXPECT_THAT(report.html, Not(HasSubstr("http")));
  EXPECT_LT(report.html.size(), 100'000U);
}

TEST(Report, RegressionShowsPredictedAndActual) {
  const support::ScratchFolder folder;
  const Made report = made(folder, table_text("length", 300, true));
  EXPECT_THAT(report.html, HasSubstr("Predicted and actual kind"));
  EXPECT_THAT(report.html, HasSubstr("Residuals"));
  EXPECT_THAT(report.html, HasSubstr(shown_number(report.metrics.at("test").number("mae"))));
  EXPECT_THAT(report.html, Not(HasSubstr("ROC curve")));
}

TEST(Report, WideTablesAreShownInPart) {
  std::string header;
  for (int c = 0; c < 600; ++c) header += "column_" + std::to_string(c) + ",";
  std::string text = header + "kind\n";
  for (int row = 0; row < 60; ++row) {
    for (int c = 0; c < 600; ++c) text += std::to_string((row * 31 + c * 17) % 97) + ",";
    text += row % 2 == 0 ? "a\n" : "b\n";
  }
  const support::ScratchFolder folder;
  const Made report = made(folder, text, {.network = "dense 4 relu", .epochs = 3});
  EXPECT_THAT(report.html, HasSubstr("further columns are not shown"));
  EXPECT_LT(report.html.size(), 400'000U);
}

TEST(Report, TheCommandIsTheJob) {
  const support::ScratchFolder folder;
  const Made report = made(folder, table_text("length", 60, false),
                           {.targets = {"kind"},
                            .columns = {{"length", data::ColumnType::robust}},
                            .network = "dense 4 tanh; dense 3",
                            .seed = 7});
  EXPECT_THAT(report.html, HasSubstr("--columns &#39;length=robust&#39;"));
  EXPECT_THAT(report.html, HasSubstr("--network &#39;dense 4 tanh; dense 3&#39;"));
  EXPECT_THAT(report.html, HasSubstr("--seed 7"));
  EXPECT_THAT(report.html, HasSubstr("--target kind"));
}

TEST(Report, SettingsAreFlags) {
  const support::ScratchFolder folder;
  const Made report = made(folder, table_text("length", 60, false), {.epochs = 1});
  EXPECT_THAT(report.html, HasSubstr("for a single network: --ensemble 1"));
  EXPECT_THAT(report.html, Not(HasSubstr("`")));
}

}  // namespace
}  // namespace ganglion::train::report

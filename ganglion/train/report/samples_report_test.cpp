// Reports of images and signals.
#include <gmock/gmock.h>

#include <filesystem>
#include <regex>

#include "ganglion/core/base64.h"
#include "ganglion/core/file.h"
#include "ganglion/core/rng.h"
#include "ganglion/data/images/image.h"
#include "ganglion/train/report/sample_view.h"
#include "ganglion/train/run/run.h"
#include "ganglion/train/run/run_folder.h"
#include "tests/support/blobs.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Base64, IsThatOfRfc4648) {
  // Section 10.
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64("\xFF\xFE"), "//4=");
}

TEST(SampleView, PicturesAreMadeSmall) {
  Tensor picture(Shape{1, 100, 50}, DType::u8);
  const SampleView view(data::SampleKind::image, picture);
  EXPECT_THAT(view.html(picture, "a <b>", 64),
              ::testing::StartsWith("<img alt=\"a &lt;b&gt;\" width=\"32\" height=\"64\" "
                                    "src=\"data:image/png;base64,iVBOR"));
}

TEST(SampleView, SignalsHaveACurveForEachChannel) {
  const Tensor signal = Tensor::of<float>({2, 3}, {0, 1, 2, 2, 1, 0});
  const std::string svg = SampleView(data::SampleKind::signal, signal).html(signal, "x", 64);
  EXPECT_THAT(svg, HasSubstr("<path class=\"l s0\" d=\"M0.0 48.0L60.0 24.0L120.0 0.0\"/>"));
  EXPECT_THAT(svg, HasSubstr("<path class=\"l s1\" d=\"M0.0 0.0L60.0 24.0L120.0 48.0\"/>"));
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != text.npos; at += part.size()) ++found;
  return found;
}

/// The report of a run on 90 images of noise, which nobody can tell apart.
std::string report_of_noise(const support::ScratchFolder& folder, const std::string& augment) {
  for (std::uint64_t i = 0; i < 90; ++i) {
    const std::string name = folder / (i % 2 == 0 ? "noise/a &amp; <b>" : "noise/other");
    std::filesystem::create_directories(name);
    data::Image image{.height = 128, .width = 128, .channels = 3};
    for (std::uint64_t p = 0; p < 128 * 128 * 3; ++p) {
      image.pixels.push_back(static_cast<std::uint8_t>(255.0 * random_uniform(1, i, p)));
    }
    write_file_atomically(name + "/" + std::to_string(i) + ".png", data::encode_png(image));
  }
  const RunResult result = run({.data = folder / "noise",
                                .augment = augment,
                                .network = "avgpool 32; flatten",
                                .epochs = 2,
                                .out = folder / "run"},
                               {.progress = false});
  return read_file(RunFolder(result.folder).report());
}

TEST(SlowSamplesReport, ShowsSamplesAndMistakesAndStaysSmall) {
  const support::ScratchFolder folder;
  const std::string html = report_of_noise(folder, "flip; shift 3");
  EXPECT_THAT(html, HasSubstr("<h2>Training examples</h2>"));
  EXPECT_THAT(html, HasSubstr("Below the line, the same examples after <code>--augment</code> "
                              "<code>flip; shift 3</code>"));
  EXPECT_EQ(count(html, "a &amp;amp; &lt;b&gt;, augmented"), 6U);
  EXPECT_EQ(count(html, "<figure class=\"samples\">"), 2U);
  const std::size_t mistakes = count(html, "<figure class=\"mistake\">");
  EXPECT_GE(mistakes, 3U);
  EXPECT_EQ(count(html, "<img"), 24 + mistakes);
  EXPECT_LT(html.size(), 1'000'000U) << "noise is what PNG makes least smaller";
  EXPECT_THAT(html, Not(HasSubstr("amp; <b>")));
  const std::regex link(R"((?:src|href|url|@import)\s*[=(]\s*["']?(?!data:)\w+)");
  EXPECT_FALSE(std::regex_search(html, link));
}

}  // namespace
}  // namespace ganglion::train::report

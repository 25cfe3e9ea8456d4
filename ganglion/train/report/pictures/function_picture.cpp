#include "ganglion/train/report/pictures/function_picture.h"

#include <fmt/format.h>

#include "ganglion/core/error.h"
#include "ganglion/core/markup.h"
#include "ganglion/core/utf8.h"
#include "ganglion/core/word_wrap.h"
#include "ganglion/train/report/pictures/function_chart.h"
#include "ganglion/train/report/style.h"

namespace ganglion::train::report {
namespace {

constexpr double kPictureMargin = 16.0;
/// Charts are drawn larger than in a report.
constexpr double kPictureScale = 1.3;
constexpr double kPictureLine = 16.0;
constexpr std::size_t kLettersOnLine = 74;

/// A drawing at a place of another one.
std::string placed(const std::string& svg, double y, double height) {
  const std::string_view begin = "<svg";
  return fmt::format("<svg x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"{}",
                     kPictureMargin, y, kPictureScale * kFunctionWidth, kPictureScale * height,
                     svg.substr(begin.size()));
}

class PictureWriter {
 public:
  void lines(const std::string& text, const char* classes = "") {
    for (const std::string& line : word_wrap(text, kLettersOnLine)) {
      y_ += kPictureLine;
      text_ += fmt::format("<text class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", classes,
                           kPictureMargin, y_, escape(line));
    }
  }

  void chart(const FunctionChart& chart) {
    y_ += 10.0;
    lines(chart.heading, "strong");
    y_ += 8.0;
    text_ += placed(chart.svg, y_, chart.height);
    y_ += kPictureScale * chart.height;
    if (!chart.scale.empty()) {
      text_ += placed(chart.scale, y_, kFunctionScaleHeight);
      y_ += kPictureScale * kFunctionScaleHeight;
    }
    legend(chart.legend);
    lines(chart.caption);
  }

  std::string file() const {
    const double width = kPictureScale * kFunctionWidth + 2.0 * kPictureMargin;
    const double height = y_ + kPictureMargin;
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
        "viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\">\n<style>{2}</style>\n<rect "
        "class=\"ground\" width=\"100%\" height=\"100%\" rx=\"12\"/>\n{3}</svg>\n",
        width, height, style(), text_);
  }

 private:
  void legend(const std::vector<std::string>& names) {
    double x = kPictureMargin;
    if (!names.empty()) y_ += kPictureLine;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::string name = shortened(names[i], 30);
      const double width = 30.0 + 6.2 * static_cast<double>(display_width(name));
      if (x > kPictureMargin && x + width > kPictureScale * kFunctionWidth) {
        x = kPictureMargin;
        y_ += kPictureLine;
      }
      text_ += fmt::format(
          "<rect class=\"f{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"11\" height=\"11\" rx=\"3\"/>"
          "<text x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n",
          i % 8, x, y_ - 9.0, x + 16.0, y_, escape(name));
      x += width;
    }
  }

  std::string text_;
  double y_ = 10.0;
};

}  // namespace

std::string function_picture(const FunctionView& view, const std::string& title) {
  const std::vector<FunctionChart> charts = function_charts(view);
  if (charts.empty()) {
    throw Error(
        "there is nothing to draw: the model reads no numeric column (images and signals have "
        "none)");
  }
  PictureWriter writer;
  writer.lines(title, "strong");
  const std::string held = held_text(view);
  if (!held.empty()) writer.lines(held);
  for (const FunctionChart& chart : charts) writer.chart(chart);
  return writer.file();
}

}  // namespace ganglion::train::report

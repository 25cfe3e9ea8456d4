// The report of a run in a real browser.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/end_to_end/program.h"

namespace ganglion::support {
namespace {

/// Where a program is, as a shell finds it; empty when there is none.
std::string found(const std::string& program) {
  const char* path = std::getenv("PATH");
  std::string folders = path == nullptr ? "" : path;
  for (std::size_t at = 0; at <= folders.size();) {
    const std::size_t end = std::min(folders.find(':', at), folders.size());
    const std::string file = folders.substr(at, end - at) + "/" + program;
    if (::access(file.c_str(), X_OK) == 0) return file;
    at = end + 1;
  }
  return "";
}

Outcome browse(const std::string& browser, const std::string& page, const std::string& folder,
               std::vector<std::string> options) {
  std::vector<std::string> words = {"--headless",
                                    "--no-sandbox",
                                    "--disable-gpu",
                                    "--disable-dev-shm-usage",
                                    "--hide-scrollbars",
                                    "--no-first-run",
                                    "--disable-background-networking",
                                    "--enable-logging=stderr",
                                    "--user-data-dir=" + folder + "/profile"};
  words.insert(words.end(), options.begin(), options.end());
  words.push_back("file://" + page);
  return Started(browser, words).wait();
}

/// A copy of the page that writes into itself how much it loaded, and whether it is too wide.
std::string watched(const Scratch& scratch, const std::string& html, const std::string& name,
                    const std::string& more = "") {
  const std::string script =
      "<script>addEventListener('load',()=>{const e=document.documentElement;"
      "document.body.dataset.loaded=performance.getEntriesByType('resource').length;"
      "document.body.dataset.fits=e.scrollWidth<=innerWidth})</script>";
  return scratch.write(name, html + more + script);
}

TEST(ReportInBrowser, IsShownWithoutErrorsAndLoadsNothing) {
  const std::string browser = found("chromium");
  if (browser.empty()) GTEST_SKIP() << "chromium is not installed: apt-get install chromium";
  const Scratch scratch;
  const std::string data = scratch.write("flowers.csv", flowers(150));
  const Outcome run =
      run_program({"train", data, "--epochs", "20", "--out", scratch / "run", "--json", "--quiet"});
  ASSERT_EQ(run.code, 0) << run.err;
  const std::string page = scratch / "run/report.html";
  const std::string html = read_file(page);

  const std::string picture = scratch / "report.png";
  const Outcome shot =
      browse(browser, page, scratch / "", {"--window-size=390,3000", "--screenshot=" + picture});
  if (!std::filesystem::exists(picture)) {
    GTEST_SKIP() << "chromium can't take pictures here: " << shot.err;
  }
  EXPECT_GT(std::filesystem::file_size(picture), 30'000U) << "an empty page is smaller";
  EXPECT_EQ(shot.err.find("CONSOLE"), std::string::npos) << shot.err;

  const std::vector<std::string> narrow = {"--window-size=390,3000", "--dump-dom"};
  const Outcome dom = browse(browser, watched(scratch, html, "watched.html"), scratch / "", narrow);
  EXPECT_NE(dom.out.find("data-loaded=\"0\""), std::string::npos) << dom.err;
  EXPECT_NE(dom.out.find("data-fits=\"true\""), std::string::npos);
  EXPECT_NE(dom.out.find(run.json().text("model_hash")), std::string::npos);

  // That this way of looking sees what it is to see.
  const std::string more =
      "<img src=\"http://127.0.0.1:9/x.png\"><p style=\"width:3000px\">wide</p>";
  const Outcome other =
      browse(browser, watched(scratch, html, "other.html", more), scratch / "", narrow);
  EXPECT_NE(other.out.find("data-loaded=\"1\""), std::string::npos);
  EXPECT_NE(other.out.find("data-fits=\"false\""), std::string::npos);
}

}  // namespace
}  // namespace ganglion::support

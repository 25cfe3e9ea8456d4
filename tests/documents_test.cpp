// What the documents quote and point to is there.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

namespace ganglion {
namespace {

std::string document_at(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string without_blanks(std::string line) {
  std::erase(line, ' ');
  return line;
}

std::vector<std::filesystem::path> documents() {
  std::vector<std::filesystem::path> paths = {"README.md", "CONTRIBUTING.md", "SECURITY.md",
                                              "data/README.md"};
  for (const auto& entry : std::filesystem::recursive_directory_iterator("docs")) {
    if (entry.path().extension() == ".md") paths.push_back(entry.path());
  }
  return paths;
}

TEST(Documents, LinksLeadToFiles) {
  const std::regex link(R"(\]\(([^):# ]+)\))");
  int links = 0;
  for (const auto& document : documents()) {
    const std::string text = document_at(document);
    ASSERT_FALSE(text.empty()) << document;
    for (std::sregex_iterator at(text.begin(), text.end(), link), end; at != end; ++at) {
      EXPECT_TRUE(std::filesystem::exists(document.parent_path() / (*at)[1].str()))
          << document << ": " << (*at)[1];
      ++links;
    }
  }
  EXPECT_GT(links, 10);
}

TEST(Documents, LayoutNamesFilesThatExist) {
  const std::string text = document_at("docs/layout.md");
  const std::regex name(R"(`((?:ganglion|examples|tests|docs|tools|data)/[A-Za-z0-9_./]+)`)");
  int names = 0;
  for (std::sregex_iterator at(text.begin(), text.end(), name), end; at != end; ++at) {
    EXPECT_TRUE(std::filesystem::exists((*at)[1].str())) << (*at)[1];
    ++names;
  }
  EXPECT_GT(names, 10);
  for (const auto& module : std::filesystem::directory_iterator("ganglion")) {
    if (!module.is_directory()) continue;
    const std::string row = "| `" + module.path().filename().string() + "` |";
    EXPECT_NE(text.find(row), std::string::npos) << "no row for " << module.path();
  }
}

TEST(Documents, TheReadmeQuotesTheDigitsExample) {
  std::set<std::string> lines;
  std::istringstream example(document_at("examples/digits.cpp"));
  for (std::string line; std::getline(example, line);) lines.insert(without_blanks(line));
  const std::string readme = document_at("README.md");
  const std::size_t begin = readme.find("```cpp\n");
  ASSERT_NE(begin, std::string::npos);
  std::istringstream block(readme.substr(begin + 7, readme.find("```", begin + 7) - begin - 7));
  int quoted = 0;
  for (std::string line; std::getline(block, line); ++quoted) {
    // The example takes the path from its arguments.
    const std::string wanted =
        std::regex_replace(without_blanks(line), std::regex(R"("data/digits.csv")"), "path");
    EXPECT_TRUE(lines.contains(wanted)) << line;
  }
  EXPECT_GT(quoted, 15);
}

}  // namespace
}  // namespace ganglion

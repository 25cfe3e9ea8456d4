#pragma once
#include <string_view>

/// Files that are part of the program, packed with gzip (see cmake/Embed.cmake).
namespace ganglion::studio::embedded {

std::string_view page();  ///< studio/page/dist/index.html
/// " 'sha256-…'" for each inline script of the page.
std::string_view script_hashes();
std::string_view digits();
std::string_view breast_cancer();
std::string_view ecg();

}  // namespace ganglion::studio::embedded

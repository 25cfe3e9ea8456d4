#pragma once
#include <gtest/gtest.h>

#include <string>

namespace ganglion::support {

/// Whether `part` is in `text`; a failed expectation shows the text.
inline testing::AssertionResult contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos ? testing::AssertionSuccess()
                                              : testing::AssertionFailure() << text;
}

}  // namespace ganglion::support

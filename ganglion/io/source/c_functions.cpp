#include "ganglion/io/source/c_functions.h"

#include "ganglion/io/source/c_function_texts.h"
#include "ganglion/io/source/c_text.h"

namespace ganglion::io {

std::string c_functions(const CFunctions& used, std::string_view prefix) {
  std::string source;
  for (const auto texts :
       {element_functions(), array_functions(), window_functions(), column_functions()}) {
    for (const CFunctionText& function : texts) {
      if (used.contains(function.name)) source += with_prefix(function.text, prefix) + "\n";
    }
  }
  return source;
}

}  // namespace ganglion::io

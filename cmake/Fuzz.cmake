# Fuzz targets: each reader of files, built by clang with libFuzzer and the sanitizers, from the
# modules that read (no kernels, so neither oneDNN nor OpenMP). `make fuzz` runs them.

if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  message(FATAL_ERROR "libFuzzer comes with clang: configure with `cmake --preset fuzz`")
endif()

find_package(nlohmann_json REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(fmt REQUIRED)
find_package(ZLIB REQUIRED)
find_package(PNG REQUIRED)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(jpeg REQUIRED IMPORTED_TARGET libjpeg)

set(fuzzed_modules core graph ops nn optim data io)
set(fuzzed_sources "")
foreach(module IN LISTS fuzzed_modules)
  file(GLOB_RECURSE found CONFIGURE_DEPENDS ganglion/${module}/*.cpp)
  list(APPEND fuzzed_sources ${found})
endforeach()
file(GLOB job_sources CONFIGURE_DEPENDS ganglion/train/job/*.cpp)  # the room itself, not those in it
list(APPEND fuzzed_sources ${job_sources} http/event_log.cpp http/gate.cpp http/message.cpp)
list(FILTER fuzzed_sources EXCLUDE REGEX "_test\\.cpp$")
# What runs a graph needs the kernels.
list(FILTER fuzzed_sources EXCLUDE REGEX
  "/io/(read/|source/|keras/export/|trial\\.|onnx/(layers/|(import_graph|run|case_folder|from_network)\\.))")

set(fuzz_flags -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
add_library(ganglion_fuzzed STATIC ${fuzzed_sources})
ganglion_unity(ganglion_fuzzed ALONE "/ganglion/ops/"
  HEADERS <algorithm> <functional> <map> <optional> <span> <string> <vector> <fmt/format.h>)
target_compile_features(ganglion_fuzzed PUBLIC cxx_std_20)
target_include_directories(ganglion_fuzzed PUBLIC "${PROJECT_SOURCE_DIR}")
target_compile_definitions(ganglion_fuzzed PRIVATE "GANGLION_VERSION=\"${PROJECT_VERSION}\"")
target_compile_options(ganglion_fuzzed PUBLIC -O1 -g1 ${fuzz_flags}
  PRIVATE -fsanitize=fuzzer-no-link)
target_link_libraries(ganglion_fuzzed PUBLIC
  nlohmann_json::nlohmann_json tomlplusplus::tomlplusplus fmt::fmt PkgConfig::xxhash ZLIB::ZLIB
  PNG::PNG PkgConfig::jpeg Threads::Threads)

file(GLOB fuzz_sources CONFIGURE_DEPENDS tests/fuzz/*_fuzz.cpp)
# Calls of the public interface need the kernels: they are for the replay in the sanitizers' build.
list(FILTER fuzz_sources EXCLUDE REGEX "/api_fuzz\\.cpp$")
# What changes an input by its structure: of each target its own, or bytes at random.
add_library(ganglion_mutations STATIC tests/support/json_mutations.cpp
  tests/support/job_mutations.cpp tests/support/model_mutations.cpp)
target_link_libraries(ganglion_mutations PUBLIC ganglion_fuzzed)
set(checkpoint_fuzz_mutator tests/fuzz/mutators/model_mutator.cpp)
set(job_fuzz_mutator tests/fuzz/mutators/job_mutator.cpp)
set(keras_fuzz_mutator tests/fuzz/mutators/model_mutator.cpp)
set(model_fuzz_mutator tests/fuzz/mutators/model_mutator.cpp)
foreach(source IN LISTS fuzz_sources)
  cmake_path(GET source STEM name)
  add_executable(${name} ${source} ${${name}_mutator})
  target_link_libraries(${name} PRIVATE ganglion_mutations ganglion_fuzzed)
  target_link_options(${name} PRIVATE ${fuzz_flags} -fsanitize=fuzzer)
endforeach()

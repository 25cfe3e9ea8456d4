# Fuzz targets, built by clang with libFuzzer and the sanitizers. `make fuzz` runs them. Each reader of
# files is built from the modules that read (no kernels, so neither oneDNN nor OpenMP); calls of the
# public interface (api_fuzz) from those and the rest of the library.

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
list(APPEND fuzzed_sources ${job_sources})
foreach(name IN ITEMS event_log gate message)
  list(APPEND fuzzed_sources "${PROJECT_SOURCE_DIR}/http/${name}.cpp")
endforeach()
list(FILTER fuzzed_sources EXCLUDE REGEX "_test\\.cpp$")
# What runs a graph needs the kernels.
set(computes
  "/io/(read/|source/|keras/export/|trial\\.|onnx/(layers/|(import_graph|run|case_folder|from_network)\\.))")
set(rest_sources ${fuzzed_sources})
list(FILTER rest_sources INCLUDE REGEX "${computes}")
list(FILTER fuzzed_sources EXCLUDE REGEX "${computes}")

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

# What computes: the rest of io and the modules above it, without the rooms of reports and runs.
file(GLOB_RECURSE computing_sources CONFIGURE_DEPENDS ganglion/autodiff/*.cpp ganglion/dist/*.cpp
  ganglion/kernels/*.cpp ganglion/runtime/*.cpp ganglion/train/callbacks/*.cpp
  ganglion/train/fitting/*.cpp ganglion/train/step/*.cpp)
file(GLOB train_sources CONFIGURE_DEPENDS ganglion/train/*.cpp)
list(APPEND rest_sources ${computing_sources} ${train_sources})
list(FILTER rest_sources EXCLUDE REGEX "_test\\.cpp$|/dist/mpi/")
find_package(DNNL 2.6...<4 MODULE REQUIRED)
find_package(hwy REQUIRED)
# Kernels tell the OpenMP that oneDNN stands on (GCC's) how many threads to take. Clang can't read GCC's
# header, and its own is in a package of another OpenMP.
file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/openmp/omp.h"
  CONTENT "extern \"C\" int omp_get_max_threads();\nextern \"C\" void omp_set_num_threads(int);\n")
add_library(ganglion_fuzzed_rest STATIC ${rest_sources})
ganglion_unity(ganglion_fuzzed_rest ALONE "/kernels/(simd|onednn)/" AS ganglion_fuzzed)
target_compile_definitions(ganglion_fuzzed_rest PRIVATE GANGLION_SANITIZED)  # fewer instruction sets
target_compile_options(ganglion_fuzzed_rest PRIVATE -fsanitize=fuzzer-no-link)
target_include_directories(ganglion_fuzzed_rest PRIVATE "${PROJECT_BINARY_DIR}/openmp")
target_link_libraries(ganglion_fuzzed_rest PUBLIC ganglion_fuzzed DNNL::dnnl gomp hwy::hwy
  ${CMAKE_DL_LIBS})
add_executable(api_fuzz tests/fuzz/api_fuzz.cpp)
target_link_libraries(api_fuzz PRIVATE ganglion_fuzzed_rest)
target_link_options(api_fuzz PRIVATE ${fuzz_flags} -fsanitize=fuzzer)

file(GLOB fuzz_sources CONFIGURE_DEPENDS tests/fuzz/*_fuzz.cpp)
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

# Tests, examples and benchmarks. All are found by their names; adding a file needs no edit here.

include(CTest)
find_package(GTest REQUIRED)
find_package(rapidcheck REQUIRED)
include(GoogleTest)

# One program for every *_test.cpp. Tests run in the root of the sources, so that they can name
# data/digits.csv as it stands, and find the program under test in GANGLION_PROGRAM.
#
# The tests themselves are compiled once, fast and without sanitizers, into two archives: what runs
# on several threads, and the rest. The sanitizers' builds instrument the library and link those
# archives of the release build (-DGANGLION_TEST_ARCHIVES=build).
file(GLOB_RECURSE test_sources CONFIGURE_DEPENDS
  ganglion/*_test.cpp cli/*_test.cpp http/*_test.cpp studio/*_test.cpp tests/*_test.cpp)
list(FILTER test_sources EXCLUDE REGEX "/tests/consumer/")
file(GLOB test_helpers CONFIGURE_DEPENDS tests/support/*.cpp tests/ops/cases/*.cpp)
# The oracle of the CSV reader.
find_library(CSV_LIBRARY csv)
mark_as_advanced(CSV_LIBRARY)
if(NOT CSV_LIBRARY)
  message(STATUS "libcsv is not here: csv_oracle_test.cpp is left out")
  list(FILTER test_sources EXCLUDE REGEX "/csv_oracle_test\\.cpp$")
  set(CSV_LIBRARY "")
endif()
set(threaded "/ganglion/(core|kernels|runtime|train)/|/http/|/studio/|/tests/[a-z_]*\\.cpp|csv")
set(threaded_sources ${test_sources})
list(FILTER threaded_sources INCLUDE REGEX "${threaded}")
list(FILTER test_sources EXCLUDE REGEX "${threaded}")
set(test_libraries GTest::gtest_main GTest::gmock rapidcheck ZLIB::ZLIB ${CSV_LIBRARY}
  nlohmann_json::nlohmann_json fmt::fmt DNNL::dnnl OpenMP::OpenMP_CXX hwy::hwy Threads::Threads)

# ganglion_test_archive(NAME HEADERS… | AS OTHER SOURCES…), see ganglion_unity.
function(ganglion_test_archive name)
  cmake_parse_arguments(PARSE_ARGV 1 archive "" "AS" "HEADERS;SOURCES")
  add_library(${name} STATIC ${archive_SOURCES})
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${test_libraries} ganglion_flags)
  # Alone: what includes itself once per target.
  ganglion_unity(${name} ALONE "/kernels/simd/"
    HEADERS ${archive_HEADERS} AS ${archive_AS})
  target_compile_options(${name} PRIVATE -O0)
  # A path of this machine would only keep clones from sharing what ccache holds.
  target_compile_definitions(${name} PRIVATE GANGLION_SOURCE_DIR=".")
endfunction()

if(test_sources)
  if(GANGLION_TEST_ARCHIVES)
    set(test_archives "${PROJECT_SOURCE_DIR}/${GANGLION_TEST_ARCHIVES}/libganglion_threaded_tests.a")
    if(NOT GANGLION_SANITIZE MATCHES "thread")
      list(APPEND test_archives "${PROJECT_SOURCE_DIR}/${GANGLION_TEST_ARCHIVES}/libganglion_other_tests.a")
    endif()
  else()
    ganglion_test_archive(ganglion_threaded_tests SOURCES ${threaded_sources} ${test_helpers}
      HEADERS <algorithm> <functional> <map> <string> <vector> <fmt/format.h> <nlohmann/json.hpp>
        <gmock/gmock.h> <gtest/gtest.h> <rapidcheck/gtest.h>)
    ganglion_test_archive(ganglion_other_tests SOURCES ${test_sources} AS ganglion_threaded_tests)
    set(test_archives $<TARGET_FILE:ganglion_threaded_tests> $<TARGET_FILE:ganglion_other_tests>)
  endif()
  file(CONFIGURE OUTPUT no_source.cpp CONTENT "// All of the program is in its archives.\n")
  add_executable(ganglion_tests "${CMAKE_CURRENT_BINARY_DIR}/no_source.cpp")
  # Of inline functions that both have, the linker takes the first: the library comes first, so that
  # what is tested is the library as it was instrumented.
  target_link_options(ganglion_tests PRIVATE
    LINKER:--whole-archive $<TARGET_FILE:ganglion> ${test_archives} LINKER:--no-whole-archive)
  set_property(TARGET ganglion_tests PROPERTY LINK_DEPENDS ${test_archives})
  target_link_libraries(ganglion_tests PRIVATE ganglion_front ganglion ${test_libraries} ganglion_flags)
  if(GANGLION_PARTS)
    set(rest "${PROJECT_SOURCE_DIR}/${GANGLION_TEST_ARCHIVES}/libganglion.a")
    target_link_libraries(ganglion_tests PRIVATE "${rest}")
    set_property(TARGET ganglion_tests APPEND PROPERTY LINK_DEPENDS "${rest}")
  endif()
  if(NOT GANGLION_TEST_ARCHIVES)
    add_dependencies(ganglion_tests ganglion_threaded_tests ganglion_other_tests)
  endif()
  if(TARGET ganglion_cli AND NOT GANGLION_PARTS)
    add_dependencies(ganglion_tests ganglion_cli ganglion_c ganglion_predict)
  endif()
  # Loaded before the program, makes a call of its fail. Sanitizers want to be loaded first.
  if(NOT GANGLION_SANITIZE)
    add_library(ganglion_faults MODULE tests/faults/fail_calls.cpp)
    target_link_libraries(ganglion_faults PRIVATE ${CMAKE_DL_LIBS} ganglion_flags)
    add_dependencies(ganglion_tests ganglion_faults)
  endif()
  # Property tests draw the same cases every time; leave RC_PARAMS out to hunt for new ones.
  set(test_environment "GANGLION_PROGRAM=${PROJECT_BINARY_DIR}/ganglion" "RC_PARAMS=seed=1")
  if(GANGLION_SANITIZE)
    # Ten times as slow: of each property 25 cases, not 100.
    list(TRANSFORM test_environment REPLACE "seed=1" "seed=1 max_success=25")
    # A tenth of the time goes into noting who allocated: eight callers say it, too.
    list(APPEND test_environment "ASAN_OPTIONS=malloc_context_size=8")
    # Own kernels are not compiled for more (kernels/simd/targets.h), and oneDNN's shall fit them.
    list(APPEND test_environment "ONEDNN_MAX_CPU_ISA=AVX2")
  endif()
  if(GANGLION_SANITIZE MATCHES "thread")
    list(APPEND test_environment
      "TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/cmake/tsan.supp")
  endif()
  # Suites with "Slow" in their names carry the label slow; the sanitizer runs leave them out.
  if(GANGLION_SANITIZE)
    # A process for each test would spend its time in starting up.
    set(shards 8)
    math(EXPR last "${shards} - 1")
    foreach(shard RANGE ${last})
      add_test(NAME shard_${shard} COMMAND ganglion_tests "--gtest_filter=-*Slow*" --gtest_brief=1
        WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
      set_tests_properties(shard_${shard} PROPERTIES TIMEOUT 900 ENVIRONMENT
        "${test_environment};GTEST_TOTAL_SHARDS=${shards};GTEST_SHARD_INDEX=${shard}")
    endforeach()
  else()
    set(discovery DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
      WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
    gtest_discover_tests(ganglion_tests ${discovery} TEST_FILTER "-*Slow*" TEST_LIST fast_tests
      PROPERTIES TIMEOUT 300)
    gtest_discover_tests(ganglion_tests ${discovery} TEST_FILTER "*Slow*-PeakSlow.*:BandwidthSlow.*"
      TEST_LIST slow_tests PROPERTIES TIMEOUT 600 LABELS slow)
    # Where there is AVX-512, the kernels of processors that lack it.
    add_test(NAME kernels_avx2 COMMAND ganglion_tests --gtest_brief=1
      "--gtest_filter=*Kernel*:*Conv*:*Block*:*Winograd*:*Packed*:*Product*:*Plan*:*Golden*:-*Slow*"
      WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
    set_tests_properties(kernels_avx2 PROPERTIES TIMEOUT 600 ENVIRONMENT
      "${test_environment};ONEDNN_MAX_CPU_ISA=AVX2")
    # What measures the processor has it for itself.
    gtest_discover_tests(ganglion_tests ${discovery} TEST_FILTER "PeakSlow.*:BandwidthSlow.*"
      TEST_LIST measuring_tests PROPERTIES TIMEOUT 600 LABELS slow RUN_SERIAL TRUE)
    # gtest_discover_tests keeps only the first of several variables, so ctest sets them itself. What
    # takes long begins first, so that no core waits for it at the end.
    file(WRITE "${PROJECT_BINARY_DIR}/test_environment.cmake"
      "if(fast_tests OR slow_tests)
  set_tests_properties(\${fast_tests} \${slow_tests} PROPERTIES ENVIRONMENT \"${test_environment}\")
  set_tests_properties(\${slow_tests} PROPERTIES COST 10)
endif()
")
    set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES
      "${PROJECT_BINARY_DIR}/test_environment.cmake")
  endif()
endif()

# The fuzz targets without a fuzzer, where an access out of bounds would be seen.
if(GANGLION_SANITIZE MATCHES "address")
  add_custom_target(ganglion_replays)
  add_library(ganglion_replay OBJECT EXCLUDE_FROM_ALL tests/fuzz/replay.cpp
    tests/support/json_mutations.cpp)
  target_include_directories(ganglion_replay PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(ganglion_replay PRIVATE ganglion_flags nlohmann_json::nlohmann_json fmt::fmt)
  file(GLOB fuzz_sources CONFIGURE_DEPENDS tests/fuzz/*_fuzz.cpp)
  foreach(source IN LISTS fuzz_sources)
    cmake_path(GET source STEM name)
    string(REPLACE "_fuzz" "" name "${name}")
    add_executable(${name}_replay EXCLUDE_FROM_ALL ${source})
    target_link_libraries(${name}_replay PRIVATE
      ganglion_replay ganglion_front ganglion nlohmann_json::nlohmann_json fmt::fmt ZLIB::ZLIB ganglion_flags)
    add_dependencies(ganglion_replays ${name}_replay)
    add_test(NAME replay.${name}
      COMMAND ${name}_replay "${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${name}" 300)
    file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/replay/${name}")
    set_tests_properties(replay.${name} PROPERTIES
      WORKING_DIRECTORY "${PROJECT_BINARY_DIR}/replay/${name}" TIMEOUT 300
      # What there is no memory for is refused, as it is without a sanitizer.
      ENVIRONMENT "ASAN_OPTIONS=allocator_may_return_null=1")
  endforeach()
endif()

# Counts allocations, for which it replaces malloc: a program of its own, and none for sanitizers.
if(NOT GANGLION_SANITIZE)
  file(GLOB allocation_sources CONFIGURE_DEPENDS tests/allocations/*.cpp)
  add_executable(ganglion_allocations ${allocation_sources})
  target_link_libraries(ganglion_allocations PRIVATE
    ganglion GTest::gtest_main DNNL::dnnl OpenMP::OpenMP_CXX ${CMAKE_DL_LIBS} ganglion_flags)
  # It stands before oneDNN's functions with its own, and calls theirs.
  target_link_options(ganglion_allocations PRIVATE LINKER:--no-as-needed)
  add_test(NAME allocations COMMAND ganglion_allocations)
  set_tests_properties(allocations PROPERTIES TIMEOUT 60)
endif()

# Each example is a program of one file; running it to its end is its test. The header that all
# include is read for the first of them.
file(GLOB example_sources CONFIGURE_DEPENDS examples/*.cpp)
set(first_example "")
foreach(source IN LISTS example_sources)
  cmake_path(GET source STEM name)
  add_executable(example_${name} ${source})
  set_target_properties(example_${name} PROPERTIES
    OUTPUT_NAME ${name} RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/examples")
  target_link_libraries(example_${name} PRIVATE ganglion ganglion_flags)
  if(GANGLION_SANITIZE OR NOT GANGLION_UNITY)
    # The sanitizers build only one of them; without unity, each file is compiled by itself.
  elseif(first_example)
    target_precompile_headers(example_${name} REUSE_FROM ${first_example})
  else()
    target_precompile_headers(example_${name} PRIVATE <ganglion/ganglion.h>)
    set(first_example example_${name})
  endif()
  add_test(NAME example.${name} COMMAND example_${name}
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
  set_tests_properties(example.${name} PROPERTIES LABELS "example;slow" TIMEOUT 300)
endforeach()

# A page of docs/ quotes what this one prints.
if(TARGET ganglion_tests AND NOT GANGLION_PARTS)
  add_dependencies(ganglion_tests example_two_neurons)
endif()

file(GLOB benchmark_sources CONFIGURE_DEPENDS benchmarks/*_bench.cpp)
if(benchmark_sources AND NOT GANGLION_SANITIZE)
  find_package(benchmark REQUIRED)
  pkg_check_modules(turbojpeg REQUIRED IMPORTED_TARGET libturbojpeg)
  add_executable(ganglion_bench ${benchmark_sources})
  target_link_libraries(ganglion_bench PRIVATE
    ganglion benchmark::benchmark_main DNNL::dnnl OpenMP::OpenMP_CXX PkgConfig::turbojpeg
    Threads::Threads ganglion_flags)
endif()

# What `make bench-peers` sets beside other software; nothing else needs it.
if(NOT GANGLION_SANITIZE)
  add_executable(ganglion_peers_worker EXCLUDE_FROM_ALL
    benchmarks/peers/ganglion_worker.cpp benchmarks/peers/ganglion_work.cpp)
  target_link_libraries(ganglion_peers_worker PRIVATE ganglion ganglion_flags)
  # The same on many ranks, and what `make bench-scaling` predicts their speed from.
  add_executable(ganglion_scaling_worker EXCLUDE_FROM_ALL
    benchmarks/scaling/worker.cpp benchmarks/peers/ganglion_work.cpp)
  target_link_libraries(ganglion_scaling_worker PRIVATE ganglion ganglion_flags)
  # What a step of one's own costs beside `fit`.
  add_executable(ganglion_library_speed EXCLUDE_FROM_ALL benchmarks/library/speed.cpp)
  target_link_libraries(ganglion_library_speed PRIVATE ganglion ganglion_flags)
endif()

# The installed library, used from outside.
if(NOT GANGLION_SANITIZE)
  add_test(NAME consumer COMMAND "${PROJECT_SOURCE_DIR}/tests/consumer/check.sh" "${PROJECT_BINARY_DIR}")
  set_tests_properties(consumer PROPERTIES
    ENVIRONMENT "CXX=${CMAKE_CXX_COMPILER}" LABELS slow TIMEOUT 300)
  add_test(NAME compile_cost
    COMMAND "${PROJECT_SOURCE_DIR}/tests/consumer/compile_cost.py" "${CMAKE_CXX_COMPILER}")
  set_tests_properties(compile_cost PROPERTIES LABELS slow RUN_SERIAL TRUE TIMEOUT 120)
  add_test(NAME migration_pages
    COMMAND "${PROJECT_SOURCE_DIR}/tests/check_migration_pages.py" "${PROJECT_BINARY_DIR}" "${CMAKE_CXX_COMPILER}")
  set_tests_properties(migration_pages PROPERTIES LABELS slow TIMEOUT 120)
  add_test(NAME example_lines COMMAND "${PROJECT_SOURCE_DIR}/benchmarks/library/lines.py" --check)
  add_test(NAME readme
    COMMAND "${PROJECT_SOURCE_DIR}/tests/check_readme.py" "${PROJECT_BINARY_DIR}")
  set_tests_properties(readme PROPERTIES LABELS slow COST 100 TIMEOUT 900)
  add_test(NAME cli_reference
    COMMAND "${PROJECT_SOURCE_DIR}/tools/make_cli_reference.py" "${PROJECT_BINARY_DIR}/ganglion" --check)
  set_tests_properties(cli_reference PROPERTIES LABELS slow TIMEOUT 60)
  add_test(NAME api_reference COMMAND "${PROJECT_SOURCE_DIR}/tools/make_api_reference.py" --check)
  set_tests_properties(api_reference PROPERTIES TIMEOUT 60)
  foreach(checked IN ITEMS browser studio)
    add_test(NAME ${checked}
      COMMAND "${PROJECT_SOURCE_DIR}/tests/browser/run.sh" check_${checked}.py "${PROJECT_BINARY_DIR}")
  endforeach()
  set_tests_properties(browser studio PROPERTIES LABELS slow COST 100 TIMEOUT 900 SKIP_RETURN_CODE 77)
  add_test(NAME hostile
    COMMAND "${PROJECT_SOURCE_DIR}/tests/end_to_end/check_hostile.py" "${PROJECT_BINARY_DIR}")
  set_tests_properties(hostile PROPERTIES LABELS slow TIMEOUT 200)
  add_test(NAME page COMMAND "${PROJECT_SOURCE_DIR}/tools/check_page.sh")
  set_tests_properties(page PROPERTIES LABELS slow TIMEOUT 300 SKIP_RETURN_CODE 77)
endif()

# Ranks under mpirun, where the plug-in for MPI is built; it says so where it is not.
if(TARGET ganglion_cli AND NOT GANGLION_SANITIZE AND NOT GANGLION_PARTS)
  add_test(NAME ranks
    COMMAND "${PROJECT_SOURCE_DIR}/tests/dist/check_ranks.py" "${PROJECT_BINARY_DIR}")
  set_tests_properties(ranks PROPERTIES LABELS slow RUN_SERIAL TRUE TIMEOUT 600 SKIP_RETURN_CODE 77)
endif()

# Draws figures of the pages, docs/images.
if(NOT GANGLION_SANITIZE)
  file(GLOB figure_sources CONFIGURE_DEPENDS tools/figures/*.cpp)
  add_executable(ganglion_figures ${figure_sources})
  target_link_libraries(ganglion_figures PRIVATE ganglion fmt::fmt ganglion_flags)
  add_test(NAME figures
    COMMAND "${PROJECT_SOURCE_DIR}/tests/check_figures.py" "${PROJECT_BINARY_DIR}")
  set_tests_properties(figures PROPERTIES TIMEOUT 60)
endif()

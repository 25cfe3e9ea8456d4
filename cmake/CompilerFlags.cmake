# How everything here is compiled. Other projects that use the library see none of it: the flags
# travel in the target ganglion_flags, which is not exported. That warnings are errors is said by the
# presets (CMAKE_COMPILE_WARNING_AS_ERROR): other compilers have other warnings.

set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(PROJECT_IS_TOP_LEVEL AND NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Release, Debug or RelWithDebInfo" FORCE)
endif()

# -O2 keeps the build short; the kernels get -O3 (see ganglion_optimize_kernels).
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

# With ccache, paths below the sources count as relative, so that several clones share results. What it
# is told to be sloppy about is what it asks for before it takes a precompiled header into account.
find_program(CCACHE_PROGRAM ccache)
mark_as_advanced(CCACHE_PROGRAM)
if(CCACHE_PROGRAM AND (NOT CMAKE_CXX_COMPILER_LAUNCHER OR CMAKE_CXX_COMPILER_LAUNCHER MATCHES "ccache$"))
  set(CMAKE_CXX_COMPILER_LAUNCHER
    "${CMAKE_COMMAND}" -E env "CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}" CCACHE_NOHASHDIR=1
    CCACHE_SLOPPINESS=pch_defines,time_macros
    "${CCACHE_PROGRAM}")
endif()

add_library(ganglion_flags INTERFACE)
target_compile_features(ganglion_flags INTERFACE cxx_std_20)
target_compile_options(ganglion_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion
  # A fused multiply-add rounds once where two operations round twice; whether the compiler fuses
  # depends on its mood and the target. Off, so that the same source gives the same bits.
  -ffp-contract=off)

# Where files are compiled together, a local name may well be that of a constant in a neighbour; which
# are neighbours depends on the sizes of all files. The preset debug, `make alone` and clang-tidy, for
# which each file stands by itself, warn of the others.
if(NOT GANGLION_UNITY)
  target_compile_options(ganglion_flags INTERFACE -Wshadow)
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(ganglion_flags INTERFACE -Wshadow=local)
endif()

# ccache finds the precompiled header in what the preprocessor says, which names it if asked to.
if(CCACHE_PROGRAM AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(ganglion_flags INTERFACE -fpch-preprocess)
endif()

# GCC collects its garbage from 128 MB on, and a tenth of its time goes there.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(ganglion_flags INTERFACE
    --param=ggc-min-heapsize=524288 --param=ggc-min-expand=100)
endif()

# GCC 12 sees overlapping and endless copies in std::string where there are none (GCC bugs 105651,
# 105329).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(ganglion_flags INTERFACE -Wno-restrict -Wno-stringop-overflow)
endif()

if(GANGLION_SANITIZE)
  # Instrumented code looks uninitialised to GCC 12 where the plain build shows that it isn't.
  target_compile_options(ganglion_flags INTERFACE -Wno-maybe-uninitialized
    -fsanitize=${GANGLION_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  # Four checks of each pointer that is followed, which would be half of the code. The address
  # sanitizer sees a null pointer and an access beyond an object by itself.
  target_compile_options(ganglion_flags INTERFACE -fno-sanitize=null,alignment,object-size,vptr)
  target_compile_definitions(ganglion_flags INTERFACE GANGLION_SANITIZED)
  target_link_options(ganglion_flags INTERFACE -fsanitize=${GANGLION_SANITIZE})
  if(GANGLION_SANITIZE MATCHES thread)
    # The thread sanitizer doesn't see fences (and GCC warns of each); Asio's locks say the same.
    target_compile_definitions(ganglion_flags INTERFACE BOOST_ASIO_DISABLE_FENCED_BLOCK)
  endif()
endif()

# The kernels are where the time goes, and what draws numbers and counts shapes: in release builds they are
# compiled with -O3, in builds that do not optimise at all (the sanitizers' builds, which would take
# too long) with -O1.
function(ganglion_optimize_kernels)
  set(kernels ${ARGN})
  list(FILTER kernels INCLUDE REGEX "/ganglion/(kernels/|core/(rng|shape)[.])")
  if(NOT kernels)
    return()
  endif()
  if(NOT GANGLION_SANITIZE)
    # Those for vectors are unrolled by hand: -O3 gains nothing, and takes three times as much room.
    list(FILTER kernels EXCLUDE REGEX "/kernels/simd/")
    set_source_files_properties(${kernels} PROPERTIES
      COMPILE_OPTIONS "$<$<CONFIG:Release,RelWithDebInfo>:-O3>")
  elseif(CMAKE_CXX_FLAGS_DEBUG MATCHES "-O0")
    set_source_files_properties(${kernels} PROPERTIES
      # Every vector is a variable with a scope of its own, to be poisoned at its end.
      COMPILE_OPTIONS "-O1;-fno-sanitize-address-use-after-scope" SKIP_PRECOMPILE_HEADERS ON)
  endif()
endfunction()

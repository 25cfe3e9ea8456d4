# Files of one folder are compiled together, a dozen at a time: most of the work of a whole build is
# reading the same headers over and over. -DGANGLION_UNITY=OFF (the preset debug) compiles each file
# by itself, which is what an editor wants, and shows a header that a source forgot.

option(GANGLION_UNITY "Compile the files of a folder together" ON)

# ganglion_unity(TARGET [ALONE REGEX…] [HEADERS HEADER…] [AS OTHER]): sources whose paths match a
# REGEX stay by themselves; the HEADERS are read once for all, or those that were read for the target
# OTHER, which has the same flags, are taken.
function(ganglion_unity target)
  if(NOT GANGLION_UNITY)
    return()
  endif()
  cmake_parse_arguments(PARSE_ARGV 1 unity "" "AS" "ALONE;HEADERS")
  if(unity_AS)
    target_precompile_headers(${target} REUSE_FROM ${unity_AS})
  elseif(unity_HEADERS)
    target_precompile_headers(${target} PRIVATE ${unity_HEADERS})
  endif()
  set(most 12)
  get_target_property(sources ${target} SOURCES)
  foreach(regex IN LISTS unity_ALONE)
    list(FILTER sources EXCLUDE REGEX "${regex}")
  endforeach()
  foreach(source IN LISTS sources)
    cmake_path(GET source PARENT_PATH folder)
    cmake_path(RELATIVE_PATH folder BASE_DIRECTORY "${PROJECT_SOURCE_DIR}" OUTPUT_VARIABLE group)
    string(REPLACE "/" "_" group "${group}")
    math(EXPR count_${group} "0${count_${group}} + 1")
    math(EXPR part "(${count_${group}} - 1) / ${most}")
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP "${group}_${part}")
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()

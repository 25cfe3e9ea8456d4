# The files of a module are compiled together, some 130 kB of them at a time: most of the work of a whole
# build is to read the same headers and to make the same templates over and over. Names in anonymous
# namespaces are therefore unique within a module (tools/check_unity.py), wherever its parts end.
# -DGANGLION_UNITY=OFF (the preset debug) compiles each file by itself, which is what an editor wants, and
# shows a header that a source forgot.

option(GANGLION_UNITY "Compile the files of a module together" ON)
set(GANGLION_UNITY_BYTES 130000 CACHE STRING "So many bytes of them at a time")
mark_as_advanced(GANGLION_UNITY_BYTES)

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
  get_target_property(sources ${target} SOURCES)
  foreach(regex IN LISTS unity_ALONE)
    list(FILTER sources EXCLUDE REGEX "${regex}")
  endforeach()
  foreach(source IN LISTS sources)
    cmake_path(RELATIVE_PATH source BASE_DIRECTORY "${PROJECT_SOURCE_DIR}" OUTPUT_VARIABLE path)
    string(REGEX REPLACE "^(ganglion/)?([^/]*)/.*" "\\2" module "${path}")
    cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY "${PROJECT_SOURCE_DIR}" OUTPUT_VARIABLE file)
    file(SIZE "${file}" bytes)
    math(EXPR size_${module} "0${size_${module}} + ${bytes}")
    math(EXPR part "${size_${module}} / ${GANGLION_UNITY_BYTES}")
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP "${module}_${part}")
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()

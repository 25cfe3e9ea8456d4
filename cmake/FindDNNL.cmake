# oneDNN as the target DNNL::dnnl, and its version as DNNL_VERSION. Its own package file also asks for
# the OpenCL headers, which nothing here needs; so the header and the library are looked up directly.
#
# Another one than the system's: give its prefix as DNNL_ROOT or in CMAKE_PREFIX_PATH, or the folder
# of its package file as DNNL_DIR.

find_path(DNNL_INCLUDE_DIR dnnl.hpp
  HINTS "${DNNL_DIR}" "${DNNL_DIR}/../../.." PATH_SUFFIXES include)
# Headers and library of different versions would compile, and crash: the ones beside the headers first.
find_library(DNNL_LIBRARY dnnl
  HINTS "${DNNL_INCLUDE_DIR}/.." PATH_SUFFIXES lib lib64)
mark_as_advanced(DNNL_INCLUDE_DIR DNNL_LIBRARY)

set(DNNL_VERSION "")
if(EXISTS "${DNNL_INCLUDE_DIR}/oneapi/dnnl/dnnl_version.h")
  file(STRINGS "${DNNL_INCLUDE_DIR}/oneapi/dnnl/dnnl_version.h" DNNL_VERSION
    REGEX "^#define[ \t]+DNNL_VERSION_(MAJOR|MINOR|PATCH)[ \t]")
  list(TRANSFORM DNNL_VERSION REPLACE "[^0-9]" "")
  list(JOIN DNNL_VERSION "." DNNL_VERSION)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(DNNL
  REQUIRED_VARS DNNL_LIBRARY DNNL_INCLUDE_DIR DNNL_VERSION
  VERSION_VAR DNNL_VERSION HANDLE_VERSION_RANGE
  REASON_FAILURE_MESSAGE "that is oneDNN (Debian: libdnnl-dev), whose version is read from oneapi/dnnl/dnnl_version.h. DNNL_ROOT can say where it is")

if(DNNL_FOUND AND NOT TARGET DNNL::dnnl)
  add_library(DNNL::dnnl UNKNOWN IMPORTED)
  set_target_properties(DNNL::dnnl PROPERTIES
    IMPORTED_LOCATION "${DNNL_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${DNNL_INCLUDE_DIR}")
endif()

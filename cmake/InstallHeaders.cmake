# Run by `cmake --install`: copies the public headers, those that <ganglion/ganglion.h> reaches. The
# others may change at any time, and some need headers that users don't have.
# In: SOURCE_DIR, INCLUDE_DIR (where headers go, below the prefix).
cmake_policy(VERSION 3.25)  # a script of an installation begins without any
set(found "ganglion/ganglion.h")
set(open "${found}")
while(open)
  list(POP_FRONT open header)
  file(STRINGS "${SOURCE_DIR}/${header}" lines REGEX "^#include \"ganglion/")
  foreach(line IN LISTS lines)
    string(REGEX REPLACE "^#include \"([^\"]*)\".*" "\\1" included "${line}")
    if(NOT included IN_LIST found)
      list(APPEND found "${included}")
      list(APPEND open "${included}")
    endif()
  endforeach()
endwhile()
cmake_path(ABSOLUTE_PATH INCLUDE_DIR BASE_DIRECTORY "${CMAKE_INSTALL_PREFIX}")
foreach(header IN LISTS found)
  cmake_path(GET header PARENT_PATH folder)
  file(INSTALL "${SOURCE_DIR}/${header}" DESTINATION "${INCLUDE_DIR}/${folder}")
endforeach()

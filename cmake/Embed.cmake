# ganglion_embed(TARGET SOURCE NAME=FILE…): puts files into a library, packed with gzip. Writes SOURCE, which defines
# what studio/embedded.h declares: of each a function NAME() that gives the packed bytes.
# The assembler reads the bytes (.incbin): as an array in C++ they would take a compiler a minute.
find_program(GZIP_PROGRAM gzip REQUIRED)
mark_as_advanced(GZIP_PROGRAM)

# The 64 digits of a SHA-256 as a page names it: in base64.
function(ganglion_base64_of_digest out hex)
  set(alphabet "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  set(text "")
  foreach(at RANGE 0 60 6)  # three bytes are four letters
    string(SUBSTRING "${hex}00" ${at} 6 three)
    foreach(shift 18 12 6 0)
      math(EXPR letter "(0x${three} >> ${shift}) & 63")
      string(SUBSTRING "${alphabet}" ${letter} 1 letter)
      string(APPEND text "${letter}")
    endforeach()
  endforeach()
  string(SUBSTRING "${text}" 0 43 text)  # the last byte was added
  set(${out} "${text}=" PARENT_SCOPE)
endfunction()

# "'sha256-…' …" of the inline scripts of a page: those alone may run (Content-Security-Policy).
function(ganglion_script_hashes out page)
  file(READ "${page}" rest)
  set(hashes "")
  while(TRUE)
    string(FIND "${rest}" "<script" begin)
    if(begin EQUAL -1)
      break()
    endif()
    string(SUBSTRING "${rest}" ${begin} -1 rest)
    string(FIND "${rest}" ">" begin)
    math(EXPR begin "${begin} + 1")
    string(SUBSTRING "${rest}" ${begin} -1 rest)
    string(FIND "${rest}" "</script>" end)
    string(SUBSTRING "${rest}" 0 ${end} script)
    string(SUBSTRING "${rest}" ${end} -1 rest)
    string(SHA256 digest "${script}")
    ganglion_base64_of_digest(digest ${digest})
    string(APPEND hashes " 'sha256-${digest}'")
  endwhile()
  set(${out} "${hashes}" PARENT_SCOPE)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${page}")
endfunction()

function(ganglion_embed target source)
  ganglion_script_hashes(hashes "${PROJECT_SOURCE_DIR}/studio/page/dist/index.html")
  set(code "#include \"studio/embedded.h\"
namespace ganglion::studio::embedded {
std::string_view script_hashes() {
  return \"${hashes}\";
}
}  // namespace ganglion::studio::embedded
")
  set(packed_files "")
  foreach(pair IN LISTS ARGN)
    string(REGEX MATCH "^([a-z_]+)=(.*)$" matched "${pair}")
    set(name "${CMAKE_MATCH_1}")
    set(file "${PROJECT_SOURCE_DIR}/${CMAKE_MATCH_2}")
    set(packed "${CMAKE_CURRENT_BINARY_DIR}/embedded/${name}.gz")
    add_custom_command(OUTPUT "${packed}"
      COMMAND "${CMAKE_COMMAND}" -E make_directory "${CMAKE_CURRENT_BINARY_DIR}/embedded"
      COMMAND "${GZIP_PROGRAM}" -9 -n -c "${file}" > "${packed}"
      DEPENDS "${file}" VERBATIM)
    list(APPEND packed_files "${packed}")
    string(APPEND code "
asm(R\"(
  .section .rodata
  .global ganglion_embedded_${name}
  .global ganglion_embedded_${name}_end
ganglion_embedded_${name}:
  .incbin \"${packed}\"
ganglion_embedded_${name}_end:
  .byte 0
  .text
)\");
extern \"C\" const char ganglion_embedded_${name}[];
extern \"C\" const char ganglion_embedded_${name}_end[];
namespace ganglion::studio::embedded {
std::string_view ${name}() {
  return {ganglion_embedded_${name}, ganglion_embedded_${name}_end};
}
}  // namespace ganglion::studio::embedded
")
  endforeach()
  file(CONFIGURE OUTPUT "${source}" CONTENT "${code}" @ONLY)
  target_sources(${target} PRIVATE "${source}")
  set_source_files_properties("${source}" PROPERTIES OBJECT_DEPENDS "${packed_files}")
endfunction()

# The three kinds of target: a room of core, a catalogue of operations, a test.

# easel_room(NAME [HOT] SOURCES a.cpp … USES room … LIBRARIES lib …)
# HOT: the room's loops run over all rows of a table, so release builds optimise it harder.
# One static library a room. USES names the rooms below it; the linker keeps the order of the house.
function(easel_room name)
  cmake_parse_arguments(ROOM "HOT" "" "SOURCES;USES;LIBRARIES" ${ARGN})
  set(target easel_${name})
  add_library(${target} STATIC ${ROOM_SOURCES})
  target_link_libraries(${target} PUBLIC easel_options ${ROOM_LIBRARIES})
  if(ROOM_HOT)
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O3>)
  endif()
  foreach(used IN LISTS ROOM_USES)
    target_link_libraries(${target} PUBLIC easel_${used})
  endforeach()
  easel_precompile(${target})
  set_property(GLOBAL APPEND PROPERTY EASEL_ROOMS ${target})
endfunction()

function(easel_precompile target)
  if(NOT EASEL_PCH)
    return()
  endif()
  if(TARGET easel_pch)
    target_precompile_headers(${target} REUSE_FROM easel_pch)
  endif()
endfunction()

# easel_catalogue(ROOM FOLDER TYPE HEADER FUNCTION ENTRIES…)
# Each entry is one file FOLDER/<id>.cpp that defines Entry<TYPE> FOLDER::<idInCamelCase>().
# The function FUNCTION, declared in HEADER, is generated and returns all of them.
function(easel_catalogue room folder type header function)
  set(declarations "")
  set(additions "")
  foreach(id IN LISTS ARGN)
    string(REPLACE "_" ";" words ${id})
    list(POP_FRONT words name)
    foreach(word IN LISTS words)
      string(SUBSTRING ${word} 0 1 first)
      string(SUBSTRING ${word} 1 -1 rest)
      string(TOUPPER ${first} first)
      string(APPEND name ${first}${rest})
    endforeach()
    string(APPEND declarations "Entry<${type}> ${name}();\n")
    string(APPEND additions "  catalog.add(${folder}::${name}());\n")
    target_sources(easel_${room} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/${id}.cpp)
  endforeach()
  set(file "${CMAKE_CURRENT_BINARY_DIR}/${folder}_catalog.cpp")
  file(CONFIGURE OUTPUT "${file}" @ONLY CONTENT
"// Generated from the list of entries in this folder's CMakeLists.txt.
#include \"@header@\"
namespace easel::@folder@ {
@declarations@}
namespace easel {
Catalog<@type@> @function@() {
  Catalog<@type@> catalog;
@additions@  return catalog;
}
}
")
  target_sources(easel_${room} PRIVATE ${file})
endfunction()

# easel_test(NAME SOURCES… USES room… LIBRARIES lib… LABELS label…)
# One QtTest executable tst_<name>, run by ctest.
function(easel_test name)
  cmake_parse_arguments(TEST "" "" "SOURCES;USES;LIBRARIES;LABELS" ${ARGN})
  set(target tst_${name})
  add_executable(${target} ${TEST_SOURCES})
  # Without the compiler's own macros moc reads less of the standard headers, which it does not understand.
  set_target_properties(${target} PROPERTIES AUTOMOC ON AUTOMOC_COMPILER_PREDEFINES OFF)
  target_compile_definitions(${target} PRIVATE EASEL_TEST_DATA="${CMAKE_SOURCE_DIR}/tests/data"
                             EASEL_SAMPLES="${CMAKE_SOURCE_DIR}/resources/samples"
                             EASEL_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O0>) # tests are built once and run once
  target_link_libraries(${target} PRIVATE easel_options Qt6::Test ${TEST_LIBRARIES})
  foreach(used IN LISTS TEST_USES)
    target_link_libraries(${target} PRIVATE easel_${used})
  endforeach()
  add_test(NAME ${name} COMMAND ${target})
  set_tests_properties(${name} PROPERTIES LABELS "${TEST_LABELS}" TIMEOUT ${EASEL_TEST_TIMEOUT}
                       ENVIRONMENT "${EASEL_TEST_ENVIRONMENT}")
endfunction()

# easel_migrations(0001_name …): the files core/store/migrations/<name>.sql as the function easel::migrations().
function(easel_migrations)
  set(rows "")
  set(count 0)
  foreach(name IN LISTS ARGN)
    set(file "${CMAKE_CURRENT_SOURCE_DIR}/migrations/${name}.sql")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
    file(READ "${file}" sql)
    math(EXPR count "${count} + 1")
    string(SUBSTRING ${name} 0 4 number)
    string(REGEX REPLACE "^0+" "" number ${number})
    if(NOT number EQUAL count)
      message(FATAL_ERROR "Migrations must be numbered without gaps: ${name}")
    endif()
    string(APPEND rows "  Migration{${number}, \"${name}\", R\"sql(${sql})sql\"},\n")
  endforeach()
  set(generated "${CMAKE_CURRENT_BINARY_DIR}/migrations_list.cpp")
  file(CONFIGURE OUTPUT "${generated}" @ONLY CONTENT
"// Generated from the files in core/store/migrations.
#include \"core/store/migrations.h\"
namespace easel {
namespace {
constexpr Migration kMigrations[] = {
@rows@};
}
std::span<const Migration> migrations() { return kMigrations; }
}
")
  target_sources(easel_store PRIVATE "${generated}")
endfunction()

# easel_part(NAME SOURCES a.cpp … USES part … CORE room … LIBRARIES lib …)
# One static library of the window: a folder of widgets or of the studio. USES names other parts, CORE rooms of core.
function(easel_part name)
  cmake_parse_arguments(PART "" "" "SOURCES;USES;CORE;LIBRARIES" ${ARGN})
  set(target easel_${name})
  add_library(${target} STATIC ${PART_SOURCES})
  set_target_properties(${target} PROPERTIES AUTOMOC ON AUTOMOC_COMPILER_PREDEFINES OFF)
  # A window has no hot loops; a quick build is worth more.
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
  target_link_libraries(${target} PUBLIC easel_options Qt6::Widgets ${PART_LIBRARIES})
  foreach(used IN LISTS PART_USES PART_CORE)
    target_link_libraries(${target} PUBLIC easel_${used})
  endforeach()
  if(EASEL_PCH)
    target_precompile_headers(${target} REUSE_FROM easel_window_pch)
  endif()
endfunction()

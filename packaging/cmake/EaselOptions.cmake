# How everything is compiled: language level, warnings, sanitizers, processor, caches.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

# -O2 everywhere; rooms with hot loops ask for more (HOT in easel_room). -O3 throughout doubles the build's time.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

option(EASEL_NATIVE "Build hot loops for this machine's processor" ON)
option(EASEL_WERROR "Treat warnings as errors" ON)
option(EASEL_PCH "Precompile the headers that most files include" ON)
set(EASEL_SANITIZE "" CACHE STRING "Sanitizers, e.g. address,undefined or thread")
set(EASEL_OPTIMIZE "" CACHE STRING "Optimisation flag that replaces the build type's")

add_library(easel_options INTERFACE)
target_include_directories(easel_options INTERFACE "${CMAKE_SOURCE_DIR}")
target_compile_options(easel_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 warns about its own AVX-512 headers wherever Eigen is inlined (GCC bug 105593),
  # and about lengths of std::string that cannot occur (GCC bugs 105651, 105329).
  target_compile_options(easel_options INTERFACE -Wno-maybe-uninitialized -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds)
endif()
if(EASEL_WERROR)
  target_compile_options(easel_options INTERFACE -Werror)
endif()
if(EASEL_OPTIMIZE)
  target_compile_options(easel_options INTERFACE ${EASEL_OPTIMIZE} -g1)
endif()
if(EASEL_NATIVE)
  target_compile_options(easel_options INTERFACE -march=native)
endif()
# No contraction to fused multiply-add: the same formula gives the same bits wherever it is inlined, on every processor.
target_compile_options(easel_options INTERFACE -ffp-contract=off)
set(EASEL_TEST_ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8")
set(EASEL_TEST_TIMEOUT 600)
if(EASEL_SANITIZE)
  target_compile_options(easel_options INTERFACE -fsanitize=${EASEL_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(easel_options INTERFACE -fsanitize=${EASEL_SANITIZE})
  target_compile_definitions(easel_options INTERFACE EASEL_SANITIZED=1)
  # Such builds are rare and long: ccache should serve them well, and a precompiled header hinders it.
  set(EASEL_PCH OFF)
  # A finding ends the test that has it. What is not ours to mend is named, with the reason, in packaging/sanitizers.
  set(rules "${CMAKE_SOURCE_DIR}/packaging/sanitizers")
  list(APPEND EASEL_TEST_ENVIRONMENT
       "ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1"
       "UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1"
       "LSAN_OPTIONS=suppressions='${rules}/leaks.txt':print_suppressions=0"
       "TSAN_OPTIONS=suppressions='${rules}/races.txt':print_suppressions=0:history_size=4:second_deadlock_stack=1")
  set(EASEL_TEST_TIMEOUT 3600) # instrumented code is three to fifteen times slower
endif()

if(NOT CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(EASEL_CCACHE ccache)
  if(EASEL_CCACHE)
    # Precompiled headers need these allowances; the cache stays correct, contents are still compared.
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${EASEL_CCACHE})
  endif()
endif()
find_program(EASEL_MOLD mold)
if(EASEL_MOLD)
  target_link_options(easel_options INTERFACE -fuse-ld=mold)
endif()

find_package(Threads REQUIRED)

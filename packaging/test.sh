#!/usr/bin/env bash
# Installs what is missing, builds everything, and passes every test.
#   packaging/test.sh [--yes] [--preset release|dev|asan|tsan]
set -euo pipefail
cd "$(dirname "$0")/.."
. packaging/setup.sh

ask=no
preset=release
while [ $# -gt 0 ]; do
  case "$1" in
    --yes|-y) ask=yes ;;
    --preset) preset="$2"; shift ;;
    --help|-h) sed -n '2,3s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "test.sh: there is no option '$1'. Try --help." >&2; exit 2 ;;
  esac
  shift
done

easel_install_missing "$ask"
easel_build "$preset"
ctest --preset "$preset"

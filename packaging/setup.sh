# Sourced by run.sh and test.sh: installs what is missing and builds. Sets EASEL_ROOT.
# As root, without a terminal, or with --yes it does not ask; else it asks before using sudo.

EASEL_ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

easel_install_missing() { # $1: yes, to not ask
  local missing=() name rest
  while read -r name rest; do
    case "$name" in ''|'#'*) continue ;; esac
    dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
  done < "$EASEL_ROOT/packaging/packages.txt"
  [ ${#missing[@]} -eq 0 ] && return 0

  echo "Easel needs these Debian packages: ${missing[*]}"
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "Install them as root: apt-get install --no-install-recommends ${missing[*]}" >&2; return 1; }
    as_root=(sudo)
    if [ "$1" != yes ] && [ -t 0 ]; then
      local answer
      read -r -p "Install them with sudo now? [y/N] " answer
      case "$answer" in [yY]*) ;; *) echo "Nothing was installed." >&2; return 1 ;; esac
    fi
  fi
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
}

easel_build() { # $1: preset, further arguments: targets
  local preset="$1"
  shift
  cd "$EASEL_ROOT"
  cmake --preset "$preset" >"$EASEL_ROOT/build-configure.log" 2>&1 || { cat "$EASEL_ROOT/build-configure.log" >&2; return 1; }
  rm -f "$EASEL_ROOT/build-configure.log"
  cmake --build "build/$preset" "$@"
}

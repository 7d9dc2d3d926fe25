# shellcheck shell=bash
# What ./run and ./test share: progress lines, packages, npm, builds. Sourced with `root` set to the repository.
cd "$root" || exit 1
logs=$root/build/log
mkdir -p "$logs"
# ccache: what precompiled headers need (its manual, "Precompiled headers").
export CCACHE_SLOPPINESS=pch_defines,time_macros
export CMAKE_COLOR_DIAGNOSTICS=OFF NPM_CONFIG_FUND=false NPM_CONFIG_AUDIT=false NPM_CONFIG_UPDATE_NOTIFIER=false
if [[ -t 1 && -z ${NO_COLOR:-} ]]; then bold=$'\e[1m' red=$'\e[31m' plain=$'\e[0m'; else bold='' red='' plain=''; fi

say() { printf '%5ds  %s\n' "$SECONDS" "$*"; }

# stop WHAT [ADVICE…]: says why nothing further can be done, and what would help.
stop() {
  printf '%s\n' "${red}$1${plain}" >&2
  shift
  for line in "$@"; do printf '  %s\n' "$line" >&2; done
  exit 1
}

# logged NAME COMMAND…: the command's output goes to build/log/NAME.log; its end is shown when the command fails.
logged() {
  local name=$1 status=0 # the caller's `if` switches -e off in here, so every command is a single one
  shift
  "$@" >"$logs/$name.log" 2>&1 </dev/null || status=$?
  if ((status)); then
    { echo "---- the end of build/log/$name.log"; grep -m 5 -nE 'error:|FAILED:|ERR!' "$logs/$name.log" | cut -c1-400
      echo "..."; tail -n 25 "$logs/$name.log" | cut -c1-400; failed_tests "$logs/$name.log"; echo "----"; } >&2
  fi
  return "$status"
}

# failed_tests FILE: what node's test runner says of each that failed, up to its stack; what GoogleTest says of them.
failed_tests() {
  awk '/^ *not ok / {left = 25; print "..."} /^ *\.\.\.$/ {left = 0} /^ *(stack|duration_ms|location|type):/ {next} left-- > 0' "$1" |
    head -n 100 | cut -c1-300
  grep -E -A 6 '^[^ ]+:[0-9]+: Failure$|ERROR: AddressSanitizer|runtime error:' "$1" | head -n 100 | cut -c1-300
}

package_list() { # [test]
  awk -v all="${1:-}" '/^#/ || !NF {next} /^\[/ {if (all == "") exit; next} {print $1}' tools/debian-packages.txt
}

as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

# need_packages [test]: installs what is missing; quick when nothing is.
need_packages() {
  local wanted missing=() package
  mapfile -t wanted < <(package_list "${1:-}")
  command -v node >/dev/null && command -v npm >/dev/null || wanted+=(nodejs npm)
  if ! command -v dpkg-query >/dev/null; then
    stop "This is not Debian: the packages cannot be installed from here." \
      "Wardroom is built and tested on Debian 12 (bookworm). Use a Debian 12 machine or container." \
      "Its packages: tools/debian-packages.txt"
  fi
  local installed
  installed=$(dpkg-query -W -f '${Package} ${db:Status-Abbrev}\n' 2>/dev/null | awk '$2 == "ii" {print $1}')
  for package in "${wanted[@]}"; do
    grep -qxF -- "$package" <<<"$installed" || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  local release
  release=$(. /etc/os-release && echo "${ID:-} ${VERSION_ID:-}")
  [[ $release == "debian 12" ]] ||
    say "This is ${release:-unknown}, not Debian 12: package names may differ (tools/debian-packages.txt)."
  if ((EUID != 0)) && ! command -v sudo >/dev/null; then
    stop "Packages are missing, and there is no sudo to install them with." \
      "As root: apt-get install ${missing[*]}" "Then start this again as yourself."
  fi
  ((EUID == 0)) || sudo -n true 2>/dev/null || { [[ -t 0 ]] && sudo -v; } ||
    stop "Packages are missing, and sudo wants a password." "As root: apt-get install ${missing[*]}"
  say "Installing ${#missing[@]} Debian packages: ${missing[*]}"
  logged apt-update as_root apt-get update || say "apt-get update failed (no network?): trying with the lists at hand."
  logged apt-install as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" ||
    stop "The packages could not be installed." "Is there a network, and is this Debian 12?" \
      "Wanted: ${missing[*]}"
}

# npm_install DIRECTORY: `npm ci` when its lock file is not the one installed last. Scripts of packages are never run.
npm_install() {
  local lock=$1/package-lock.json mark=$1/node_modules/.wardroom-lock name
  [[ -f $mark ]] && cmp -s "$lock" "$mark" && return 0
  name=npm-${1//[^a-z0-9]/-}
  say "npm ci in ${1/#./the repository}"
  (cd "$1" && logged "$name" npm ci --ignore-scripts) ||
    stop "npm could not install the packages of $lock." "Is there a network? npm asks $(npm config get registry 2>/dev/null)"
  cp "$lock" "$mark"
}

# As many compilers as cores, but no more than memory allows: the larger files want over a gigabyte.
width_of_build() {
  local cores memory
  cores=$(nproc)
  memory=$(awk '/^MemAvailable/ {print int($2 / 1024 / 1300)}' /proc/meminfo)
  ((memory < 1)) && memory=1
  echo $((cores < memory ? cores : memory))
}

# need_room MEGABYTES: of disk, for a build.
need_room() {
  local free memory
  free=$(df -Pm . | awk 'NR == 2 {print $4}')
  memory=$(awk '/^(MemAvailable|SwapFree)/ {sum += $2} END {print int(sum / 1024)}' /proc/meminfo)
  ((free >= $1)) || stop "Too little disk: $free MB free in $root, the build needs $1 MB."
  ((memory >= 1200)) ||
    stop "Too little memory: $memory MB free, the compiler needs 1200 MB." "Add memory or swap, or close something."
  ((memory >= 2600)) || say "Only $memory MB of memory are free: the build runs one compiler at a time."
}

# configure PRESET [OPTION…]: only when it was not configured so before; later ninja sees changed CMake files itself.
configure() {
  local preset=$1 mark=build/$1/.wardroom-configured
  local wanted="$root $*"
  [[ -f $mark && -f build/$preset/build.ninja && $(<"$mark") == "$wanted" ]] && return 0
  shift
  local launcher=()
  command -v ccache >/dev/null && launcher=(-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
  # A build directory that was moved (or whose compiler went away) cannot be configured again in place.
  [[ -f build/$preset/CMakeCache.txt ]] &&
    ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "build/$preset/CMakeCache.txt" && rm -rf "build/$preset"
  logged "configure-$preset" cmake --preset "$preset" "${launcher[@]}" "$@" || return
  echo "$wanted" >"$mark"
}

# build PRESET TARGET…: says so when it takes a moment.
build() {
  local preset=$1 width teller status=0
  shift
  width=$(width_of_build)
  (sleep 2 && say "Building $preset ($# targets, $width at a time; follow it in build/log/build-$preset.log)") &
  teller=$!
  logged "build-$preset" ninja -C "build/$preset" -j "$width" "$@" || status=$?
  kill "$teller" 2>/dev/null
  wait "$teller" 2>/dev/null
  return "$status"
}

# hash_of PATH…: one hash over the names and contents of these files and trees.
hash_of() {
  find "$@" -type f -not -path '*/node_modules/*' -print0 2>/dev/null | LC_ALL=C sort -z | xargs -0r sha256sum |
    sha256sum | cut -d' ' -f1
}

need_server() { # the server and its tools, built
  npm_install .
  configure release -DWARDROOM_TESTS=OFF || stop "The build could not be configured (build/log/configure-release.log)."
  build release wardroomd wardroomctl || stop "The server did not build (build/log/build-release.log)."
}

# need_web: web/dist, built when its sources or the server's interface changed.
need_web() {
  if [[ ! -f web/package.json ]]; then
    say "This checkout has no web client (web/): only the API is served."
    return 0
  fi
  npm_install web
  local server=build/release/apps/wardroomd
  if [[ ! -f web/openapi.json || $server -nt web/openapi.json ]]; then
    "./$server" openapi >build/openapi.json || stop "wardroomd openapi failed."
    if cmp -s build/openapi.json web/openapi.json; then touch web/openapi.json; else cp build/openapi.json web/openapi.json; fi
  fi
  local now
  now=$(cd web && hash_of src public scripts index.html package.json package-lock.json vite.config.ts tsconfig.json openapi.json)
  [[ -f web/dist/index.html && -f build/web-built && $(<build/web-built) == "$now" ]] && return 0
  say "Building the web client"
  (cd web && logged build-web npm run build) || stop "The web client did not build (build/log/build-web.log)."
  # The build writes generated sources below src: what counts is what the next look will see.
  (cd web && hash_of src public scripts index.html package.json package-lock.json vite.config.ts tsconfig.json openapi.json) \
    >build/web-built
}

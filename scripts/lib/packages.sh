# shellcheck shell=bash
# Debian packages, each with the reason it is needed. Only missing ones are installed, after saying so.

# name | why
BUILD_PACKAGES=$(
  cat <<'END'
g++|compiles the C++ programs
cmake|configures the build
ninja-build|runs the build
ccache|keeps compiled objects between builds
pkg-config|finds the libraries
git|worktrees and branches of the sessions
nlohmann-json3-dev|JSON
libasio-dev|event loop and sockets
librestinio-dev|HTTP
libgit2-dev|reads repositories
libcurl4-openssl-dev|requests to boards; the library is loaded with the first one
libspdlog-dev|logs
libexpected-dev|result type
libsqlitecpp-dev|state database
libsqlite3-dev|state database
libvterm-dev|screen model of a session
libyaml-cpp-dev|reads ticket front matter
libcli11-dev|command line
libncurses-dev|the screen of operator tui
libsimdjson-dev|reads agents' transcripts
doctest-dev|unit tests
END
)
FUZZ_PACKAGES=$(
  cat <<'END'
clang-14|compiles the fuzz targets
libclang-rt-14-dev|libFuzzer and the sanitizers
llvm-14|names the functions in a sanitizer's report
END
)
TEST_PACKAGES=$(
  cat <<'END'
openssl|makes a certificate of one's own for a fake
chromium|drives the workbench in the tests
tmux|a recorded stream, and a host
sqlite3|looks into the owner's database
vim|a recorded stream
htop|a recorded stream
strace|counts system calls in a test
zsh|completes commands in a test
fish|completes commands in a test
groff-base|formats the manual page in a test
procps|looks at processes
libfaketime|sets the clock of the programs under test
bubblewrap|sandboxes of sessions
podman|containers of sessions
crun|what podman runs them by
catatonit|the first process in them
busybox-static|what is in the tests' image
END
)
# code-server, the browser workbench, compiles its native modules when it is installed.
WORKBENCH_PACKAGES=$(
  cat <<'END'
libkrb5-dev|the workbench compiles its kerberos module
make|the workbench compiles its native modules
python3|the workbench compiles its native modules
END
)

package_installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# install_packages LIST...: each LIST has lines `name|why`.
install_packages() {
  local missing=() name why sudo=()
  command -v dpkg-query >/dev/null || {
    warn 'not a Debian system: install the packages of scripts/lib/packages.sh by hand'
    return 0
  }
  while IFS='|' read -r name why; do
    [ -n "$name" ] || continue
    package_installed "$name" && continue
    [ ${#missing[@]} -gt 0 ] || say 'Missing Debian packages:'
    printf '  %-20s %s\n' "$name" "$why"
    missing+=("$name")
  done <<<"$(printf '%s\n' "$@")"
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || die "please install as root: apt-get install ${missing[*]}"
    say 'Installing them needs root: sudo may ask for your password.'
    sudo=(sudo)
  fi
  # The package index is refreshed only when it does not know one of them.
  if ! apt-cache show --no-all-versions "${missing[@]}" >/dev/null 2>&1; then
    "${sudo[@]}" apt-get -qq update
  fi
  apt_install "${missing[@]}" || { "${sudo[@]}" apt-get -qq update && apt_install "${missing[@]}"; }
}

# Uses the caller's `sudo` array: empty for root.
apt_install() {
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq -y --no-install-recommends -o DPkg::Lock::Timeout=300 install "$@" >&2
}

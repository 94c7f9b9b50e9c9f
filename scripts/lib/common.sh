# shellcheck shell=bash
# What every script shares: where things are, and how they speak. Sourced, never run.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
TOOLS=${OPERATOR_TOOLS_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/operator-tools}
export ROOT TOOLS

say() { printf '%s\n' "$*"; }
warn() { printf '%s\n' "$*" >&2; }
die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# Prints the comment block at the top of the calling script: one text is help and documentation.
usage() { sed -n '2,/^[^#]/{/^#/!q;s/^# \{0,1\}//p}' "$0"; }

# quiet LOG COMMAND...: runs a talkative command into a log file, shown only when it fails.
quiet() {
  local log=$1
  shift
  if ! "$@" >"$log" 2>&1; then
    tail -n 60 "$log" >&2
    warn "failed: $*   (the whole log: $log)"
    return 1
  fi
}

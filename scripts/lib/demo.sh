# shellcheck shell=bash
# A small repository to try Operator on. Needs common.sh.

# make_demo_repository FOLDER ready|headless: made once, left alone afterwards. With `ready` a ticket waits in its
# queue; with `headless` an agent ends as soon as its work has, because nobody looks at its terminal.
make_demo_repository() {
  local folder=$1 ticket
  [ -d "$folder/.git" ] && return 0
  say "Making a demo repository: $folder"
  mkdir -p "$folder/src"
  cat >"$folder/README.md" <<'TEXT'
# Greeter

A little program to try Operator on. `python3 src/greeter.py` greets the world.
TEXT
  cat >"$folder/src/greeter.py" <<'TEXT'
"""Greets."""


def greeting(name: str = "world") -> str:
    return f"Hello, {name}!"


if __name__ == "__main__":
    print(greeting())
TEXT
  git -C "$folder" init --quiet --initial-branch=main
  # A machine without an identity of its own still gets commits, here alone.
  git -C "$folder" config user.name >/dev/null || git -C "$folder" config user.name 'Operator Demo'
  git -C "$folder" config user.email >/dev/null || git -C "$folder" config user.email 'demo@operator.invalid'
  git -C "$folder" add --all
  git -C "$folder" commit --quiet --message 'A greeter'
  if [ "$2" = headless ]; then
    mkdir -p "$folder/.operator"
    printf '{\n  "sessions": { "endAfter": "1s" }\n}\n' >"$folder/.operator/config.json"
    return
  fi
  mkdir -p "$folder/.tickets/queue"
  ticket=$folder/.tickets/queue/FEAT-DEM01.md
  cat >"$ticket.new" <<'TEXT'
---
id: FEAT-DEM01
type: FEAT
title: Greet people by the name they give
priority: P2
---

`python3 src/greeter.py Ada` should say "Hello, Ada!". Without a name it greets the world, as now.
TEXT
  mv "$ticket.new" "$ticket"
}

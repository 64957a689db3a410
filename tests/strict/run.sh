#!/bin/sh
# Checks every message of the server against the protocol's definition.
# usage: run.sh [path/to/yinzheng]; without a path the debug build is made and used.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
cache=${YINZHENG_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/yinzheng}
venv=$cache/strict-venv

if [ $# -gt 0 ]; then
    binary=$1
else
    (cd "$root" && cargo build --quiet --locked)
    binary=${CARGO_TARGET_DIR:-$root/target}/debug/yinzheng
fi

if ! "$venv/bin/python" -c 'import lsprotocol' 2>/dev/null; then
    mkdir -p "$cache"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check lsprotocol==2025.0.0
fi
exec "$venv/bin/python" "$here/test_strict.py" "$binary"

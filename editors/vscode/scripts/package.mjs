// Makes dist/yinzheng-VERSION.vsix with the server inside. The server is $YINZHENG_SERVER, else the
// release build of this repository; the package is marked for the platform it runs on.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const executable = process.platform === 'win32' ? 'yinzheng.exe' : 'yinzheng';
const server = process.env.YINZHENG_SERVER ?? join(root, '../../target/release', executable);

if (!existsSync(server)) {
    console.error(`${server} is missing: run “cargo build --release”, or name a server in YINZHENG_SERVER.`);
    process.exit(1);
}
rmSync(join(root, 'server'), { recursive: true, force: true });
mkdirSync(join(root, 'server'));
copyFileSync(server, join(root, 'server', executable));
chmodSync(join(root, 'server', executable), 0o755);

const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
const target = `${process.platform}-${process.arch}`;
const out = `dist/yinzheng-${version}.vsix`;
// The bundle holds every dependency, so none is packaged beside it.
execFileSync(process.execPath, [vsce, 'package', '--no-dependencies', '--allow-missing-repository', '--target', target, '--out', out], {
    cwd: root,
    stdio: 'inherit',
});

import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

const executable = process.platform === 'win32' ? 'yinzheng.exe' : 'yinzheng';

/**
 * The server to run: the configured one and no other if one is configured, else the one inside the
 * extension, else the one on the PATH.
 */
export function findServer(configured: string, extensionPath: string): string | undefined {
    if (configured) {
        const path = configured.replace(/^~(?=[/\\])/, homedir());
        return /[/\\]/.test(path) ? [path].find(isExecutable) : findOnPath(path);
    }
    return [join(extensionPath, 'server', executable)].find(isExecutable) ?? findOnPath(executable);
}

function findOnPath(name: string): string | undefined {
    const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
    return folders.map(folder => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
    try {
        accessSync(path, constants.X_OK);
        return statSync(path).isFile();
    } catch {
        return false;
    }
}

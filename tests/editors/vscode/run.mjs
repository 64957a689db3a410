// Drives the web build of VS Code with the packaged extension: run.mjs SERVER-MAIN CHROMIUM VSIX SCREENSHOTS.
// Prints a PASS or FAIL line for each test; run-vscode.sh provides the arguments.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const [serverMain, chromiumPath, vsix, screenshots] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../../..');
const timeout = 30_000;
const scratch = mkdtempSync(join(tmpdir(), 'yinzheng-vscode-'));
const essay = readFileSync(join(root, 'examples/essay.md'), 'utf8');

let passed = 0;
let failed = 0;

function report(ok, line) {
    ok ? passed++ : failed++;
    console.log(line);
}

async function test(name, body) {
    try {
        await body();
        report(true, `PASS ${name}`);
    } catch (error) {
        report(false, `FAIL ${name}\n${error.stack}`);
    }
}

const baseSettings = {
    'chat.disableAIFeatures': true,
    'chat.commandCenter.enabled': false,
    'editor.unicodeHighlight.ambiguousCharacters': false,
    'editor.wordWrap': 'on',
    'editor.fontFamily': 'Noto Sans Mono CJK SC',
    'editor.minimap.enabled': false,
    'extensions.autoCheckUpdates': false,
    'files.hotExit': 'off',
    'security.workspace.trust.enabled': false,
    'telemetry.telemetryLevel': 'off',
    'window.commandCenter': false,
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'workbench.startupEditor': 'none',
    'workbench.tips.enabled': false,
    'workbench.colorTheme': 'Default Light Modern',
};

/**
 * A VS Code of its own, with an own folder of essays: a user-data folder that was used before would
 * bring back unsaved texts.
 */
async function startEditor(name, settings = {}) {
    const home = join(scratch, name);
    const folder = join(home, '文稿');
    mkdirSync(join(folder, '县域 养老'), { recursive: true });
    writeFileSync(join(folder, 'essay.md'), essay);
    writeFileSync(join(folder, '县域 养老/政策文稿（定稿）.txt'), essay.replace(/^#+ /gm, ''));
    const quote = '毛泽东曾指出：“没有调查就没有发言权，这是一条颠扑不破的真理。”';
    writeFileSync(join(folder, '引文.txt'), `${quote}\n`);
    writeFileSync(join(folder, '引文.tex'), `\\documentclass{ctexart}\n\\begin{document}\n${quote}\n\\end{document}\n`);
    writeFileSync(join(folder, 'notes.md'), '# Notes\n\nHe said: "We must build bridges" [3].\n\n## 2. Second\n\n## 4. Fourth\n');
    mkdirSync(join(home, 'data/User'), { recursive: true });
    writeFileSync(join(home, 'data/User/settings.json'), JSON.stringify({ ...baseSettings, ...settings }));

    const folders = ['--server-data-dir', join(home, 'server'), '--user-data-dir', join(home, 'data'), '--extensions-dir', join(home, 'extensions')];
    const common = [serverMain, '--accept-server-license-terms', ...folders];
    // VS Code misses native modules that nothing here needs, and says so at length.
    const log = openSync(join(home, 'server.log'), 'a');
    execFileSync(process.execPath, [...common, '--install-extension', vsix], { stdio: ['ignore', 'pipe', log] });
    const server = spawn(
        process.execPath,
        [...common, '--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--telemetry-level', 'off', '--disable-workspace-trust', '--enable-smoke-test-driver'],
        { stdio: ['ignore', 'pipe', log] },
    );
    const lines = createInterface(server.stdout);
    const port = await new Promise((resolve, reject) => {
        server.once('exit', () => reject(new Error('VS Code ended at once')));
        lines.on('line', line => {
            const match = /listening on (\d+)/.exec(line);
            if (match) resolve(Number(match[1]));
        });
    });
    const stop = () => new Promise(resolve => server.once('exit', resolve).kill());
    const url = payload => {
        const remote = path => `vscode-remote://127.0.0.1:${port}${encodeURI(path)}`;
        const entries = Object.entries({ skipWelcome: 'true', ...payload(remote) });
        return `http://127.0.0.1:${port}/?folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(JSON.stringify(entries))}`;
    };
    return { folder, url, stop };
}

async function withPage(browser, body) {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, deviceScaleFactor: 1.5, locale: 'en' });
    try {
        const page = await context.newPage();
        page.setDefaultTimeout(timeout);
        await body(page);
    } finally {
        await context.close();
    }
}

async function apiTests(browser) {
    const editor = await startEditor('api');
    let finished = false;
    try {
        await withPage(browser, async page => {
            const exit = new Promise((resolve, reject) => {
                setTimeout(() => reject(new Error('the API tests did not end')), 10 * timeout).unref();
                page.exposeFunction('codeAutomationExit', resolve);
            });
            await page.exposeFunction('codeAutomationLog', (_type, [text]) => {
                const line = String(text);
                if (line === 'END') finished = true;
                else if (/^(PASS|FAIL) /.test(line)) report(line.startsWith('PASS'), line.replace(' ', ' api: '));
            });
            await page.goto(editor.url(remote => ({
                extensionDevelopmentPath: remote(join(here, 'api')),
                extensionTestsPath: remote(join(here, 'api/index.js')),
            })));
            await exit;
        });
    } catch (error) {
        console.log(error.stack);
    } finally {
        await editor.stop();
    }
    if (!finished) report(false, 'FAIL api: the tests did not run to their end');
}

/** Where `text` is on the screen, in the editor. Rendered lines are cut into many elements. */
async function locate(page, text) {
    const find = wanted => {
        for (const line of document.querySelectorAll('.editor-instance .view-line')) {
            const nodes = [];
            const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) nodes.push(walker.currentNode);
            const at = nodes.map(node => node.data).join('').indexOf(wanted);
            if (at < 0) continue;
            const range = document.createRange();
            const end = at + wanted.length;
            let offset = 0;
            for (const node of nodes) {
                const next = offset + node.length;
                if (at >= offset && at < next) range.setStart(node, at - offset);
                if (end > offset && end <= next) range.setEnd(node, end - offset);
                offset = next;
            }
            const { left, top, width, height } = range.getBoundingClientRect();
            return { x: left + width / 2, y: top + height / 2 };
        }
        return null;
    };
    const handle = await page.waitForFunction(find, text);
    return handle.jsonValue();
}

async function command(page, title) {
    await page.keyboard.press('F1');
    await page.locator('.quick-input-widget input').fill(`>${title}`);
    await page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().click();
}

async function goToLine(page, line) {
    await page.keyboard.press('Control+g');
    await page.locator('.quick-input-widget input').fill(`:${line}`);
    await page.keyboard.press('Enter');
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}

function lineOf(text) {
    return essay.slice(0, essay.indexOf(text)).split('\n').length;
}

function screenshot(page, name) {
    return page.screenshot({ path: join(screenshots, `vscode-${name}.png`) });
}

async function browserTests(browser) {
    const editor = await startEditor('browser', { 'yinzheng.lang': 'zh' });
    const problems = page => page.locator('.markers-panel .monaco-list-row', { hasText: 'yinzheng' });
    try {
        await withPage(browser, async page => {
            await page.goto(editor.url(remote => ({ openFile: remote(join(editor.folder, 'essay.md')) })));
            await page.locator('.editor-instance .view-line').first().waitFor();

            await test('browser: findings are underlined', async () => {
                // The empty line above, for VS Code goes on highlighting the line for a while.
                await goToLine(page, lineOf('任何质量') - 1);
                await locate(page, '任何质量');
                await page.locator('.squiggly-warning').first().waitFor();
                await screenshot(page, 'squiggles');
            });

            await test('browser: the outline lists the sections', async () => {
                await command(page, 'Explorer: Focus on Outline View');
                // Only the rows in sight exist; without the list of files above it, the outline has the room.
                await page.locator('.pane-header', { hasText: '文稿' }).click();
                await page.locator('.explorer-folders-view').waitFor({ state: 'hidden' });
                for (const name of ['二、县域养老服务难在哪里', '四、结语', '参考文献']) {
                    // VS Code's own Markdown outline keeps the number signs before the name.
                    await page.locator('.outline-pane .label-name', { hasText: new RegExp(`^${name}$`) }).waitFor();
                }
                await screenshot(page, 'outline');
            });

            await test('browser: the problems list has a row for each finding', async () => {
                await command(page, 'View: Toggle Problems');
                const server = join(root, 'editors/vscode/server/yinzheng');
                const run = () => execFileSync(server, ['check', '--format', 'json', '--fail-on', 'error', join(editor.folder, 'essay.md')]);
                let stdout;
                try { stdout = run(); } catch (error) { stdout = error.stdout; }
                const expected = JSON.parse(stdout).files[0].findings.filter(({ severity }) => severity !== 'hint');
                for (const { message } of expected) {
                    await problems(page).filter({ hasText: message.slice(0, 12) }).first().waitFor();
                }
                assert.equal(await problems(page).count(), expected.length);
                await screenshot(page, 'problems');
                await command(page, 'View: Toggle Problems');
            });

            await test('browser: resting on a term shows its card', async () => {
                await command(page, 'View: Focus First Editor Group');
                await goToLine(page, 1);
                const { x, y } = await locate(page, '党的十九大提出');
                await page.mouse.move(x, y);
                await page.mouse.move(x - 20, y);
                const card = page.locator('.monaco-hover:not(.hidden) .hover-row', { hasText: '党的十九大' }).first();
                await card.waitFor();
                await screenshot(page, 'hover');
                await page.mouse.move(5, 5);
            });

            await test('browser: a quick fix renumbers a heading, undo takes it back', async () => {
                await goToLine(page, lineOf('（三）表格填得满'));
                for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
                await page.keyboard.press('Control+.');
                await page.locator('.action-widget .monaco-list-row.focused', { hasText: '二' }).waitFor();
                await screenshot(page, 'quickfix');
                await page.keyboard.press('Enter');
                await locate(page, '（二）表格填得满');
                await page.keyboard.press('Control+z');
                await locate(page, '（三）表格填得满');
            });
        });
    } finally {
        await editor.stop();
    }
}

async function missingServerTests(browser) {
    const editor = await startEditor('missing', { 'yinzheng.server.path': '/nowhere/yinzheng' });
    try {
        await withPage(browser, async page => {
            await test('browser: a missing server is explained', async () => {
                await page.goto(editor.url(remote => ({ openFile: remote(join(editor.folder, 'essay.md')) })));
                const toast = page.locator('.notification-toast', { hasText: '“/nowhere/yinzheng”' });
                await toast.getByRole('button', { name: 'Open Settings' }).waitFor();
                await screenshot(page, 'missing-server');
            });
        });
    } finally {
        await editor.stop();
    }
}

async function findServerTests() {
    const extension = join(root, 'editors/vscode');
    const bundle = join(scratch, 'server.cjs');
    const require = createRequire(join(extension, 'package.json'));
    require('esbuild').buildSync({
        entryPoints: [join(extension, 'src/server.ts')],
        bundle: true,
        platform: 'node',
        format: 'cjs',
        outfile: bundle,
    });
    const { findServer } = require(bundle);
    const make = (...path) => {
        const file = join(scratch, 'find', ...path);
        mkdirSync(dirname(file), { recursive: true });
        copyFileSync('/bin/true', file);
        chmodSync(file, 0o755);
        return file;
    };
    const bundled = make('extension/server/yinzheng');
    const onPath = make('path/yinzheng');
    const other = make('other/my-yinzheng');
    const withServer = join(scratch, 'find/extension');
    const withoutServer = join(scratch, 'find');
    const PATH = process.env.PATH;

    await test('server: the configured one goes before the one inside, that before the PATH', () => {
        process.env.PATH = join(scratch, 'find/path');
        assert.equal(findServer(other, withServer), other);
        assert.equal(findServer('', withServer), bundled);
        assert.equal(findServer('', withoutServer), onPath);
        assert.equal(findServer('yinzheng', withServer), onPath);
    });
    await test('server: nothing is run instead of a wrong setting, nor when there is none', () => {
        process.env.PATH = join(scratch, 'find/path');
        assert.equal(findServer('/nowhere/yinzheng', withServer), undefined);
        assert.equal(findServer(withServer, withServer), undefined);
        process.env.PATH = join(scratch, 'find');
        assert.equal(findServer('', withoutServer), undefined);
    });
    process.env.PATH = PATH;
}

mkdirSync(screenshots, { recursive: true });
const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run', '--disable-component-update', '--disable-sync'],
});
try {
    await findServerTests();
    await apiTests(browser);
    await browserTests(browser);
    await missingServerTests(browser);
} catch (error) {
    report(false, `FAIL ${error.stack}`);
} finally {
    await browser.close();
    if (failed === 0) rmSync(scratch, { recursive: true, force: true });
    else console.log(`The logs are in ${scratch}.`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

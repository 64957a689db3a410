// Runs inside the extension host, beside the installed extension, and asks through the API of VS Code
// what a user would see. Each test prints a line; run.mjs counts them.
'use strict';
const assert = require('node:assert/strict');
const { execFileSync, spawnSync } = require('node:child_process');
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const vscode = require('vscode');

const timeout = 15_000;
const folder = vscode.workspace.workspaceFolders[0].uri;
const extension = vscode.extensions.getExtension('yinzheng.yinzheng');
const server = join(extension.extensionPath, 'server', 'yinzheng');

/** Waits until `condition` holds, looking again at each change of diagnostics. */
async function until(what, condition) {
    if (condition()) return;
    let subscription, timer;
    try {
        await new Promise((resolve, reject) => {
            timer = setTimeout(() => reject(new Error(`timed out waiting for ${what}`)), timeout);
            subscription = vscode.languages.onDidChangeDiagnostics(() => condition() && resolve());
        });
    } finally {
        clearTimeout(timer);
        subscription?.dispose();
    }
}

async function open(...path) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, ...path));
    await vscode.window.showTextDocument(document, { preview: false });
    return document;
}

function place(rule, { start, end }) {
    return `${rule} ${start.line}:${start.character}-${end.line}:${end.character}`;
}

/** The code of a diagnostic, which is an object when it has a link. */
function ruleOf({ code }) {
    return typeof code === 'object' ? code.value : code;
}

function findings(document) {
    return vscode.languages.getDiagnostics(document.uri).filter(diagnostic => diagnostic.source === 'yinzheng');
}

function findingsOf(document, rule) {
    return findings(document).filter(diagnostic => ruleOf(diagnostic) === rule);
}

function shown(document) {
    return findings(document).map(diagnostic => place(ruleOf(diagnostic), diagnostic.range)).sort();
}

/** What the command line finds in the same text. */
function checked(document) {
    const { status, stdout, stderr } = spawnSync(
        server,
        ['check', '--format', 'json', '--stdin-filename', document.uri.fsPath, '-'],
        { input: document.getText(), encoding: 'utf8' },
    );
    assert.ok(status === 0 || status === 1, stderr);
    return JSON.parse(stdout).files[0].findings.map(({ rule, range }) => place(rule, range)).sort();
}

async function untilChecked(document) {
    const expected = checked(document);
    const same = () => JSON.stringify(shown(document)) === JSON.stringify(expected);
    await until('the findings of the command line', same).catch(() => assert.deepEqual(shown(document), expected));
    return expected;
}

function positionOf(document, text, skip = 0) {
    const offset = document.getText().indexOf(text);
    assert.ok(offset >= 0, `no ${text}`);
    return document.positionAt(offset + skip);
}

async function replace(document, before, after) {
    const start = positionOf(document, before);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(start, start.translate(0, before.length)), after);
    await vscode.workspace.applyEdit(edit);
}

function configure(key, value) {
    return vscode.workspace.getConfiguration('yinzheng').update(key, value, vscode.ConfigurationTarget.Global);
}

const tests = {
    async 'the packaged server is an executable of the same version'() {
        const { version } = extension.packageJSON;
        assert.match(execFileSync(server, ['--version'], { encoding: 'utf8' }), new RegExp(`^yinzheng ${version}`));
    },

    async 'the findings of the command line are shown, each at its place'() {
        const essay = await open('essay.md');
        const rules = new Set((await untilChecked(essay)).map(line => line.split(' ')[0]));
        for (const rule of ['heading-out-of-order', 'uncited-quote', 'undefined-citation', 'unused-reference']) {
            assert.ok(rules.has(rule), `no ${rule}`);
        }
        assert.ok(extension.isActive);
    },

    async 'findings arrive in a plain text with a Chinese name in a folder with a Chinese name'() {
        const essay = await open('县域 养老', '政策文稿（定稿）.txt');
        assert.equal(essay.languageId, 'plaintext');
        await until('findings', () => findings(essay).length > 0);
        await untilChecked(essay);
    },

    async 'findings arrive in a text without a file'() {
        const text = '# 题目\n\n## 一、开头\n\n县里的办法要从实际出发，老人的事要有人管。\n\n## 三、结尾\n\n养老服务要一件一件办好，基层治理也是这样。\n';
        const essay = await vscode.workspace.openTextDocument({ language: 'markdown', content: text });
        await until('findings', () => findingsOf(essay, 'heading-out-of-order').length === 1);
    },

    async 'hover shows the card of a term, on the term'() {
        const essay = await open('essay.md');
        for (const term of ['基层治理', '党的十九大']) {
            const position = positionOf(essay, term, 1);
            const hovers = await vscode.commands.executeCommand('vscode.executeHoverProvider', essay.uri, position);
            assert.equal(hovers.length, 1);
            assert.ok(hovers[0].contents[0].value.includes(term), hovers[0].contents[0].value);
            assert.equal(essay.getText(hovers[0].range), term);
        }
        const ordinary = positionOf(essay, '老人住在村里');
        assert.deepEqual(await vscode.commands.executeCommand('vscode.executeHoverProvider', essay.uri, ordinary), []);
    },

    async 'a marker leads to its entry, the entry to all places that cite it'() {
        const essay = await open('essay.md');
        const marker = positionOf(essay, '[2]前一句', 1);
        const [link] = await vscode.commands.executeCommand('vscode.executeDefinitionProvider', essay.uri, marker);
        assert.equal(essay.getText(link.originSelectionRange), '[2]');
        assert.ok(essay.getText(link.targetRange).startsWith('[2] 习近平. 高举'), essay.getText(link.targetRange));
        const label = positionOf(essay, '[3] 毛泽东', 1);
        const places = await vscode.commands.executeCommand('vscode.executeReferenceProvider', essay.uri, label);
        // VS Code's own Markdown support takes [3] for a link and adds places of the bare number.
        const ours = places.filter(({ range }) => essay.getText(range) === '[3]');
        assert.equal(ours.length, 2, JSON.stringify(places));
        const hovers = await vscode.commands.executeCommand('vscode.executeHoverProvider', essay.uri, marker);
        assert.ok(hovers.some(({ contents: [card] }) => card.value.includes('高举')), JSON.stringify(hovers));
    },

    async 'a marker is completed, and its bracket closed'() {
        const essay = await open('essay.md');
        await replace(essay, '目标喊得再响', '[]目标喊得再响');
        const position = positionOf(essay, '[]目标', 1);
        const list = await vscode.commands.executeCommand('vscode.executeCompletionItemProvider', essay.uri, position, '[');
        const item = list.items.find(({ label }) => (label.label ?? label) === '[7]');
        assert.ok(item, JSON.stringify(list.items.map(({ label }) => label)));
        assert.match(item.filterText, /^7 .*徐勇/);
        assert.equal(item.insertText, '7]');
        assert.equal(essay.getText(item.range), ']');
        await vscode.commands.executeCommand('workbench.action.files.revert');
    },

    async 'the lens of an entry shows the places that cite it'() {
        const essay = await open('essay.md');
        const lenses = await vscode.commands.executeCommand('vscode.executeCodeLensProvider', essay.uri, 50);
        const ours = lenses.filter(({ command }) => /cited/.test(command?.title));
        assert.ok(ours.some(({ command }) => command.title === 'never cited' && !command.command), JSON.stringify(ours));
        const { command } = ours.find(({ command }) => command.title === 'cited 2 times');
        assert.equal(command.command, 'yinzheng.showReferences');
        await vscode.commands.executeCommand(command.command, ...command.arguments);
    },

    async 'the outline is the tree of headings'() {
        const essay = await open('县域 养老', '政策文稿（定稿）.txt');
        const symbols = await vscode.commands.executeCommand('vscode.executeDocumentSymbolProvider', essay.uri);
        const find = (list, name) => {
            const found = list.find(symbol => symbol.name.includes(name));
            assert.ok(found, `${name} is not among ${list.map(symbol => symbol.name)}`);
            return found;
        };
        const title = symbols.find(symbol => symbol.name.includes('家门口的养老'));
        const sections = title?.children.length ? title.children : symbols;
        const subsection = find(find(sections, '三、把养老办成大家的事').children, '（二）各尽其责');
        assert.equal(subsection.children.length, 3);
        find(sections, '四、结语');
    },

    async 'the repair of a heading out of order removes the finding, undo brings it back'() {
        const essay = await open('essay.md');
        await until('the finding', () => findingsOf(essay, 'heading-out-of-order').length === 1);
        const [finding] = findingsOf(essay, 'heading-out-of-order');
        const actions = await vscode.commands.executeCommand(
            'vscode.executeCodeActionProvider', essay.uri, finding.range, vscode.CodeActionKind.QuickFix.value, 10,
        );
        const repair = actions.find(action => action.title.includes('二'));
        assert.ok(repair, `only ${actions.map(action => action.title)}`);
        assert.ok(repair.edit, 'the repair carries no edit');
        await vscode.workspace.applyEdit(repair.edit);
        assert.ok(essay.getText().includes('（二）表格填得满'));
        await until('the finding to go', () => findingsOf(essay, 'heading-out-of-order').length === 0);
        await untilChecked(essay);
        await vscode.commands.executeCommand('undo');
        await until('the finding', () => findingsOf(essay, 'heading-out-of-order').length === 1);
    },

    async 'findings follow the text while it is edited'() {
        const essay = await open('essay.md');
        await replace(essay, '[8]', '');
        await until('the finding to go', () => findingsOf(essay, 'undefined-citation').length === 0);
        await replace(essay, '任何质量', '😀𠮷任何质量');
        await replace(essay, '一位老人', '😀县里的同志说：\n\n一位老人');
        await untilChecked(essay);
        await vscode.commands.executeCommand('workbench.action.files.revert');
        await untilChecked(essay);
    },

    async 'nothing is said about a text that is not Chinese'() {
        const english = await open('notes.md');
        await vscode.commands.executeCommand('vscode.executeDocumentSymbolProvider', english.uri);
        // The server answers in order: after the findings of a later edit, those of the notes would be here.
        const essay = await open('essay.md');
        await replace(essay, '[8]', '');
        await until('the findings of a later edit', () => findingsOf(essay, 'undefined-citation').length === 0);
        await vscode.commands.executeCommand('workbench.action.files.revert');
        assert.deepEqual(findings(english), []);
    },

    async 'settings reach the server'() {
        const essay = await open('essay.md');
        const severities = () => findingsOf(essay, 'uncited-quote').map(finding => finding.severity);
        await until('findings', () => severities().length > 0);
        await configure('rules', { 'uncited-quote': 'error', 'unused-reference': 'off' });
        await until('the new level', () => severities().length > 0 && severities().every(severity => severity === vscode.DiagnosticSeverity.Error));
        await until('the silenced rule', () => findingsOf(essay, 'unused-reference').length === 0);
        const chinese = () => findings(essay).filter(({ message }) => /[。，]/.test(message)).length;
        // The display language of this VS Code is English.
        assert.equal(chinese(), 0);
        await configure('lang', 'zh');
        await until('messages in Chinese', () => findings(essay).length > 0 && chinese() === findings(essay).length);
        await configure('lang', undefined);
        await configure('rules', undefined);
        await untilChecked(essay);
    },

    async 'writing yinzheng.toml changes the findings at once'() {
        const essay = await open('essay.md');
        const configuration = vscode.Uri.joinPath(folder, 'yinzheng.toml');
        await until('findings', () => findingsOf(essay, 'uncited-quote').length > 0);
        writeFileSync(configuration.fsPath, '[rules]\nuncited-quote = "off"\n');
        await until('the silenced rule', () => findingsOf(essay, 'uncited-quote').length === 0);
        await vscode.workspace.fs.delete(configuration);
        await until('findings', () => findingsOf(essay, 'uncited-quote').length > 0);
    },

    async 'a finding in plain text is ignored by a line that the server writes'() {
        const essay = await open('引文.txt');
        await until('the finding', () => findingsOf(essay, 'uncited-quote').length === 1);
        const [finding] = findingsOf(essay, 'uncited-quote');
        const actions = await vscode.commands.executeCommand(
            'vscode.executeCodeActionProvider', essay.uri, finding.range, vscode.CodeActionKind.QuickFix.value, 20,
        );
        const ignore = actions.find(action => action.title.startsWith('Ignore this finding'));
        assert.ok(ignore, `only ${actions.map(action => action.title)}`);
        await vscode.commands.executeCommand(ignore.command.command, ...ignore.command.arguments);
        await until('the finding to go', () => findingsOf(essay, 'uncited-quote').length === 0);
        await untilChecked(essay);
        await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder, '.yinzheng'), { recursive: true });
        await until('the finding', () => findingsOf(essay, 'uncited-quote').length === 1);
    },

    async 'a finding in LaTeX is ignored by a comment'() {
        const essay = await open('引文.tex');
        assert.equal(essay.languageId, 'latex');
        await until('the finding', () => findingsOf(essay, 'uncited-quote').length === 1);
        const [finding] = findingsOf(essay, 'uncited-quote');
        const actions = await vscode.commands.executeCommand(
            'vscode.executeCodeActionProvider', essay.uri, finding.range, vscode.CodeActionKind.QuickFix.value, 10,
        );
        const ignore = actions.find(action => action.title.startsWith('Ignore uncited-quote'));
        assert.ok(ignore, `only ${actions.map(action => action.title)}`);
        await vscode.workspace.applyEdit(ignore.edit);
        assert.match(essay.getText(), /% yinzheng-ignore uncited-quote: /);
        await until('the finding to go', () => findingsOf(essay, 'uncited-quote').length === 0);
        await vscode.commands.executeCommand('workbench.action.files.revert');
    },

    async 'a restarted server finds the same'() {
        const essay = await open('essay.md');
        const before = await untilChecked(essay);
        const processes = () => execFileSync('pgrep', ['--parent', process.pid, '--full', server], { encoding: 'utf8' });
        const old = processes();
        await vscode.commands.executeCommand('yinzheng.restart');
        assert.match(processes(), /^\d+\n$/);
        assert.notEqual(processes(), old);
        assert.deepEqual(await untilChecked(essay), before);
        await replace(essay, '[8]', '');
        await until('the finding to go', () => findingsOf(essay, 'undefined-citation').length === 0);
        await vscode.commands.executeCommand('workbench.action.files.revert');
    },
};

exports.run = async () => {
    for (const [name, test] of Object.entries(tests)) {
        try {
            await test();
            console.log(`PASS ${name}`);
        } catch (error) {
            console.log(`FAIL ${name}\n${error.stack}`);
        }
    }
    console.log('END');
};

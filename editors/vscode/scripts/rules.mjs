// Writes the rules of docs/rules into the setting yinzheng.rules, with the titles of their pages.
// With --check nothing is written, and the exit status is 1 when package.json is stale.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const pages = join(root, '../../docs/rules');
const levels = ['off', 'hint', 'information', 'warning', 'error'];
const ids = readdirSync(pages).filter(name => name.endsWith('.zh.md')).map(name => name.slice(0, -'.zh.md'.length)).sort();

/** What follows the id in the first line of a page, `# id：title`. */
function title(id, lang) {
    const [line] = readFileSync(join(pages, `${id}.${lang}.md`), 'utf8').split('\n');
    return line.replace(/^#\s*/, '').replace(id, '').replace(/^\s*[：:]\s*/, '') || id;
}

let stale = false;
function update(name, change) {
    const path = join(root, name);
    const before = readFileSync(path, 'utf8');
    const data = JSON.parse(before);
    change(data);
    const after = `${JSON.stringify(data, null, 2)}\n`;
    if (after === before) return;
    stale = true;
    if (!process.argv.includes('--check')) writeFileSync(path, after);
}

update('package.json', data => {
    data.contributes.configuration.properties['yinzheng.rules'].properties = Object.fromEntries(
        ids.map(id => [id, { type: 'string', enum: levels, description: `%rules.${id}%` }]),
    );
});
for (const [name, lang] of [['package.nls.json', 'en'], ['package.nls.zh-cn.json', 'zh']]) {
    update(name, data => {
        for (const key of Object.keys(data)) if (key.startsWith('rules.')) delete data[key];
        for (const id of ids) data[`rules.${id}`] = title(id, lang);
    });
}
if (stale && process.argv.includes('--check')) {
    console.error('The setting yinzheng.rules is stale: run “npm run rules” in editors/vscode.');
    process.exit(1);
}

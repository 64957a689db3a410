import { env, workspace } from 'vscode';

/**
 * The settings that the server knows, under the names of `yinzheng.toml`. The client's own settings
 * stay out: the server reports keys it does not know.
 */
export function serverSettings(): object {
    const settings = workspace.getConfiguration('yinzheng');
    const lang = settings.get<'auto' | 'zh' | 'en'>('lang', 'auto');
    const bibliography = settings.get<string[]>('reference.bibliography', []);
    return {
        lang: lang === 'auto' ? displayLanguage() : lang,
        citation: { sensitivity: settings.get('citation.sensitivity', 'balanced') },
        reference: {
            edition: settings.get('reference.edition', 'auto'),
            // No list is not an empty one: it leaves the choice of files to the server.
            bibliography: bibliography.length > 0 ? bibliography : null,
        },
        glossary: { files: settings.get('glossary.files', []) },
        inlay: { citations: settings.get('inlay.citations', false) },
        rules: settings.get('rules', {}),
    };
}

function displayLanguage(): 'zh' | 'en' {
    return env.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

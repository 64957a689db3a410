import { env, workspace } from 'vscode';

/**
 * The settings that the server knows, under the names of `yinzheng.toml`. The client's own settings
 * stay out: the server reports keys it does not know.
 */
export function serverSettings(): object {
    const settings = workspace.getConfiguration('yinzheng');
    const lang = settings.get<'auto' | 'zh' | 'en'>('lang', 'auto');
    return {
        lang: lang === 'auto' ? displayLanguage() : lang,
        citation: { sensitivity: settings.get('citation.sensitivity', 'balanced') },
        rules: settings.get('rules', {}),
    };
}

function displayLanguage(): 'zh' | 'en' {
    return env.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

import { commands, EventEmitter, TextDocumentContentProvider, Uri } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/node';

/** The scheme of documents that show a card. */
export const cardScheme = 'yinzheng-card';

/** Documents with the card of a term, which the server makes; links in cards lead to them. */
export class Cards implements TextDocumentContentProvider {
    private readonly changed = new EventEmitter<Uri>();
    readonly onDidChange = this.changed.event;

    constructor(private readonly client: () => LanguageClient | undefined) {}

    async provideTextDocumentContent(uri: Uri): Promise<string> {
        const term = decodeURIComponent(uri.query);
        const card: unknown = await this.client()?.sendRequest('workspace/executeCommand', {
            command: 'yinzheng.card',
            arguments: [term],
        });
        return typeof card === 'string' ? card : term;
    }

    async show(term: string): Promise<void> {
        const name = term.replace(/[/\\《》]/g, '');
        const uri = Uri.from({ scheme: cardScheme, path: `/${name}.md`, query: encodeURIComponent(term) });
        this.changed.fire(uri);
        await commands.executeCommand('markdown.showPreviewToSide', uri);
    }
}

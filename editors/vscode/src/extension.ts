import { commands, ExtensionContext, l10n, window, workspace } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/node';
import { cardScheme, Cards } from './cards';
import { ShowReferences, showCard, showReferences } from './references';
import { findServer } from './server';
import { serverSettings } from './settings';

let client: LanguageClient | undefined;

/** Starts and stops run one after the other, however fast they are asked for. */
let last: Promise<void> = Promise.resolve();

const cards = new Cards(() => client);

export async function activate(context: ExtensionContext): Promise<void> {
    context.subscriptions.push(
        commands.registerCommand('yinzheng.restart', () => restart(context)),
        commands.registerCommand('yinzheng.showLog', () => client?.outputChannel.show()),
        commands.registerCommand(showReferences, places => client && new ShowReferences(client).show(places)),
        commands.registerCommand(showCard, (term: string) => cards.show(term)),
        workspace.registerTextDocumentContentProvider(cardScheme, cards),
        workspace.onDidChangeConfiguration(async event => {
            // The server itself asks to be told of the other settings.
            if (event.affectsConfiguration('yinzheng.server.path')) await restart(context);
        }),
    );
    await restart(context);
}

export function deactivate(): Promise<void> {
    return (last = last.then(stop));
}

function restart(context: ExtensionContext): Promise<void> {
    return (last = last.then(stop).then(() => start(context)));
}

async function stop(): Promise<void> {
    const old = client;
    client = undefined;
    // A server that never came up, or is gone, refuses to be stopped.
    await old?.dispose().catch(() => undefined);
}

async function start(context: ExtensionContext): Promise<void> {
    const configured = workspace.getConfiguration('yinzheng.server').get('path', '').trim();
    const command = findServer(configured, context.extensionPath);
    if (command === undefined) {
        // Not awaited: the message stays until somebody answers it.
        void explainMissingServer(configured);
        return;
    }
    client = new LanguageClient('yinzheng', '引证', { command, args: ['server'] }, {
        documentSelector: ['file', 'untitled'].flatMap(scheme =>
            ['plaintext', 'markdown', 'latex', 'tex'].map(language => ({ scheme, language })),
        ),
        // Links in cards run a command, which VS Code lets trusted text do only, and this one alone.
        markdown: { isTrusted: { enabledCommands: [showCard] } },
        middleware: {
            workspace: {
                configuration: ({ items }) =>
                    items.map(item => (item.section === 'yinzheng' ? serverSettings() : null)),
            },
        },
    });
    client.registerFeature(new ShowReferences(client));
    try {
        await client.start();
    } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        void window.showErrorMessage(l10n.t('The 引证 server “{0}” did not start: {1}', command, message));
    }
}

async function explainMissingServer(configured: string): Promise<void> {
    const message = configured
        ? l10n.t('There is no 引证 server at “{0}”. Please correct the setting yinzheng.server.path.', configured)
        : l10n.t(
              'This build of the extension carries no server, and there is no “yinzheng” on the PATH. Please install the yinzheng command, or say where it is in the setting yinzheng.server.path.',
          );
    const openSettings = l10n.t('Open Settings');
    const retry = l10n.t('Try Again');
    const answer = await window.showErrorMessage(message, openSettings, retry);
    if (answer === openSettings) {
        await commands.executeCommand('workbench.action.openSettings', 'yinzheng.server.path');
    } else if (answer === retry) {
        await commands.executeCommand('yinzheng.restart');
    }
}

import { commands, ExtensionContext, l10n, window, workspace } from 'vscode';
import { DidChangeConfigurationNotification, LanguageClient } from 'vscode-languageclient/node';
import { findServer } from './server';
import { serverSettings } from './settings';

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
    context.subscriptions.push(
        commands.registerCommand('yinzheng.restart', () => restart(context)),
        commands.registerCommand('yinzheng.showLog', () => client?.outputChannel.show()),
        workspace.onDidChangeConfiguration(async event => {
            if (event.affectsConfiguration('yinzheng.server.path')) {
                await restart(context);
            } else if (event.affectsConfiguration('yinzheng')) {
                await client?.sendNotification(DidChangeConfigurationNotification.type, {
                    settings: { yinzheng: serverSettings() },
                });
            }
        }),
    );
    await start(context);
}

export async function deactivate(): Promise<void> {
    const old = client;
    client = undefined;
    await old?.dispose();
}

async function restart(context: ExtensionContext): Promise<void> {
    await deactivate();
    await start(context);
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
            ['plaintext', 'markdown'].map(language => ({ scheme, language })),
        ),
        synchronize: { fileEvents: workspace.createFileSystemWatcher('**/yinzheng.toml') },
        middleware: {
            workspace: {
                configuration: ({ items }) =>
                    items.map(item => (item.section === 'yinzheng' ? serverSettings() : null)),
            },
        },
    });
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

import { commands, Uri } from 'vscode';
import { ClientCapabilities, FeatureState, LanguageClient, Location, Position, StaticFeature } from 'vscode-languageclient/node';

/** The command of a lens that says how often an entry is cited. */
export const showReferences = 'yinzheng.showReferences';

/** The command of links in cards: it shows the card of a term. */
export const showCard = 'yinzheng.showCard';

interface Places {
    uri: string;
    position: Position;
    locations: Location[];
}

/**
 * Shows the places that cite an entry. VS Code's own command takes only its own types, into which no
 * server can put its answer; so the server is told that this one is here, and it takes those of the protocol.
 */
export class ShowReferences implements StaticFeature {
    constructor(private readonly client: LanguageClient) {}

    async show({ uri, position, locations }: Places): Promise<void> {
        const convert = this.client.protocol2CodeConverter;
        await commands.executeCommand(
            'editor.action.showReferences',
            Uri.parse(uri),
            convert.asPosition(position),
            locations.map(location => convert.asLocation(location)),
        );
    }

    fillClientCapabilities(capabilities: ClientCapabilities): void {
        capabilities.experimental = { ...capabilities.experimental, commands: { commands: [showReferences, showCard] } };
    }

    initialize(): void {}

    getState(): FeatureState {
        return { kind: 'static' };
    }

    clear(): void {}
}

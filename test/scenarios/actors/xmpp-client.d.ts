// The part of @xmpp/client 0.14 that the actors use; the package has no types of its own.
declare module '@xmpp/client' {
  export interface XmlElement {
    readonly name: string;
    readonly attrs: Record<string, string | undefined>;
    readonly children: (XmlElement | string)[];
    getNS(): string;
    is(name: string, namespace?: string): boolean;
    getChild(name: string, namespace?: string): XmlElement | undefined;
    getChildren(name: string, namespace?: string): XmlElement[];
    getChildElements(): XmlElement[];
    getChildText(name: string, namespace?: string): string | null;
    text(): string;
    toString(): string;
    remove(child: XmlElement): void;
  }
  export interface XmppConnection {
    readonly jid: { toString(): string; bare(): { toString(): string } };
    readonly iqCaller: { request(stanza: XmlElement, timeout?: number): Promise<XmlElement> };
    readonly reconnect: { stop(): void; start(): void };
    readonly socket: { end(): void; destroy?(): void; socket?: { destroy(): void } } | null;
    start(): Promise<unknown>;
    stop(): Promise<unknown>;
    send(stanza: XmlElement): Promise<void>;
    on(event: 'stanza' | 'element', listener: (stanza: XmlElement) => void): void;
    on(event: 'error', listener: (error: Error) => void): void;
    on(event: 'online' | 'disconnect' | 'offline', listener: () => void): void;
    prependListener(event: 'element', listener: (stanza: XmlElement) => void): void;
  }
  export function client(options: {
    readonly service: string;
    readonly domain: string;
    readonly username: string;
    readonly password: string;
    readonly resource?: string;
  }): XmppConnection;
  export function xml(
    name: string,
    attributes?: Record<string, string | undefined> | null,
    ...children: (XmlElement | string | null | undefined)[]
  ): XmlElement;
}

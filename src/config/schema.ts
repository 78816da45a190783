/**
 * The settings, once: the JSON schema, the commented example, the names of the environment variables and the checks at
 * start all come from this value.
 * @module
 */

interface Described {
  readonly description: string;
  /** Shown in the example file; `init` puts in its own values. */
  readonly example?: Json;
}

type Json = string | number | readonly Json[] | { readonly [key: string]: Json };

export interface TextSetting extends Described {
  readonly type: 'string';
  readonly default?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  /** May also be given as `<name>_file`, a file that holds nothing else; never printed. */
  readonly secret?: true;
  /** A path, relative to the configuration file. */
  readonly path?: true;
}

export interface NumberSetting extends Described {
  readonly type: 'integer';
  readonly default?: number;
  readonly minimum: number;
  readonly maximum?: number;
}

export interface ListSetting extends Described {
  readonly type: 'array';
  readonly default?: readonly Json[];
  readonly minItems?: number;
  readonly items: { readonly type: 'string' } | Section;
}

export interface Section extends Described {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, Setting>>;
  readonly required?: readonly string[];
  /** May be left out wholly; its settings then have their defaults. */
  readonly default?: Readonly<Record<string, never>>;
}

export type Setting = TextSetting | NumberSetting | ListSetting | Section;

const domain = '^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$';

function port(description: string, example: number): NumberSetting {
  return { type: 'integer', minimum: 1, maximum: 65_535, description, example };
}

const hub: Section = {
  type: 'object',
  description: 'The hub: it owns rooms, their MLS groups and their policy.',
  required: ['domain'],
  properties: {
    domain: {
      type: 'string',
      pattern: domain,
      description: 'Provider domain of the rooms made here: mimi://<domain>/r/… Never change it once rooms exist.',
      example: 'mimi.example.org',
    },
    default_preset: {
      type: 'string',
      enum: ['open', 'members-only', 'moderated'],
      default: 'open',
      description: 'Policy of rooms that are made without naming one.',
    },
    room_creation: {
      type: 'string',
      enum: ['anyone', 'admins-only'],
      default: 'anyone',
      description: 'Who may create rooms from an attached network.',
    },
    rooms_per_user: {
      type: 'integer',
      minimum: 1,
      default: 50,
      description: 'Rooms that one user of an attached network may have made, as long as they are there.',
    },
    key_renewal_days: {
      type: 'integer',
      minimum: 1,
      maximum: 30,
      default: 7,
      description: 'Days after which the MLS keys of the users of attached networks are renewed, room by room.',
    },
  },
};

const database: Section = {
  type: 'object',
  default: {},
  description:
    'PostgreSQL when there is a URL; otherwise an embedded database, which survives a crash but no power cut.',
  properties: {
    url: {
      type: 'string',
      pattern: '^postgres(ql)?://',
      secret: true,
      description: 'Connection to PostgreSQL 15 or newer.',
    },
    pool_size: { type: 'integer', minimum: 2, default: 10, description: 'Connections to PostgreSQL.' },
    directory: {
      type: 'string',
      default: 'data/database',
      path: true,
      description: 'Folder of the embedded database.',
    },
  },
};

const keys: ListSetting = {
  type: 'array',
  minItems: 1,
  description: [
    'Keys that encrypt MLS secrets and archived messages in the database. The first seals, all open: to rotate, put a new',
    'one first, run `mimi-gateway rotate-keys`, then take the old one away. A lost key can not be replaced.',
  ].join('\n'),
  items: {
    type: 'object',
    description: '',
    required: ['id'],
    properties: {
      id: { type: 'string', minLength: 1, description: 'Stands with everything that the key sealed.' },
      key: { type: 'string', secret: true, description: '32 octets in base64.' },
    },
  },
};

const matrix: Section = {
  type: 'object',
  description: 'The Matrix homeserver. Leave the section out to run without one.',
  required: ['homeserver_url', 'server_name', 'provider_domain', 'listen', 'url'],
  properties: {
    homeserver_url: {
      type: 'string',
      pattern: '^https?://',
      description: 'Where the homeserver answers its client API.',
      example: 'http://127.0.0.1:8008',
    },
    server_name: { type: 'string', minLength: 1, description: "The homeserver's name.", example: 'example.org' },
    provider_domain: {
      type: 'string',
      pattern: domain,
      description: 'Provider domain of its users in MIMI.',
      example: 'matrix.example.org',
    },
    id: {
      type: 'string',
      minLength: 1,
      default: 'mimi-gateway',
      description: 'Id of the application service in its registration.',
    },
    as_token: { type: 'string', minLength: 1, secret: true, description: 'What the gateway shows to the homeserver.' },
    hs_token: { type: 'string', minLength: 1, secret: true, description: 'What the homeserver shows to the gateway.' },
    listen: {
      type: 'object',
      description: 'Where the gateway listens for the homeserver.',
      required: ['port'],
      properties: {
        host: { type: 'string', minLength: 1, default: '127.0.0.1', description: 'Address.' },
        port: port('Port.', 9902),
      },
    },
    url: {
      type: 'string',
      pattern: '^https?://',
      description: 'The same place as the homeserver sees it; it goes into the registration.',
      example: 'http://127.0.0.1:9902',
    },
    sender_localpart: {
      type: 'string',
      pattern: '^[a-z0-9._=/+-]+$',
      default: 'mimi',
      description: "Localpart of the gateway's own user.",
    },
    prefix: {
      type: 'string',
      pattern: '^_[a-z0-9._=/+-]+$',
      default: '_mimi_',
      description: 'Beginning of the names of ghosts and of room aliases.',
    },
    backfill_interval: {
      type: 'integer',
      minimum: 10,
      default: 300,
      description: 'Seconds between two looks for events that the homeserver never delivered.',
    },
  },
};

const xmpp: Section = {
  type: 'object',
  description: 'The XMPP server. Leave the section out to run without one.',
  required: ['port', 'domain', 'provider_domain', 'home'],
  properties: {
    host: {
      type: 'string',
      minLength: 1,
      default: '127.0.0.1',
      description: 'Where the server listens for components (XEP-0114).',
    },
    port: port('Port for components.', 5347),
    domain: {
      type: 'string',
      pattern: domain,
      description: "The component's domain: rooms are <name>@<domain>.",
      example: 'rooms.example.org',
    },
    secret: { type: 'string', minLength: 1, secret: true, description: 'The secret of the component.' },
    provider_domain: {
      type: 'string',
      pattern: domain,
      description: "Provider domain of the server's users in MIMI.",
      example: 'xmpp.example.org',
    },
    home: { type: 'string', minLength: 1, description: "The server's own host.", example: 'example.org' },
    admins: {
      type: 'array',
      items: { type: 'string' },
      default: [],
      description: 'Bare JIDs that may create rooms where creation is for admins only.',
      example: ['admin@example.org'],
    },
    keep_alive: { type: 'integer', minimum: 5, default: 60, description: 'Seconds of silence before a ping.' },
    history_length: {
      type: 'integer',
      minimum: 0,
      default: 20,
      description: 'Messages of history at join when the client does not say.',
    },
  },
};

const admin: Section = {
  type: 'object',
  default: {},
  description: 'Admin API, metrics and health; the command line speaks to it. Keep it on loopback.',
  properties: {
    host: { type: 'string', minLength: 1, default: '127.0.0.1', description: 'Address.' },
    port: { ...port('Port.', 9903), default: 9903 },
    token_file: {
      type: 'string',
      default: 'data/admin-token',
      path: true,
      description: 'Holds the token of the admin API, mode 0600; made at the first start.',
    },
  },
};

const retention: Section = {
  type: 'object',
  default: {},
  description: 'How long things are kept.',
  properties: {
    archive_days: { type: 'integer', minimum: 1, description: 'Messages; for ever when left out.', example: 365 },
    inbox_days: {
      type: 'integer',
      minimum: 1,
      default: 7,
      description: 'Handled events, to know them again when a server repeats them.',
    },
  },
};

const guests: Section = {
  type: 'object',
  default: {},
  description: 'People who entered without being members.',
  properties: {
    remove_after: {
      type: 'integer',
      minimum: 60,
      default: 86_400,
      description: 'Seconds after which a guest who was not seen is removed.',
    },
  },
};

export const settings: Section = {
  type: 'object',
  description: 'Settings of mimi-gateway',
  required: ['hub', 'keys'],
  properties: {
    hub,
    database,
    keys,
    matrix,
    xmpp,
    admin,
    log: {
      type: 'object',
      default: {},
      description:
        'The log goes to standard output, one JSON object a line, without secrets and without message texts.',
      properties: {
        level: {
          type: 'string',
          enum: ['debug', 'info', 'warn', 'error'],
          default: 'info',
          description: 'The least that is written.',
        },
      },
    },
    retention,
    guests,
  },
};

/** JSON Schema (2020-12) of the file, for editors and for the check at start. */
export function jsonSchema(): Readonly<Record<string, unknown>> {
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'mimi-gateway', ...schemaOf(settings) };
}

function schemaOf(setting: Setting): Readonly<Record<string, unknown>> {
  const { example: _example, ...plain } = setting;
  if (plain.type === 'array') {
    return { ...plain, items: plain.items.type === 'object' ? schemaOf(plain.items) : plain.items };
  }
  if (plain.type !== 'object') {
    const { secret: _secret, path: _path, ...known } = plain as TextSetting;
    return known;
  }
  const properties: Record<string, unknown> = {};
  for (const [name, child] of Object.entries(plain.properties)) {
    properties[name] = schemaOf(child);
    if (child.type === 'string' && child.secret) {
      properties[`${name}_file`] = { type: 'string', description: `File that holds ${name} and nothing else.` };
    }
  }
  return { ...plain, additionalProperties: false, properties };
}

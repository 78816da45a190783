import { type PGlite, protocol } from '@electric-sql/pglite';
import type { Result, SqlValue } from './contract.ts';
import type { Session } from './engine.ts';

const { serialize, messages } = protocol;

const bytea = 17;

/** Statements that are kept parsed; bounded, should somebody build SQL. */
const maxPrepared = 500;

/**
 * A plan is made for tables of the size that they have, and nothing in the embedded engine tells it that they have grown
 * (there is no autovacuum): after so many uses a statement is planned anew.
 */
const usesOfPlan = 2_000;

type Message = Awaited<ReturnType<PGlite['execProtocolStream']>>[number];
type DataRow = InstanceType<typeof messages.DataRowMessage>;
type Field = Pick<InstanceType<typeof messages.Field>, 'name' | 'dataTypeID'>;

interface Prepared {
  /** Empty: it is parsed for one use. */
  readonly name: string;
  /** Types of $1, $2 … as PostgreSQL numbers them. */
  readonly parameters: readonly number[];
  /** Columns of a row. */
  readonly fields: readonly Field[];
  uses: number;
}

/**
 * The one session of an embedded database, in PostgreSQL's extended query protocol (PostgreSQL's documentation §54.2.3).
 * PGlite's own `query` parses, describes and plans a statement each time that it is used, in six exchanges; here this is
 * done once per statement, and a use is one exchange, which takes a fifth of the time.
 */
export class PgliteSession implements Session {
  readonly #lite: PGlite;
  readonly #prepared = new Map<string, Prepared>();

  constructor(lite: PGlite) {
    this.#lite = lite;
  }

  async query<Row>(sql: string, values: readonly SqlValue[] = []): Promise<Result<Row>> {
    if (values.length === 0) return this.#result<Row>(await this.#exchange(serialize.query(sql)), []);
    const prepared = await this.#prepare(sql);
    const { name, parameters, fields } = prepared;
    prepared.uses++;
    const bound = serialize.bind({
      statement: name,
      values: values.map((value, index) => this.#serialise(value, parameters[index])),
    });
    return this.#result<Row>(await this.#exchange(bound, serialize.execute({}), serialize.sync()), fields);
  }

  async execute(sql: string): Promise<void> {
    await this.#exchange(serialize.query(sql));
  }

  async #prepare(sql: string): Promise<Prepared> {
    const known = this.#prepared.get(sql);
    if (known && known.uses < usesOfPlan) return known;
    const name = known?.name ?? (this.#prepared.size < maxPrepared ? `s${this.#prepared.size}` : '');
    const answer = await this.#exchange(
      ...(known ? [serialize.close({ type: 'S', name })] : []),
      ...[serialize.parse({ name, text: sql }), serialize.describe({ type: 'S', name }), serialize.sync()],
    );
    const prepared: Prepared = { name, parameters: parametersOf(answer), fields: fieldsOf(answer) ?? [], uses: 0 };
    if (name !== '') this.#prepared.set(sql, prepared);
    return prepared;
  }

  /** Sends messages together and gives what is answered. @throws DatabaseError, with SQLSTATE in `code` */
  #exchange(...parts: readonly Uint8Array[]): Promise<readonly Message[]> {
    if (this.#lite.closed) throw new Error('The embedded database was used after it was closed');
    return this.#lite.execProtocolStream(Buffer.concat(parts), { syncToFs: false });
  }

  /** Octets travel as they are, all else as PostgreSQL's text. */
  #serialise(value: SqlValue, type: number | undefined): string | Uint8Array | null {
    if (value === null) return null;
    if (type === bytea && value instanceof Uint8Array) return value;
    const serializer = type === undefined ? undefined : this.#lite.serializers[type];
    if (serializer) return serializer(value);
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  }

  #result<Row>(answer: readonly Message[], described: readonly Field[]): Result<Row> {
    const fields = fieldsOf(answer) ?? described;
    const rows: Row[] = [];
    let affected = 0;
    for (const message of answer) {
      if (message instanceof messages.DataRowMessage) rows.push(this.#row(message, fields) as Row);
      else if (message instanceof messages.CommandCompleteMessage) affected = affectedBy(message.text);
    }
    return { rows, affected };
  }

  #row({ fields: values }: DataRow, fields: readonly Field[]): Record<string, unknown> {
    const row: Record<string, unknown> = {};
    for (const [index, { name, dataTypeID }] of fields.entries()) {
      const text = values[index] ?? null;
      const parse = this.#lite.parsers[dataTypeID];
      row[name] = text === null || !parse ? text : (parse(text, dataTypeID) as unknown);
    }
    return row;
  }
}

function parametersOf(answer: readonly Message[]): readonly number[] {
  return answer.find((message) => message instanceof messages.ParameterDescriptionMessage)?.dataTypeIDs ?? [];
}

function fieldsOf(answer: readonly Message[]): readonly Field[] | undefined {
  return answer.find((message) => message instanceof messages.RowDescriptionMessage)?.fields;
}

/** Of `INSERT 0 5` or `UPDATE 3`; other commands change nothing. */
function affectedBy(tag: string): number {
  const words = tag.split(' ');
  return ['INSERT', 'UPDATE', 'DELETE', 'MERGE'].includes(words[0] ?? '') ? Number(words.at(-1)) : 0;
}

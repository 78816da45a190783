/** What the homeserver answered with an error. */
export class MatrixRefusal extends Error {
  override readonly name = 'MatrixRefusal';
  readonly status: number;
  /** `M_FORBIDDEN` and the like. */
  readonly errcode: string;

  constructor(status: number, errcode: string, error: string) {
    super(`${status} ${errcode}: ${error}`);
    this.status = status;
    this.errcode = errcode;
  }
}

type Answer = Record<string, unknown>;

/** Requests to `/_matrix/client` with one user's token. */
export class MatrixClientApi {
  readonly #url: string;
  readonly #token: string | null;

  constructor(homeserverUrl: string, token: string | null) {
    this.#url = homeserverUrl;
    this.#token = token;
  }

  static async login(o: {
    homeserverUrl: string;
    userId: string;
    password: string;
    accessToken?: string;
  }): Promise<MatrixClientApi> {
    if (o.accessToken !== undefined) return new MatrixClientApi(o.homeserverUrl, o.accessToken);
    const answer = await new MatrixClientApi(o.homeserverUrl, null).post('/v3/login', {
      type: 'm.login.password',
      identifier: { type: 'm.id.user', user: o.userId },
      password: o.password,
    });
    return new MatrixClientApi(o.homeserverUrl, String(answer.access_token));
  }

  get(path: string, signal?: AbortSignal): Promise<Answer> {
    return this.#request('GET', path, undefined, signal);
  }

  post(path: string, body: object): Promise<Answer> {
    return this.#request('POST', path, body);
  }

  put(path: string, body: object): Promise<Answer> {
    return this.#request('PUT', path, body);
  }

  /** @throws {@link MatrixRefusal}; TypeError when the homeserver can't be reached */
  async #request(method: string, path: string, body?: object, signal?: AbortSignal): Promise<Answer> {
    const response = await fetch(`${this.#url}/_matrix/client${path}`, {
      method,
      headers: this.#token === null ? {} : { authorization: `Bearer ${this.#token}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal !== undefined && { signal }),
    });
    const answer = (await response.json()) as Answer;
    if (response.ok) return answer;
    throw new MatrixRefusal(response.status, String(answer.errcode), String(answer.error));
  }
}

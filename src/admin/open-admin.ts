import { timingSafeEqual } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ErrorRequestHandler, Express, RequestHandler } from 'express';
import express from 'express';
import { RetryLater } from '../rooms/index.ts';
import type { Admin, AdminOptions } from './contract.ts';
import { InvalidRequest } from './invalid-request.ts';
import { roomsApi } from './rooms-api.ts';

/** Listens. @throws an error with code `EADDRINUSE` when the port is taken */
export async function openAdmin(options: AdminOptions): Promise<Admin> {
  const server = await listen(application(options), options.host, options.port);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${options.host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Keep-alive connections of monitors would keep the process.
        server.closeIdleConnections();
      }),
  };
}

function application(options: AdminOptions): Express {
  const app = express();
  app.disable('x-powered-by');

  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.get('/readyz', async (_request, response) => {
    const problems = await options.problems();
    response.status(problems.length === 0 ? 200 : 503).json({ ready: problems.length === 0, problems });
  });
  app.get('/metrics', async (_request, response) => {
    response.type(options.metrics.contentType).send(await options.metrics.text());
  });
  app.use('/api', onlyWith(options.token), express.json({ limit: '64kb' }));
  app.use('/api/v1/rooms', roomsApi(options));
  app.use((_request, response) => {
    response.status(404).json({ error: { text: 'There is nothing at this path.' } });
  });
  app.use(answerError(options));
  return app;
}

function onlyWith(token: string): RequestHandler {
  const wanted = Buffer.from(`Bearer ${token}`);
  return (request, response, next) => {
    const given = Buffer.from(request.get('authorization') ?? '');
    if (given.length === wanted.length && timingSafeEqual(given, wanted)) {
      next();
      return;
    }
    const text = 'Send the token of admin.token_file as `Authorization: Bearer …`.';
    response.status(401).set('WWW-Authenticate', 'Bearer').json({ error: { text } });
  };
}

/** The one table from error kinds to HTTP. */
function answerError({ log }: AdminOptions): ErrorRequestHandler {
  // Express takes a function for an error handler only when it has four parameters.
  return (error: unknown, request, response, _next) => {
    if (error instanceof InvalidRequest) {
      response.status(error.status).json({ error: { text: error.message } });
    } else if (error instanceof RetryLater) {
      response
        .status(503)
        .set('Retry-After', '1')
        .json({ error: { text: error.message } });
    } else if (error instanceof Error && 'kind' in error && error.kind === 'invalid') {
      response.status(400).json({ error: { text: error.message } });
    } else if (error instanceof Error && 'status' in error && error.status === 400) {
      response.status(400).json({ error: { text: 'The body is no JSON.' } });
    } else if (error instanceof Error && 'status' in error && error.status === 413) {
      response.status(413).json({ error: { text: 'The body is too long.' } });
    } else {
      log.error({ error, path: request.path }, 'a request to the admin API failed');
      response.status(500).json({ error: { text: 'The gateway failed; its log says why.' } });
    }
  };
}

function listen(app: Express, host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = app.listen(port, host);
    server.once('listening', () => resolve(server));
    server.once('error', reject);
  });
}

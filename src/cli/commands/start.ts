import { Command } from 'commander';
import { createLog } from '../../observe/index.ts';
import type { Terminal } from '../terminal.ts';
import { version } from '../version.ts';

/** Another process holds what this one needs; whoever supervises this one starts it again as the standby. */
class TakenOver extends Error {
  override readonly name = 'TakenOver';
  readonly kind = 'retry-later';
}

/** Runs the gateway until SIGTERM or SIGINT; a second signal ends it at once. */
export function startCommand(terminal: Terminal): Command {
  return new Command('start').description('run the gateway').action(async () => {
    const configuration = terminal.configuration();
    const log = createLog({ level: configuration.log.level });
    const interrupted = untilInterrupted();
    // Read here, since it brings in the networks' libraries, which no other command needs.
    const { startGateway } = await import('../gateway.ts');
    const gateway = await startGateway(configuration);
    log.info({ version: version(), admin: gateway.admin }, 'the gateway has started');
    let stopping = false;
    gateway.ready.then(
      () => {
        // A stop ends the waiting too.
        if (!stopping) log.info({}, 'all networks are attached');
      },
      // The race below ends with it.
      () => undefined,
    );
    try {
      await Promise.race([interrupted, failing(gateway.ready), ...gateway.lost.map(takenOver)]);
      log.info({}, 'the gateway stops when what is in flight has ended');
    } finally {
      stopping = true;
      await gateway.stop();
    }
    log.info({}, 'the gateway has stopped');
  });
}

/** Never resolves: a network that is connected is no reason to end. */
async function failing(ready: Promise<void>): Promise<never> {
  await ready;
  return new Promise(() => undefined);
}

function takenOver(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(
        new TakenOver(
          'Another process has taken over a network of this gateway. Run one, or start this again as the standby.',
        ),
      );
    });
  });
}

function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    // `once`: the next signal has its usual effect, for whoever can't wait for the drain.
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
}

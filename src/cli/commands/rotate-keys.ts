import { Command } from 'commander';
import { sealedInboxColumn } from '../../bridge/index.ts';
import { sealedHubColumns } from '../../hub/index.ts';
import { sealedMemberColumns } from '../../members/index.ts';
import { openDatabase, openVault, rotateSealed } from '../../store/index.ts';
import type { Terminal } from '../terminal.ts';

/**
 * Seals everything that an older key sealed again under the newest. May run beside a gateway on PostgreSQL; the embedded
 * database belongs to one process, so the gateway has to be stopped first.
 */
export function rotateKeysCommand(terminal: Terminal): Command {
  return new Command('rotate-keys')
    .description('encrypt what is stored again under the newest of the keys')
    .action(async () => {
      const { keys, database: address } = terminal.configuration();
      // Read here, since it brings in a network's libraries, which no other command needs.
      const { sealedXmppColumns } = await import('../../../bridges/xmpp/index.ts');
      const database = await openDatabase(address);
      try {
        const columns = [sealedInboxColumn, ...sealedHubColumns, ...sealedMemberColumns, ...sealedXmppColumns];
        const counts = await rotateSealed(database, openVault(keys), columns);
        for (const [column, count] of counts) terminal.print(`${column}: ${count}`);
        terminal.print(`Everything is sealed under "${keys[0]?.id ?? ''}"; older keys can be taken away.`);
      } finally {
        await database.close();
      }
    });
}

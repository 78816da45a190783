import type { Reader, Writer } from '../../mls/index.ts';
import { InvalidPolicy } from '../invalid-policy.ts';
import { readList, writeList } from './bounded-list.ts';
import type { Bot, BotPolicy } from './contract.ts';
import { codecOf, readBool, readText, writeBool, writeText } from './presentation.ts';
import { checkOptionalUri } from './uri.ts';

function writeBot(writer: Writer, bot: Bot): void {
  writeText(writer, bot.name);
  writeText(writer, bot.description);
  writeText(writer, bot.homepage);
  writeBool(writer, bot.localClient);
  writer.uint32(bot.role);
  writeBool(writer, bot.canTargetMessage);
  writeBool(writer, bot.perUserContent);
}

const readBot = (reader: Reader): Bot => ({
  name: readText(reader),
  description: readText(reader),
  homepage: readText(reader),
  localClient: readBool(reader),
  role: reader.uint32(),
  canTargetMessage: readBool(reader),
  perUserContent: readBool(reader),
});

function checkBot({ homepage, localClient, role }: Bot): void {
  checkOptionalUri('bots', 'homepage', homepage);
  if (localClient && role !== 0) throw new InvalidPolicy('bots', 'a local client bot has role 0');
}

/** Component 0x002F, BotPolicy (draft-ietf-mimi-room-policy §6.7). That its roles are there is for the whole room. */
export const botPolicy = codecOf<BotPolicy>(
  (writer, policy) => {
    writeList(writer, policy.allowedBots, writeBot);
  },
  (reader) => ({ allowedBots: readList(reader, readBot) }),
  ({ allowedBots }) => {
    allowedBots.forEach(checkBot);
  },
);

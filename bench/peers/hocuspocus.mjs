// Hocuspocus with its SQLite extension and no settings but where it listens and keeps its documents.

import { SQLite } from '@hocuspocus/extension-sqlite';
import { Server } from '@hocuspocus/server';

const server = new Server({
  address: process.env.HOST,
  port: Number(process.env.PORT),
  quiet: true,
  extensions: [new SQLite({ database: process.env.STORE })],
});

await server.listen();

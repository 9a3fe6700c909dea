import { createWriteStream } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** A process that only writes every body to a file of the folder it is given; tells its parent its address. */
const folder = String(process.argv[2]);
let files = 0;

const server = createServer(async (req, res) => {
  files += 1;
  await pipeline(req, createWriteStream(join(folder, String(files))));
  res.writeHead(201).end();
});
server.listen(0, '127.0.0.1', () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});

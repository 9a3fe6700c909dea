import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { healthy } from './gateway.ts';

/** A healthy upstream as a process of its own, so that a test can freeze it; tells its parent its address. */
const server = createServer(healthy[process.argv[2] as keyof typeof healthy]);
server.listen(0, '127.0.0.1', () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

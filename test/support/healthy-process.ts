import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { healthy } from './gateway.ts';

/** A healthy upstream as a process of its own, so that a test can freeze it; tells its parent its address. */
const [, , name, backlog] = process.argv;
const server = createServer(healthy[name as keyof typeof healthy]);
server.listen({ port: 0, host: '127.0.0.1', backlog: Number(backlog) }, () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

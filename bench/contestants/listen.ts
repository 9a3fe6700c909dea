import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Listens on a port that the system chooses, and tells the parent. */
export function listen(server: Server): void {
  server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () => {
    process.send?.({ type: 'listening', port: (server.address() as AddressInfo).port });
  });
}

/**
 * Whether a server that is stopped under load finishes what it has accepted.
 *
 *     node scripts/in-flight.ts http://127.0.0.1:8080/
 *
 * Asks for the page fifty times a second, each time over a connection of its own, until no connection is accepted any more, and
 * says what became of them. Stop the server once "asking" is printed. Exit codes: 0, and 1 when a page was lost that had
 * been accepted, or when none was under way at the end.
 */
import { lookup } from 'node:dns/promises';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';

/** `unread`: the system had taken the connection, but the server had yet to read from it when it closed its port. */
type End = 'served' | 'refused' | 'unread' | 'lost';

/** Milliseconds between two requests. */
const PERIOD = 20;
/** Requests in a row that find no server: it is gone. */
const GONE = 20;
/** How long a connection may take to be made, in milliseconds. */
const CONNECTED = 1000;

const url = new URL(process.argv[2] ?? 'http://127.0.0.1:8080/');
// Once: a name may be gone with its server.
const { address } = await lookup(url.hostname);
const ends: Record<End, number> = { served: 0, refused: 0, unread: 0, lost: 0 };
const pages: Promise<void>[] = [];
let inARow = 0;
let servedAfterwards = 0;

while (inARow < GONE) {
  pages.push(requestPage().then(count));
  if (pages.length === 50) console.log('asking');
  await delay(PERIOD);
}
await Promise.all(pages);
console.log(
  `${ends.served} pages served, ${servedAfterwards} of them after the port was closed; ${ends.lost} lost; ` +
    `${ends.refused} connections refused, ${ends.unread} reset before they were read`,
);
process.exitCode = ends.lost === 0 && servedAfterwards > 0 ? 0 : 1;

function count(end: End): void {
  ends[end] += 1;
  if (end === 'served' && ends.refused > 0) servedAfterwards += 1;
  inARow = end === 'refused' ? inARow + 1 : 0;
}

function requestPage(): Promise<End> {
  return new Promise((resolve) => {
    let connected = false;
    let answered = false;
    const request = get(url, { host: address, headers: { host: url.host }, agent: false }, read);
    const timer = setTimeout(() => request.destroy(), CONNECTED);

    request.once('socket', (socket) => {
      socket.once('connect', () => {
        connected = true;
        clearTimeout(timer);
      });
    });
    request.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      if (!connected) return resolve('refused');
      // A close resets a connection that has something unread (RFC 2525, 2.17), and ends one that was read from in good order.
      const unread = !answered && error.syscall !== undefined;
      if (!unread) console.log(`lost: ${error.message}`);
      resolve(unread ? 'unread' : 'lost');
    });

    async function read(response: IncomingMessage): Promise<void> {
      answered = true;
      const html = await text(response).catch(() => '');
      const whole = response.statusCode === 200 && html.trimEnd().endsWith('</html>');
      if (!whole) console.log(`lost: status ${response.statusCode}, ${html.length} characters`);
      resolve(whole ? 'served' : 'lost');
    }
  });
}

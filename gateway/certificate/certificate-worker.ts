import { parentPort, workerData } from 'node:worker_threads';
import { type Certificate, composeCertificate } from './compose.ts';
import type { Template } from './template.ts';

/** What a worker thread says: the bytes to append to the template, or why there are none. */
export type CertificateMessage = Uint8Array<ArrayBuffer> | { readonly fault: Error };

const template: Template = workerData;

// Runs in a thread of its own, where fonts may take their time.
parentPort?.on('message', (certificate: Certificate) => {
  try {
    // A copy, since a small Buffer shares its memory with others, which would go with it.
    const bytes = new Uint8Array(composeCertificate(template, certificate));
    say(bytes, [bytes.buffer]);
  } catch (error) {
    say({ fault: error instanceof Error ? error : new Error(String(error)) });
  }
});

function say(message: CertificateMessage, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer);
}

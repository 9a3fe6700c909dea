import { Worker } from 'node:worker_threads';
import type { CertificateMessage } from './certificate-worker.ts';
import type { Certificate } from './compose.ts';
import type { Template } from './template.ts';

export type CertificateThread = {
  /** The bytes to append to the template; one certificate at a time. Rejects where they can't be made. */
  compose(certificate: Certificate): Promise<Uint8Array>;
  stop(): Promise<void>;
};

/**
 * Starts a worker thread that composes certificates, so that neither shaping nor subsetting holds the event loop.
 *
 * @param onExit called once, when the thread has ended for whatever reason, before its certificate is rejected
 */
export function startCertificateThread(template: Template, onExit: () => void): CertificateThread {
  const worker = new Worker(new URL('./certificate-worker.ts', import.meta.url), {
    name: 'certificate',
    workerData: template,
  });
  let work = Promise.withResolvers<Uint8Array>();
  let cause: unknown;

  worker.on('message', (message: CertificateMessage) => {
    if (message instanceof Uint8Array) work.resolve(message);
    else work.reject(message.fault);
  });
  worker.on('error', (error) => {
    cause = error;
  });
  worker.once('exit', (code) => {
    onExit();
    work.reject(new Error(`the certificate's thread ended with exit code ${code}`, { cause }));
  });
  // The thread may end between two certificates, when nobody awaits one.
  work.promise.catch(() => {});

  return {
    compose(certificate) {
      work = Promise.withResolvers();
      worker.postMessage(certificate);
      return work.promise;
    },
    async stop() {
      await worker.terminate();
    },
  };
}

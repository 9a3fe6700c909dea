import type { Counter, Gauge, Histogram } from 'prom-client';
import { createBlockingQueue, unavailable } from '../home/blocking-queue.ts';
import { type CertificateThread, startCertificateThread } from './certificate-thread.ts';
import type { Certificate } from './compose.ts';
import { openTemplate } from './template.ts';

export type CertificateMetrics = {
  /** Time from when a certificate was asked for until it was composed, in seconds. */
  readonly certificateDuration: Pick<Histogram, 'observe'>;
  /** Certificates by `outcome`: sent, refused, aborted, failed. */
  readonly certificates: Pick<Counter<'outcome'>, 'inc'>;
  /** Certificates that wait to be composed. */
  readonly certificateQueue: Pick<Gauge, 'set'>;
};

export type CertificatesOptions = {
  /** How many may wait while one is composed. */
  readonly queueLimit: number;
  /** How long one may wait, in milliseconds. */
  readonly waitLimit: number;
  readonly metrics: CertificateMetrics;
  readonly templateFile?: string;
};

export type Certificates = {
  /**
   * Composes a certificate: first come, first served. Rejects with
   * - a ProblemError, a 503, when too many wait, the wait was too long, or the gateway stops;
   * - the signal's reason, when the reader has left while it waited.
   */
  compose(certificate: Certificate, signal: AbortSignal): Promise<ComposedCertificate>;
  close(): Promise<void>;
};

/** A certificate that has not been read yet: the template's file, and after it the bytes that were made for it. */
export type ComposedCertificate = {
  /** In bytes. */
  readonly length: number;
  readonly read: () => AsyncGenerator<Uint8Array>;
};

/**
 * Composes certificates, one after another, in a thread that is started when one is first asked for: it takes about a
 * third of a second and 80 MB, which a gateway without certificates is spared.
 *
 * @throws TemplateError at once when the template can't be built upon.
 */
export function createCertificates({
  queueLimit,
  waitLimit,
  metrics,
  templateFile,
}: CertificatesOptions): Certificates {
  const file = openTemplate(templateFile);
  const queue = createBlockingQueue<void>(queueLimit, metrics.certificateQueue);
  let thread: CertificateThread | undefined;
  let busy = false;
  let closed = false;

  async function compose(certificate: Certificate, signal: AbortSignal): Promise<Uint8Array> {
    if (closed) throw stopping();
    signal.throwIfAborted();
    if (busy) await queue.join({ signal, deadline: performance.now() + waitLimit });
    busy = true;
    try {
      thread ??= startCertificateThread(file.template, () => {
        thread = undefined;
      });
      return await thread.compose(certificate);
    } catch (error) {
      throw closed ? stopping() : error;
    } finally {
      busy = queue.admit(() => {});
    }
  }

  return {
    async compose(certificate, signal) {
      const start = performance.now();
      const bytes = await compose(certificate, signal);
      metrics.certificateDuration.observe((performance.now() - start) / 1000);
      return { length: file.template.length + bytes.length, read: () => joined(file.read(), bytes) };
    },
    async close() {
      closed = true;
      queue.clear(stopping());
      await thread?.stop();
      file.close();
    },
  };
}

async function* joined(template: AsyncGenerator<Uint8Array>, bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield* template;
  yield bytes;
}

function stopping() {
  return unavailable('The gateway is stopping.');
}

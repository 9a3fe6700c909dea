import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What a certificate is counted by, in a registry of its own. */
export function certificateMetrics() {
  const registers = [new Registry()];
  return {
    certificateDuration: new Histogram({
      name: 'certificate_duration_seconds',
      help: 'For a test.',
      registers,
    }),
    certificates: new Counter({
      name: 'certificates_total',
      help: 'For a test.',
      labelNames: ['outcome'],
      registers,
    }),
    certificateQueue: new Gauge({ name: 'certificate_queue_length', help: 'For a test.', registers }),
  };
}

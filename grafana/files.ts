import type { Dashboard } from './dashboard.ts';
import { quantile, rate } from './promql.ts';

/** What readers upload, and the certificates that they download. */
export const files: Dashboard = {
  title: 'Uploads and certificates',
  uid: 'frontpage-files',
  panels: [
    {
      title: 'Uploads by outcome',
      description:
        'How uploads ended: stored, rejected, given up by their sender, or failed, which is a fault of ours.',
      unit: 'reqps',
      stacked: true,
      queries: [{ expr: rate('upload_duration_seconds_count', 'outcome'), legend: '{{outcome}}' }],
    },
    {
      title: 'Why uploads are rejected',
      description: 'Rejections by reason. Many of one kind are a form that misleads, or somebody who tries.',
      unit: 'reqps',
      stacked: true,
      queries: [{ expr: rate('upload_rejected_total', 'reason'), legend: '{{reason}}' }],
    },
    {
      title: 'An upload takes',
      description:
        'From its arrival until it was stored. It follows the size of the files and the line of the sender.',
      unit: 's',
      logarithmic: true,
      queries: [
        { expr: quantile(0.5, 'upload_duration_seconds', '', '{outcome="stored"}'), legend: 'p50' },
        { expr: quantile(0.99, 'upload_duration_seconds', '', '{outcome="stored"}'), legend: 'p99' },
      ],
    },
    {
      title: 'Bytes stored a second',
      description: 'The size of the files that were stored. The disk has to keep up with it.',
      unit: 'Bps',
      queries: [{ expr: 'sum(rate(upload_bytes_total[$__rate_interval]))', legend: 'stored' }],
    },
    {
      title: 'Files that are kept',
      description: 'Bytes kept for all readers. It falls only when files are deleted.',
      unit: 'bytes',
      queries: [{ expr: 'sum(upload_stored_bytes)', legend: 'bytes' }],
    },
    {
      title: 'Files, and what is under way',
      description:
        'Files kept, uploads under way, and leftovers of unfinished ones that were swept up in an hour.',
      unit: 'short',
      logarithmic: true,
      queries: [
        { expr: 'sum(upload_stored_files)', legend: 'files' },
        { expr: 'sum(upload_in_flight)', legend: 'under way' },
        { expr: 'sum by (what) (increase(upload_swept_total[1h]))', legend: 'swept: {{what}}' },
      ],
    },
    {
      title: 'Certificates by outcome',
      description:
        'Sent, refused because too many wait, aborted by the reader, or failed. Failed ones are a fault of ours.',
      unit: 'reqps',
      stacked: true,
      queries: [{ expr: rate('certificates_total', 'outcome'), legend: '{{outcome}}' }],
    },
    {
      title: 'A certificate takes',
      description:
        'Half of them, and 99 of 100, with the time in line. Composing one takes some milliseconds.',
      unit: 's',
      logarithmic: true,
      queries: [
        { expr: quantile(0.5, 'certificate_duration_seconds', ''), legend: 'p50' },
        { expr: quantile(0.99, 'certificate_duration_seconds', ''), legend: 'p99' },
      ],
    },
    {
      title: 'Certificates in line',
      description: 'Certificates that wait to be made. At CERTIFICATE_QUEUE further ones are refused.',
      unit: 'short',
      queries: [{ expr: 'sum(certificate_queue_length)', legend: 'in line' }],
    },
  ],
};

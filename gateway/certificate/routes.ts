import { pipeline } from 'node:stream/promises';
import type { Book } from '@frontpage/shared/contracts/book.ts';
import { ProblemError } from '@frontpage/shared/problem.ts';
import { type Request, type Response, Router } from 'express';
import type { Purchases } from '../readers/purchases.ts';
import type { SignedIn } from '../readers/session.ts';
import { abortWhenGone } from '../upstreams/call-for.ts';
import type { CertificateMetrics, Certificates, ComposedCertificate } from './certificates.ts';
import { certificateFileName } from './file-name.ts';

/** What becomes of a certificate that a reader asks for. */
const OUTCOMES = ['sent', 'refused', 'aborted', 'failed'] as const;
type Outcome = (typeof OUTCOMES)[number];

type Options = {
  readonly requireReader: (req: Request) => SignedIn;
  readonly purchasesOf: Purchases;
  readonly certificates: Certificates;
  readonly metrics: CertificateMetrics;
  /** The time of a download. */
  readonly now?: () => Temporal.Instant;
};

/**
 * `GET /books/:id/certificate.pdf`: a certificate for a book that the reader owns, with the time of the download in it.
 * 404 for any other book.
 */
export function certificateRoutes({
  requireReader,
  purchasesOf,
  certificates,
  metrics,
  now = Temporal.Now.instant,
}: Options): Router {
  const routes = Router();
  for (const outcome of OUTCOMES) metrics.certificates.inc({ outcome }, 0);
  routes.get('/books/:id/certificate.pdf', async function sendCertificate(req, res) {
    const downloadedAt = now().toString({ smallestUnit: 'microsecond' });
    const gone = abortWhenGone(res);
    const { id } = requireReader(req);
    const reader = await purchasesOf(id, req);
    const { title, author } = ownedBook(reader.purchases, req.params.id);
    try {
      const certificate = await certificates.compose(
        { reader: reader.name, title, author, downloadedAt },
        gone,
      );
      await send(certificate, certificateFileName(title), req, res);
      metrics.certificates.inc({ outcome: 'sent' });
    } catch (error) {
      const refused = error instanceof ProblemError && error.status === 503;
      const outcome: Outcome = gone.aborted ? 'aborted' : refused ? 'refused' : 'failed';
      metrics.certificates.inc({ outcome });
      // Nobody is there to answer.
      if (!gone.aborted) throw error;
    }
  });
  return routes;
}

async function send(
  certificate: ComposedCertificate,
  fileName: string,
  req: Request,
  res: Response,
): Promise<void> {
  res.attachment(fileName).set({
    'Content-Type': 'application/pdf',
    'Content-Length': String(certificate.length),
    'Cache-Control': 'no-store',
    // A second request would be for another file: it has a time of its own.
    'Accept-Ranges': 'none',
  });
  if (req.method === 'HEAD') res.end();
  else await pipeline(certificate.read, res);
}

/** Whether a book exists is the same to those who don't own it. */
function ownedBook(purchases: readonly { book: Book }[], id: string): Book {
  const purchase = purchases.find(({ book }) => book.id === id);
  if (purchase) return purchase.book;
  throw new ProblemError(404, 'Not Found', `You own no book "${id}", so there is no certificate for it.`);
}

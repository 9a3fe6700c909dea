import { runProcess } from '@frontpage/shared/process.ts';
import express from 'express';
import { z } from 'zod';
import { createGateway } from '../app.ts';
import { gatewayEnv } from '../config.ts';
import { uploadsEnv } from './config.ts';
import { uploadMetrics } from './metrics.ts';
import { createUploads } from './uploads.ts';

const env = z.object({ ...gatewayEnv.shape, ...uploadsEnv });
await runProcess('gateway', env, (config, s) => {
  const g = createGateway(config, s);
  const u = createUploads(config, {
    log: s.log,
    metrics: uploadMetrics(s.registry),
    requireReader: () => ({ id: 'r0007' }),
    sendPage: (_q, res, p) => {
      res.send(p.content());
    },
  });
  const app = express();
  app.use(u.routes);
  app.use(g.app);
  return {
    ...g,
    app,
    close: async () => {
      await g.close?.();
      await u.close();
    },
  };
});

/** Express and axios, as most people write it. */
import { createServer } from 'node:http';
import axios from 'axios';
import express from 'express';
import { helpers } from '../../gateway/home/parts.ts';
import { strategies } from '../../gateway/home/strategies.ts';
import { createPageViews } from '../../gateway/home/views.ts';
import { handedOn } from './handed-on.ts';
import { listen } from './listen.ts';
import { page, showPrices, timing } from './render.ts';

const upstream = process.env.UPSTREAM ?? '';
// The frame above the parts depends on the reader alone, and nobody has signed in here.
const { head } = createPageViews(showPrices).of(page);
const locals = {
  ...helpers,
  head,
  strategy: strategies.concurrent,
  timing,
  pageId: page.id,
  requestId: page.requestId,
};

const app = express();
app.set('view engine', 'ejs');
app.set('views', import.meta.dirname);

app.get('/home/concurrent', async (req, res) => {
  const headers = handedOn(req.headers);
  const [promo, recommendation] = await Promise.all([
    axios.get(`${upstream}/promotions`, { headers }),
    axios.get(`${upstream}/recommendations/visitor`, { headers }),
  ]);
  res.render('plain', {
    ...locals,
    prices: showPrices('EUR'),
    promo: promo.data,
    recommendation: recommendation.data,
  });
});

listen(createServer(app));

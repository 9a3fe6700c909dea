/** Express and axios, as most people write it. */
import { createServer } from 'node:http';
import axios from 'axios';
import express from 'express';
import { helpers } from '../../gateway/home/parts.ts';
import { listen } from './listen.ts';

const upstream = process.env.UPSTREAM ?? '';
const app = express();
app.set('view engine', 'ejs');
app.set('views', import.meta.dirname);

app.get('/home/concurrent', async (_req, res) => {
  const [promo, recommendation] = await Promise.all([
    axios.get(`${upstream}/promotions`),
    axios.get(`${upstream}/recommendations/visitor`),
  ]);
  res.render('plain', { ...helpers, promo: promo.data, recommendation: recommendation.data });
});

listen(createServer(app));

import { urlencoded } from 'express';

/** Reads the fields of a plain HTML form into `req.body`. Ours are small: 4 kB, and 20 fields at the most. */
export const formBody = urlencoded({ extended: false, limit: '4kb', parameterLimit: 20 });

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { startUploads } from './test-app.ts';
import { assertProblem, filesOf, list, page, post } from './test-client.ts';

test('files are stored, listed latest first, and counted; each reader sees their own', async (t) => {
  const { url, opsUrl, folder } = await startUploads(t);
  const answer = await post(url, 'ann', { 'Ωδή.txt': 'Μῆνιν', 'b.pdf': '%PDF-1.7\n' });
  assert.equal(answer.status, 201);
  assert.deepEqual(
    (await filesOf(answer)).map(({ name, type, size }) => [name, type, size]),
    [
      ['Ωδή.txt', 'text/plain', 11],
      ['b.pdf', 'application/pdf', 9],
    ],
  );
  assert.equal((await post(url, 'ann', { 'c.txt': 'later' })).status, 201);
  const listed = await list(url, 'ann');
  assert.equal(listed[0]?.name, 'c.txt');
  assert.equal(listed.length, 3);
  assert.deepEqual(readdirSync(folder).toSorted(), listed.map(({ id }) => id).toSorted());
  assert.deepEqual(await list(url, 'bob'), []);
  const metrics = await (await fetch(`${opsUrl}/metrics`)).text();
  for (const line of [
    'upload_bytes_total 25',
    'upload_stored_files 3',
    'upload_stored_bytes 25',
    'upload_in_flight 0',
  ])
    assert.ok(metrics.includes(`\n${line}\n`), line);
  assert.match(metrics, /upload_duration_seconds_count\{outcome="stored"\} 2/);
});

test('a visitor without script gets a page, and is led back to it after each form', async (t) => {
  const { url } = await startUploads(t);
  const answer = await post(url, 'ann', { '<b>.txt': 'bold' }, { accept: 'text/html' });
  assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/uploads']);
  const [file] = await list(url, 'ann');
  const html = await page(url, 'ann');
  assert.match(html, /<bdi>&#60;b&#62;\.txt<\/bdi>/);
  assert.match(html, /4 bytes, plain text/);
  const form = new RegExp(`action="(/uploads/${file?.id}/delete)"`).exec(html)?.[1];
  const gone = await fetch(url + form, {
    method: 'POST',
    headers: { 'x-reader': 'ann' },
    redirect: 'manual',
  });
  assert.deepEqual([gone.status, gone.headers.get('location')], [303, '/uploads']);
  assert.match(await page(url, 'ann'), /Nothing yet/);
  const refused = await post(url, 'ann', { 'e.txt': '' }, { accept: 'text/html' });
  assert.equal(refused.status, 400);
  assert.match(await refused.text(), /<!doctype html>.*The file “e.txt” is empty/s);
});

test('only its owner deletes a file', async (t) => {
  const { url, folder } = await startUploads(t);
  const [file] = await filesOf(await post(url, 'ann', { 'a.txt': 'mine' }));
  const remove = (reader: string) =>
    fetch(url + file?.url, { method: 'DELETE', headers: { 'x-reader': reader } });
  assert.equal((await remove('bob')).status, 404);
  assert.equal(readdirSync(folder).length, 1);
  assert.equal((await remove('ann')).status, 204);
  assert.equal((await remove('ann')).status, 404);
  assert.deepEqual(readdirSync(folder), []);
});

test('one file that is not taken, and none of the request is kept', async (t) => {
  const { url, opsUrl, folder } = await startUploads(t);
  const elf = Buffer.from('7f454c4602010100', 'hex');
  const answer = await post(url, 'ann', { 'a.txt': 'fine', 'cat.png': elf, 'b.txt': 'fine' });
  await assertProblem(answer, 415, /“cat\.png” is application\/x-elf; we take image\/jpeg/);
  assert.deepEqual(readdirSync(folder), []);
  assert.deepEqual(await list(url, 'ann'), []);
  const metrics = await (await fetch(`${opsUrl}/metrics`)).text();
  assert.match(metrics, /upload_rejected_total\{reason="type"\} 1/);
  // Prometheus sees only what grows from nought.
  assert.match(metrics, /upload_rejected_total\{reason="quota"\} 0/);
  assert.match(metrics, /upload_duration_seconds_count\{outcome="failed"\} 0/);
});

test('which types are taken is a matter of configuration', async (t) => {
  const { url } = await startUploads(t, { UPLOAD_TYPES: 'application/x-elf' });
  const elf = Buffer.from('7f454c4602010100', 'hex');
  assert.equal((await post(url, 'ann', { a: elf })).status, 201);
  await assertProblem(
    await post(url, 'ann', { 'a.txt': 'text' }),
    415,
    /text\/plain; we take application\/x-elf\./,
  );
});

test('a type that content can not be told by is a fault of the configuration', async (t) => {
  await assert.rejects(
    startUploads(t, { UPLOAD_TYPES: 'image/png,text/html' }),
    /UPLOAD_TYPES takes media types .* not text\/html/,
  );
});

import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

type Listed = { id: string; name: string; type: string; size: number; at: string; url: string };
type Content = string | Buffer<ArrayBuffer>;

export function formOf(files: Record<string, Content>): FormData {
  const form = new FormData();
  for (const [name, content] of Object.entries(files)) form.append('files', new Blob([content]), name);
  return form;
}

export function post(
  url: string,
  reader: string,
  files: Record<string, Content>,
  headers: Record<string, string> = {},
) {
  return fetch(`${url}/uploads`, {
    method: 'POST',
    headers: { 'x-reader': reader, ...headers },
    body: formOf(files),
    redirect: 'manual',
  });
}

export async function filesOf(answer: Response): Promise<Listed[]> {
  return ((await answer.json()) as { files: Listed[] }).files;
}

export async function list(url: string, reader: string): Promise<Listed[]> {
  return filesOf(await fetch(`${url}/uploads`, { headers: { 'x-reader': reader } }));
}

export async function page(url: string, reader: string): Promise<string> {
  return (await fetch(`${url}/uploads`, { headers: { 'x-reader': reader, accept: 'text/html' } })).text();
}

export async function assertProblem(answer: Response, status: number, detail: RegExp): Promise<void> {
  assert.equal(answer.status, status);
  assert.equal(answer.headers.get('content-type'), 'application/problem+json; charset=utf-8');
  const document = (await answer.json()) as { status: number; detail: string };
  assert.equal(document.status, status);
  assert.match(document.detail, detail);
}

/** Sends the head of a form, and as much of its body as is given. */
export function rawPost(t: TestContext, port: number, length: string, body = '') {
  const socket = connect(port, '127.0.0.1');
  t.after(() => socket.destroy());
  let text = '';
  socket.on('error', () => {});
  socket.on('data', (data) => {
    text += data;
  });
  const type = 'content-type: multipart/form-data; boundary=b';
  socket.write(`POST /uploads HTTP/1.1\r\nhost: x\r\nx-reader: ann\r\n${type}\r\n${length}\r\n\r\n${body}`);
  return { socket, received: () => text };
}

export async function closed(socket: Socket): Promise<void> {
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
}

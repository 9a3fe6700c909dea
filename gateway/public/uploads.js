// Makes the form of /uploads, which works without it, send each file by itself: with its progress, a way to cancel, and
// an error of its own. Files may also be dropped anywhere on the page.

const AT_ONCE = 2;

const form = document.querySelector('#upload');
const input = form.querySelector('input[type=file]');
const queue = document.querySelector('#queue');
const news = document.querySelector('#news');
const maxBytes = Number(form.dataset.maxBytes);

const waiting = [];
let sending = 0;
let asked = 0;

form.querySelector('.each').hidden = false;
form.querySelector('.together').hidden = true;
form.querySelector('button').closest('p').hidden = true;
input.addEventListener('change', () => {
  add(input.files);
  input.value = '';
});
form.addEventListener('submit', (event) => event.preventDefault());
document.addEventListener('submit', (event) => {
  if (!event.target.closest('#kept')) return;
  event.preventDefault();
  remove(event.target);
});
acceptDrops();

function acceptDrops() {
  const hint = document.createElement('p');
  hint.className = 'hint';
  hint.textContent = 'or drop them anywhere on this page';
  form.querySelector('.choose').append(hint);
  const bringsFiles = (event) => event.dataTransfer?.types.includes('Files');
  document.addEventListener('dragover', (event) => {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    form.classList.add('over');
  });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) form.classList.remove('over');
  });
  document.addEventListener('drop', (event) => {
    form.classList.remove('over');
    if (!bringsFiles(event)) return;
    event.preventDefault();
    add(event.dataTransfer.files);
  });
}

function add(files) {
  for (const file of files) {
    const row = showRow(file.name);
    if (file.size > maxBytes) row.fail(`It is larger than ${form.dataset.maxSize}.`);
    else waiting.push({ file, row });
    row.onCancel(() => {
      const index = waiting.findIndex((entry) => entry.row === row);
      if (index !== -1) waiting.splice(index, 1);
      row.remove();
    });
  }
  sendNext();
}

function sendNext() {
  while (sending < AT_ONCE && waiting.length > 0) {
    sending += 1;
    send(waiting.shift());
  }
}

// Not fetch(): only XMLHttpRequest tells how much of a body has left.
function send({ file, row }) {
  const body = new FormData();
  body.append('files', file);
  const request = new XMLHttpRequest();
  request.open('POST', form.action);
  request.setRequestHeader('accept', 'application/json');
  request.responseType = 'json';
  request.upload.addEventListener('progress', ({ loaded, total }) => row.progress(loaded, total));
  request.addEventListener('load', () => {
    if (request.status === 201) {
      row.remove();
      news.textContent = `${file.name} is uploaded.`;
      showKept();
    } else if (request.status === 401) row.fail('You are not signed in any more.');
    else row.fail(request.response?.detail ?? `The answer was ${request.status}.`);
  });
  request.addEventListener('error', () => row.fail('The connection broke. Nothing of it was kept.'));
  request.addEventListener('abort', () => row.remove());
  request.addEventListener('loadend', () => {
    sending -= 1;
    sendNext();
  });
  row.onCancel(() => request.abort());
  row.progress(0, file.size);
  request.send(body);
}

/** Deletes a file without leaving the page, which would break off what is being sent. */
async function remove(deletion) {
  const name = deletion.closest('li').querySelector('bdi').textContent;
  const headers = { accept: 'application/json' };
  const answer = await fetch(deletion.action, { method: 'POST', headers }).catch(() => undefined);
  news.textContent = answer?.ok ? `${name} is deleted.` : `${name} could not be deleted.`;
  await showKept();
  document.querySelector('#kept-title').focus();
}

/** Shows the list as the server has it now. */
async function showKept() {
  asked += 1;
  const latest = asked;
  const answer = await fetch('/uploads', { headers: { accept: 'text/html' } }).catch(() => undefined);
  const text = answer?.ok ? await answer.text() : '';
  const kept = new DOMParser().parseFromString(text, 'text/html').querySelector('#kept');
  // Answers overtake one another; and whoever is signed out meanwhile is led to another page.
  if (kept && latest === asked) document.querySelector('#kept').replaceWith(kept);
}

function showRow(name) {
  const item = document.createElement('li');
  const title = document.createElement('bdi');
  const bar = document.createElement('progress');
  const state = document.createElement('span');
  const button = document.createElement('button');
  title.textContent = name;
  bar.value = 0;
  bar.setAttribute('aria-label', name);
  state.textContent = 'waits';
  button.type = 'button';
  button.textContent = 'Cancel';
  button.setAttribute('aria-label', `Cancel ${name}`);
  item.append(title, bar, state, button);
  queue.append(item);
  queue.hidden = false;

  function remove() {
    item.remove();
    queue.hidden = queue.children.length === 0;
  }
  return {
    remove,
    progress(loaded, total) {
      bar.max = total;
      bar.value = loaded;
      state.textContent = loaded < total ? `${Math.floor((100 * loaded) / total)}%` : 'being stored';
    },
    fail(reason) {
      bar.remove();
      item.className = 'failed';
      state.textContent = reason;
      news.textContent = `${name} was not uploaded. ${reason}`;
      button.textContent = 'Dismiss';
      button.setAttribute('aria-label', `Dismiss ${name}`);
      button.onclick = remove;
    },
    onCancel(cancel) {
      if (item.className !== 'failed') button.onclick = cancel;
    },
  };
}

import { ask } from './ask.js';
import { byId } from './dom.js';

/** Runs an experiment, or follows one that is running: `onDone(report, id)` or `onFail(message)` is the last that is heard of it. */
export function createRun(result, { onDone, onFail }) {
  let id;
  function set(running) {
    byId('start').disabled = running;
    byId('cancel').hidden = !running;
    if (!running) id = undefined;
  }
  byId('cancel').addEventListener('click', function cancel() {
    if (id) ask(`/experiments/${id}`, { method: 'DELETE' }).catch((error) => onFail(error.message));
  });

  function follow() {
    const own = id;
    const events = new EventSource(`/experiments/${own}/events`);
    const on = (type, use) => events.addEventListener(type, ({ data }) => use(JSON.parse(data)));
    on('progress', result.showProgress);
    on('breakers', result.showBreakers);
    on('done', (report) => {
      events.close();
      set(false);
      onDone(report, own);
    });
    on('failed', ({ detail }) => {
      events.close();
      set(false);
      onFail(detail);
    });
    // A connection that breaks is made anew by the browser, unless the lab itself is gone or knows of no such experiment.
    events.addEventListener('error', function broken() {
      if (events.readyState !== EventSource.CLOSED) return;
      set(false);
      onFail('The lab can’t be reached.');
    });
  }
  async function begin(findId) {
    set(true);
    result.begin();
    try {
      id = await findId();
      follow();
    } catch (error) {
      set(false);
      onFail(error.message);
    }
  }
  return {
    start: (plan) => begin(async () => (await ask('/experiments', { method: 'POST', body: plan })).id),
    async resume() {
      const { running } = await ask('/experiments');
      if (running) await begin(async () => running);
    },
  };
}

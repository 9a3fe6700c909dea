// Makes a slide show of the offers, which are a row to scroll without it: it goes on by itself until the reader takes
// over, and waits while they look closer. Nobody who asked for less motion is shown any unless they press Play.

const PERIOD = 7000;

const row = document.querySelector('.offers:not(.loading)');
if (row && row.children.length > 1) startShow(row.closest('section'), row, [...row.children]);

function startShow(section, row, slides) {
  const controls = document.createElement('div');
  controls.className = 'controls';
  const play = button('Pause', () => setPlaying(!playing));
  const count = document.createElement('span');
  controls.append(
    play,
    button('←', () => go(at() - 1), 'Previous offer'),
    count,
    button('→', () => go(at() + 1), 'Next offer'),
  );
  row.after(controls);

  /** The offer that the row is on its way to. */
  let target;
  let playing;
  setPlaying(!matchMedia('(prefers-reduced-motion: reduce)').matches);
  showCount();
  setInterval(() => {
    if (playing && !document.hidden && !section.matches(':hover, :focus-within')) show(at() + 1);
  }, PERIOD);

  row.addEventListener('scroll', showCount);
  row.addEventListener('scrollend', arrive);
  for (const type of ['pointerdown', 'wheel']) {
    row.addEventListener(type, takeOver, { passive: true });
  }
  row.addEventListener('keydown', (event) => {
    const to = { ArrowLeft: at() - 1, ArrowRight: at() + 1, Home: 0, End: -1 }[event.key];
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    go(to);
  });

  function setPlaying(value) {
    playing = value;
    play.textContent = playing ? 'Pause' : 'Play';
    play.setAttribute('aria-label', `${play.textContent} the offers`);
    // What changes by itself is not read out.
    count.setAttribute('aria-live', playing ? 'off' : 'polite');
  }

  /** The reader goes to an offer, and so they have taken over. */
  function go(to) {
    setPlaying(false);
    show(to);
  }

  function takeOver() {
    setPlaying(false);
    arrive();
  }

  function show(to) {
    target = (to + slides.length) % slides.length;
    row.scrollTo({ left: slides[target].offsetLeft - slides[0].offsetLeft });
  }

  function arrive() {
    target = undefined;
  }

  function at() {
    return target ?? seen();
  }

  function seen() {
    return Math.round(row.scrollLeft / (slides[1].offsetLeft - slides[0].offsetLeft));
  }

  function showCount() {
    const text = `${seen() + 1} of ${slides.length}`;
    if (count.textContent !== text) count.textContent = text;
  }
}

function button(text, press, label = text) {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = text;
  made.setAttribute('aria-label', label);
  made.addEventListener('click', press);
  return made;
}

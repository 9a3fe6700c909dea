// Makes a slide show of the offers, which are a row to scroll without it: it goes on by itself until the reader takes
// over, and waits while they look closer. Nobody who asked for less motion is shown any unless they press Play.

const PERIOD = 7000;

const row = document.querySelector('.offers');
if (row && row.children.length > 1) startShow(row.closest('section'), row, [...row.children]);

function startShow(section, row, slides) {
  const controls = document.createElement('div');
  controls.className = 'controls';
  const play = button('Pause', () => setPlaying(!playing));
  const count = document.createElement('span');
  controls.append(
    play,
    button('←', () => go(current() - 1), 'Previous offer'),
    count,
    button('→', () => go(current() + 1), 'Next offer'),
  );
  row.after(controls);

  let playing;
  setPlaying(!matchMedia('(prefers-reduced-motion: reduce)').matches);
  showCount();
  setInterval(() => {
    if (playing && !document.hidden && !section.matches(':hover, :focus-within')) show(current() + 1);
  }, PERIOD);

  row.addEventListener('scroll', showCount);
  for (const type of ['pointerdown', 'wheel']) {
    row.addEventListener(type, () => setPlaying(false), { passive: true });
  }
  row.addEventListener('keydown', (event) => {
    const to = { ArrowLeft: current() - 1, ArrowRight: current() + 1, Home: 0, End: -1 }[event.key];
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

  function show(to) {
    const slide = slides.at(to % slides.length);
    row.scrollTo({ left: slide.offsetLeft - slides[0].offsetLeft });
  }

  function current() {
    return Math.round(row.scrollLeft / (slides[1].offsetLeft - slides[0].offsetLeft));
  }

  function showCount() {
    const text = `${current() + 1} of ${slides.length}`;
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

/** Loaded into every contestant: answers its parent's `usage` with the CPU time that the process has used, and its memory. */
process.on('message', (message) => {
  if (message !== 'usage') return;
  const { user, system } = process.cpuUsage();
  process.send?.({
    cpuMicros: user + system,
    rssBytes: process.memoryUsage.rss(),
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
  });
});
// A contestant runs as long as its parent wants it to.
process.on('disconnect', () => process.exit());

/** What the services are set to at a click; '' is as the service is set. */
export const presets = [
  {
    title: 'Same data centre',
    latency: { promo: 'lognormal:p50=3,p99=12', recommendation: 'lognormal:p50=8,p99=40' },
    faults: { promo: 'none', recommendation: 'none' },
  },
  {
    title: 'Cross-region',
    latency: { promo: 'lognormal:p50=90,p99=180', recommendation: 'lognormal:p50=130,p99=320' },
    faults: { promo: 'none', recommendation: 'none' },
  },
  {
    title: '1% GC pauses',
    latency: {
      promo: 'bimodal:p=0.01,usual=(lognormal:p50=10,p99=30),rare=(fixed:1000)',
      recommendation: 'bimodal:p=0.01,usual=(lognormal:p50=10,p99=30),rare=(fixed:1000)',
    },
    faults: { promo: 'none', recommendation: 'none' },
  },
  {
    title: 'One service down',
    latency: { promo: 'lognormal:p50=20,p99=80', recommendation: 'lognormal:p50=20,p99=80' },
    faults: { promo: 'none', recommendation: 'error:p=1,status=503' },
  },
  {
    title: 'As they are set',
    latency: { promo: '', recommendation: '' },
    faults: { promo: '', recommendation: '' },
  },
];

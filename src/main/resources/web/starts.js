// Texts that a new job's settings can begin with.

const text = (settings) => JSON.stringify(settings, null, 2);

export const STARTS = [
  {
    name: 'a few addresses',
    text: text({
      name: 'birds',
      source: { urls: ['https://example.org/birds/1.jpg', 'https://example.org/birds/2.jpg'] },
      schedule: { 'per-host': { parallelism: 8 } },
      fetch: { parallelism: 64 },
      decode: { mode: 'verify' },
    }),
  },
  {
    name: 'a list in the server’s folder',
    text: text({
      name: 'birds',
      source: { path: 'birds.csv', url: '{url}', key: 'auto' },
      fetch: { parallelism: 128 },
      decode: { mode: 'transform', format: 'jpeg', resize: { mode: 'keep-ratio', size: 256, 'only-if-bigger': true } },
      save: { layout: 'webdataset' },
      record: { parquet: true },
      failure: { policy: 'stop-above', ratio: 0.5, after: 1000 },
    }),
  },
  {
    name: 'the flags of seine origin',
    text: text({
      name: 'flags',
      source: { path: 'flags.csv', url: 'http://127.0.0.1:8940/flags/{cc}/{cc}.gif', key: '{cc}' },
      enrich: [{ url: 'http://127.0.0.1:8940/flags/{cc}/metadata.json', fields: { country: '/country' } }],
      schedule: { 'per-host': { parallelism: 32 } },
      fetch: { parallelism: 64, 'allow-addresses': ['127.0.0.0/8'] },
      save: { name: '{country}--{cc}' },
    }),
  },
];

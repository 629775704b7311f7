module.exports = {
  apps: [
    {
      name: 'app',
      script: 'app.js',
      exec_mode: 'cluster',
      instances: 2,
      // PM2 sends SIGINT and kills after 1.6 s, unless it is told to wait: longer than deadlineMs.
      kill_timeout: 30_000,
      // Behind PM2 nobody watches readiness, and new workers listen before old ones are told: no delay is needed for a reload.
      env: { DELAY_MS: '0' },
    },
  ],
};

// Express error handler that reports to OpsFlow. app.use(reportToOpsFlow({ url, serverName })) after all routes.
// It never delays, changes or fails the original answer: at most 100 reports wait, further ones are dropped. A report
// that OpsFlow does not take is sent again with the same id, so that it is counted once.
'use strict';

const { createHmac, randomUUID } = require('node:crypto');
const net = require('node:net');

const MAX_WAITING = 100;
const TIMEOUT_MS = 5000;
const MAX_ATTEMPTS = 10;
const LONGEST_PAUSE_MS = 60_000;

function reportToOpsFlow({
  url = process.env.OPSFLOW_URL ?? 'http://127.0.0.1:8080',
  serverName = process.env.OPSFLOW_SERVER_NAME ?? 'shop',
  secret = process.env.OPSFLOW_WEBHOOK_SECRET,
} = {}) {
  const waiting = [];
  let sending = false;

  async function sendAll() {
    if (sending) return;
    sending = true;
    while (waiting.length > 0) {
      await send(url, waiting[0], secret);
      waiting.shift();
    }
    sending = false;
  }

  return (error, request, response, next) => {
    if (waiting.length < MAX_WAITING) {
      waiting.push({
        id: randomUUID(),
        report: {
          serverName,
          errorType: error?.name ?? 'Error',
          message: String(error?.message ?? error),
          requestMethod: request.method,
          requestUrl: request.originalUrl ?? request.url,
          stackTrace: String(error?.stack ?? ''),
          timestamp: new Date().toISOString(),
        },
      });
      sendAll().catch((e) => console.warn(`error reports are not sent: ${e.message}`));
    }
    next(error);
  };
}

async function send(url, { id, report }, secret) {
  report.serverIp ??= await ownAddress(url);
  const body = JSON.stringify(report);
  for (let attempt = 1; ; attempt++) {
    let pause = Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** (attempt - 1));
    let reason;
    try {
      const answer = await fetch(`${url}/api/v1/webhook/error`, {
        method: 'POST',
        headers: headers(id, body, secret),
        signal: AbortSignal.timeout(TIMEOUT_MS),
        body,
      });
      await answer.body?.cancel();
      if (answer.ok) return;
      reason = `OpsFlow answered ${answer.status}`;
      if (answer.status < 500 && answer.status !== 429 && answer.status !== 408) attempt = MAX_ATTEMPTS;
      pause = Math.max(pause, 1000 * (Number(answer.headers.get('retry-after')) || 0));
    } catch (e) {
      reason = e.message;
    }
    if (attempt >= MAX_ATTEMPTS) {
      console.warn(`error report not sent: ${reason}`);
      return;
    }
    // The process may end meanwhile.
    await new Promise((resolve) => { setTimeout(resolve, pause).unref(); });
  }
}

// Standard Webhooks: the id stays when a report is sent again, the time is that of the attempt.
function headers(id, body, secret) {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const all = { 'Content-Type': 'application/json', 'webhook-id': id, 'webhook-timestamp': timestamp };
  if (secret) {
    const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : secret;
    all['webhook-signature'] = `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  }
  return all;
}

// The address of this machine that OpsFlow sees.
function ownAddress(url) {
  const { hostname, port, protocol } = new URL(url);
  return new Promise((resolve) => {
    const socket = net.connect({ host: hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80) });
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy());
    socket.once('connect', () => { resolve(socket.localAddress?.replace(/^::ffff:/, '')); socket.destroy(); });
    socket.once('error', () => resolve(undefined));
    socket.once('close', () => resolve(undefined));
  });
}

module.exports = { reportToOpsFlow };

import http from 'k6/http';
import crypto from 'k6/crypto';
import exec from 'k6/execution';

const { SCENARIO, RATE, SECONDS_LONG, URL, SECRET } = __ENV;

export const options = {
  scenarios: {
    load: {
      executor: 'constant-arrival-rate', rate: Number(RATE), timeUnit: '1s', duration: `${SECONDS_LONG}s`,
      preAllocatedVUs: 50, maxVUs: 500,
    },
  },
  summaryTrendStats: ['med', 'p(95)', 'p(99)', 'max'],
};

const letters = (n) => n.toString(26).replace(/[0-9a-p]/g, (c) => String.fromCharCode(97 + parseInt(c, 26)));

export default function () {
  const n = exec.scenario.iterationInTest;
  if (SCENARIO === 'slack') {
    const payload = JSON.stringify({
      type: 'block_actions', user: { id: 'U1' }, actions: [{ action_id: 'opsflow_approve', value: `unknown${n}:hash` }],
    });
    const body = `payload=${encodeURIComponent(payload)}`;
    const timestamp = `${Math.floor(Date.now() / 1000)}`;
    const signature = `v0=${crypto.hmac('sha256', SECRET, `v0:${timestamp}:${body}`, 'hex')}`;
    http.post(`${URL}/api/v1/slack/actions`, body, {
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded', 'X-Slack-Request-Timestamp': timestamp, 'X-Slack-Signature': signature,
      },
    });
    return;
  }
  // Numbers do not count for what makes errors the same, so new errors get new names of letters.
  const name = letters(SCENARIO === 'storm' ? Math.floor(n / 100) : n);
  http.post(`${URL}/api/v1/webhook/error`, JSON.stringify({
    serverName: 'bench', serverIp: '10.0.0.1', errorType: 'java.lang.IllegalStateException', message: `order ${n}`,
    requestMethod: 'POST', requestUrl: '/orders',
    stackTrace: `java.lang.IllegalStateException: order ${n}\n`
      + Array.from({ length: 25 }, (_, i) => `\tat com.example.${SCENARIO}.${name}.Service${i}.call(Service${i}.java:${i + 10})`).join('\n'),
  }), { headers: { 'Content-Type': 'application/json' } });
}

export function handleSummary({ metrics }) {
  const v = metrics.http_req_duration.values;
  const ms = (x) => x.toFixed(2).padStart(9);
  const failed = metrics.http_req_failed.values.passes;
  return {
    stdout: `${SCENARIO.padEnd(10)} ${String(Math.round(metrics.http_reqs.values.rate)).padStart(8)} ${String(SECONDS_LONG).padStart(8)} `
      + `${ms(v.med)} ${ms(v['p(95)'])} ${ms(v['p(99)'])} ${ms(v.max)} ${String(failed).padStart(7)}\n`,
  };
}

// A small shop with a bug: node shop.js PORT, with OPSFLOW_URL and OPSFLOW_SERVER_NAME.
'use strict';

const express = require('express');
const { reportToOpsFlow } = require('./opsflow.js');

const orders = { full: { prices: [2, 4] }, gift: {} };

const app = express();
app.get('/orders/:id/prices', (request, response) => {
  response.json(orders[request.params.id].prices.filter((price) => price > 0));
});
app.use(reportToOpsFlow());
app.use((error, request, response, next) => { response.status(500).end(); });
app.listen(Number(process.argv[2] ?? 3000), '127.0.0.1');

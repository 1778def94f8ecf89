// graphql-ws as it is shipped: `node - URL TOKEN`. It asks, follows a ranking, says so in a line, and tells what
// it heard and how the connection was closed.
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const [url, token] = process.argv.slice(2);
const closed = [];
const client = createClient({
  url,
  webSocketImpl: WebSocket,
  connectionParams: { Authorization: `Bearer ${token}` },
  retryAttempts: 0,
  on: { closed: ({ code, reason }) => closed.push({ code, reason: String(reason) }) },
});
const results = [];
for await (const { data } of client.iterate({ query: '{ me { realName } }' })) results.push(data);

const events = client.iterate({
  query: 'subscription { rankingChanged(committee: "zhoushan", year: 2022) { totalsChanged } }',
});
let error = null;
try {
  console.log(JSON.stringify({ asked: results }));
  for await (const { data } of events) console.log(JSON.stringify({ heard: data.rankingChanged.totalsChanged > 0 }));
} catch (thrown) {
  error = thrown.code ?? String(thrown);
}
console.log(JSON.stringify({ closed, error }));

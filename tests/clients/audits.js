// The audits of GraphQL over HTTP: `node - URL TOKEN`. Says the result of each as JSON.
import { auditServer } from 'graphql-http';

const [url, token] = process.argv.slice(2);
const fetchFn = (address, { headers, ...init } = {}) =>
  fetch(address, { ...init, headers: { ...headers, authorization: `Bearer ${token}` } });
const found = await auditServer({ url, fetchFn });
console.log(JSON.stringify(found.map(({ id, name, status }) => ({ id, name, status }))));

// The script of the page at /graphql, on a page that has only fields: `node - PAGE FRAGMENT`. Says what it put
// into them, and all that it asked of any server by itself.
import { readFile } from 'node:fs/promises';

const [page, fragment] = process.argv.slice(2);
const [, script] = /<script>(.*?)<\/script>/s.exec(await readFile(page, 'utf-8'));
const fields = { query: { value: '{ __typename }' }, variables: { value: '' } };
const asked = [];
const at = (id) => (fields[id] ??= { addEventListener: () => {}, value: '' });
for (const one of Object.values(fields)) one.addEventListener = () => {};
const document = { getElementById: at, addEventListener: () => {} };
const fetched = (...given) => asked.push(given);
new Function('document', 'location', 'fetch', 'performance', script)(
  document,
  { hash: fragment, pathname: '/graphql' },
  fetched,
  performance,
);
console.log(JSON.stringify({ query: fields.query.value, variables: fields.variables.value, asked }));

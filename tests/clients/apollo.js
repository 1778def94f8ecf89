// Apollo Client as it is shipped, and with documents by their hash: `node - URL TOKEN`.
import { createHash } from 'node:crypto';
import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';

const [url, token] = process.argv.slice(2);
const sent = [];
const http = new HttpLink({
  uri: url,
  headers: { authorization: `Bearer ${token}` },
  fetch: async (address, init) => {
    sent.push(`${init.method}${init.body && JSON.parse(init.body).query ? ' text' : ''}`);
    return fetch(address, init);
  },
});
const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const client = (link) => new ApolloClient({ link, cache: new InMemoryCache() });
const ME = gql`query Me { me { realName } }`;
const NAMED = gql`query Named($code: String!) { committee(code: $code) { code } }`;

const told = async (asking, query, variables) => {
  sent.length = 0;
  try {
    const { data } = await asking.query({ query, variables, fetchPolicy: 'network-only' });
    return { data, sent: [...sent] };
  } catch (error) {
    return { error: error.errors?.[0]?.extensions ?? String(error), sent: [...sent] };
  }
};

const shipped = client(http);
const byHash = client(new PersistedQueryLink({ sha256 }).concat(http));
console.log(
  JSON.stringify({
    shipped: await told(shipped, NAMED, { code: 'zhoushan' }),
    refused: await told(shipped, gql`query Wrong { nothing }`),
    first: await told(byHash, ME),
    again: await told(byHash, ME),
  }),
);

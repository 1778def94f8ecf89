// urql as it is shipped, told to post, and with documents by their hash: `node - URL TOKEN`.
import { Client, fetchExchange, gql } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';

const [url, token] = process.argv.slice(2);
const sent = [];
const fetched = async (address, init) => {
  sent.push(`${init.method ?? 'GET'}${init.body && JSON.parse(init.body).query ? ' text' : ''}`);
  return fetch(address, init);
};
const client = (exchanges, options = {}) =>
  new Client({
    url,
    exchanges: [...exchanges, fetchExchange],
    fetch: fetched,
    fetchOptions: { headers: { authorization: `Bearer ${token}` } },
    ...options,
  });
const ME = gql`query Me { me { realName } }`;
const NAMED = gql`query Named($code: String!) { committee(code: $code) { code } }`;

const told = async (asking, query, variables = {}) => {
  sent.length = 0;
  const { data, error } = await asking.query(query, variables).toPromise();
  const [first] = error?.graphQLErrors ?? [];
  return { data, error: first && { message: first.message, ...first.extensions }, sent: [...sent] };
};

const posting = client([], { preferGetMethod: false });
const byHash = client([persistedExchange({ preferGetForPersistedQueries: false })], { preferGetMethod: false });
console.log(
  JSON.stringify({
    shipped: await told(client([]), ME),
    posting: await told(posting, NAMED, { code: 'zhoushan' }),
    first: await told(byHash, ME),
    again: await told(byHash, ME, {}),
    named: await told(byHash, NAMED, { code: 'zhoushan' }),
  }),
);

#!/bin/sh
# A server that lacks a persisted query says so with the code PERSISTED_QUERY_NOT_FOUND; the client then sends the text once more.
# Guess before running: urql and Apollo Client both go by the code, whatever the words, as the code is what is made for programs;
# so a server that speaks Chinese to people may say it in Chinese.
# Seen: Apollo asks again. @urql/exchange-persisted goes by the English words alone ("PersistedQueryNotFound"): with the code
# and a Chinese message it gives the error to the application, and the query is never made, on no visit.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @urql/core@6.0.3 @urql/exchange-persisted@5.0.1 @apollo/client@4.3.8 graphql@16.11.0 rxjs@7.8.2
cat > asked.mjs <<'JS'
import assert from "node:assert";
import { readFileSync } from "node:fs";
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { Client, fetchExchange } from "@urql/core";
import { persistedExchange } from "@urql/exchange-persisted";

// A server that knows no query by its hash, and answers the text.
const server = (words, asked) => async (_, { body }) => {
  asked.push(JSON.parse(body).query === undefined ? "hash" : "text");
  const lacking = { message: words, extensions: { code: "PERSISTED_QUERY_NOT_FOUND" } };
  const said = asked.at(-1) === "hash" ? { errors: [lacking] } : { data: { year: 2022 } };
  return new Response(JSON.stringify(said), { headers: { "content-type": "application/json" } });
};
const url = "http://127.0.0.1/graphql";
const sha256 = async (text) =>
  Buffer.from(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).toString("hex");

async function urql(words) {
  const asked = [];
  const exchanges = [persistedExchange({ preferGetForPersistedQueries: false, generateHash: sha256 }), fetchExchange];
  const client = new Client({ url, exchanges, preferGetMethod: false, fetch: server(words, asked) });
  const { error } = await client.query("{ year }", {}).toPromise();
  return [...asked, error ? "error" : "data"].join(" ");
}

async function apollo(words) {
  const asked = [];
  const link = ApolloLink.from([new PersistedQueryLink({ sha256 }), new HttpLink({ uri: url, fetch: server(words, asked) })]);
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  const end = await client.query({ query: gql`{ year }` }).then(() => "data", () => "error");
  return [...asked, end].join(" ");
}

const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const found = {};
for (const words of ["PersistedQueryNotFound", "这里没有这个查询"]) found[words] = { urql: await urql(words), apollo: await apollo(words) };
console.log("@urql/exchange-persisted", version("@urql/exchange-persisted"), "@apollo/client", version("@apollo/client"));
console.log(found);
assert.deepEqual(found, {
  PersistedQueryNotFound: { urql: "hash text data", apollo: "hash text data" },
  这里没有这个查询: { urql: "hash error", apollo: "hash text data" },
}, "this has changed");
JS
node asked.mjs

// The issuer that the tests sign in at: `node issuer.js FOLDER REDIRECT`, where FOLDER holds node_modules.
// It says its address in the first line, and lives until its standard input ends.
import { createServer } from 'node:http';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, redirect] = process.argv.slice(2);
const module = pathToFileURL(join(resolve(folder), 'node_modules/oidc-provider/lib/index.js'));
const { Provider } = await import(module.href);

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'luzhi',
        client_secret: 'openid-Secret-31f0+/=',
        redirect_uris: [redirect],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    cookies: { keys: ['only for tests'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true } },
    findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, phone_number: '13905800001' }) }),
  });
  server.on('request', provider.callback());
  console.log(issuer);
});
process.stdin.on('end', () => process.exit(0)).resume();

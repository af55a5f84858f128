// A real OpenID Connect provider on the loopback address, for the tests. Its arguments come as JSON: the port, the
// issuer, the address that logins come back to, what is known of people by their login, and by how many seconds its
// clock is ahead. It prints a line when it answers.
import { createServer } from "node:http";

import { Provider } from "oidc-provider";

const given = JSON.parse(process.argv[2]);
if (given.ahead) {
  const now = Date.now;
  Date.now = () => now() + given.ahead * 1000;
}

const scope = "openid email profile";
const provider = new Provider(given.issuer, {
  clients: [
    {
      client_id: given.client,
      client_secret: given.secret,
      redirect_uris: given.back,
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
  ],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"] },
  features: { devInteractions: { enabled: false } },
  // Shorter than the clock of a test may be behind.
  ttl: { IdToken: 60 },
  pkce: { required: () => true },
  cookies: { keys: ["a key of the tests"] },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) =>
    id in given.people ? { accountId: id, claims: () => ({ sub: id, ...given.people[id] }) } : undefined,
  // Nobody is asked whether this client may know who they are: it is the organisation's own.
  async loadExistingGrant(context) {
    const { client, session } = context.oidc;
    const grant = new context.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope(scope);
    await grant.save();
    return grant;
  },
});

const page = `<!doctype html><html lang="en"><title>Sign in</title><form method="post">
<label>Login <input name="login" autofocus></label>
<button name="do" value="go">Sign in</button> <button name="do" value="refuse">Cancel</button></form></html>`;

async function interact(request, response) {
  if (request.method !== "POST") {
    response.writeHead(200, { "content-type": "text/html" }).end(page);
    return;
  }
  let body = "";
  for await (const part of request) body += part;
  const form = new URLSearchParams(body);
  const result =
    form.get("do") === "refuse"
      ? { error: "access_denied", error_description: "<b>cancelled</b>" }
      : { login: { accountId: form.get("login") } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

const answer = provider.callback();
createServer((request, response) => {
  if (request.url.startsWith("/interaction/")) {
    interact(request, response).catch((error) => response.writeHead(500).end(String(error)));
  } else {
    answer(request, response);
  }
}).listen(given.port, "127.0.0.1", () => console.log("ready"));

// The app of 浙政钉, as far as our page asks anything of it: `node inside_the_app.mjs ADDRESS CODE [nothing]`.
// Loads the page and runs its scripts as they come; says what is shown, and what the form that was sent led to.
const [address, code, nothing] = process.argv.slice(2);
const kept = {};
const sent = async (path, options = {}) => {
  const cookies = Object.entries(kept).map(([name, value]) => `${name}=${value}`).join("; ");
  const headers = { ...options.headers, Origin: address, ...(cookies ? { Cookie: cookies } : {}) };
  const answer = await fetch(address + path, { ...options, headers });
  for (const line of answer.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
    kept[name] = value;
  }
  return answer;
};
const page = await (await sent("/sign-in/inside")).text();
const committees = [...page.matchAll(/<option value="([^"]*)"/g)].map((found) => found[1]);
const at = /<form id="complete" method="post" action="([^"]*)"/.exec(page)[1];
let done;
const over = new Promise((resolve) => (done = resolve));
const said = { set textContent(text) { if (text.includes("可以用密码登录")) done(text); } };
const begin = { committee: { value: committees[0], length: committees.length }, addEventListener() {} };
const complete = { state: {}, auth_code: {}, async submit() {
  const body = new URLSearchParams({ state: this.state.value, auth_code: this.auth_code.value }).toString();
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  const answer = await sent(at, { method: "POST", headers, body });
  done(`${answer.status} ${/content="0;url=([^"]*)"/.exec(await answer.text())?.[1]} ${kept.luzhi ? "session" : ""}`);
} };
const document = { getElementById: (id) => ({ begin, complete, said })[id] };
const dd = nothing ? undefined : { getAuthCode: async ({ corpId }) => ({ code: `${code}-${corpId}` }) };
for (const [, path] of page.matchAll(/<script src="([^"]*)"><\/script>/g)) {
  new Function("document", "dd", "fetch", await (await sent(path)).text())(document, dd, sent);
}
console.log(await over);

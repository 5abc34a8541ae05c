import assert from "node:assert/strict";
import test from "node:test";

import { reported } from "../../static/js/report_form.js";

/** A server that answers so. */
const answers = (status, body) => async () => new Response(body, { status });
const send = (post) => reported("/report/", new URLSearchParams({ turn: "3" }), post);

test("what was taken is kept", async () => {
  assert.deepEqual(await send(answers(200, '{"reported": 3}')), { kept: true, words: "" });
});

test("what was not taken says what to do, in the server's words", async () => {
  const refused = '{"code": "report.many", "title": "Many", "detail": "Go on in an hour."}';
  assert.deepEqual(await send(answers(429, refused)), { kept: false, words: "Many. Go on in an hour." });
});

test("a page instead of an answer is no thanks: somebody was signed out", async () => {
  assert.deepEqual(await send(answers(200, "<html>Sign in</html>")), { kept: false, words: "" });
});

test("without a connection nothing is kept", async () => {
  const gone = async () => {
    throw new TypeError("network");
  };
  assert.deepEqual(await send(gone), { kept: false, words: "" });
});

test("it asks for an answer that a script reads", async () => {
  let sent;
  await reported("/talks/1/report/", new URLSearchParams(), async (url, options) => {
    sent = { url, options };
    return new Response("{}");
  });
  assert.equal(sent.url, "/talks/1/report/");
  assert.equal(sent.options.method, "POST");
  assert.equal(sent.options.headers.Accept, "application/json");
});

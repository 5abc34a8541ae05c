import assert from "node:assert/strict";
import test from "node:test";

import { Waiting } from "../../static/js/waiting.js";

/** A notice that keeps what it was told. */
function board() {
  return {
    code: "",
    values: null,
    actions: [],
    wait(code, actions, values) {
      Object.assign(this, { code, actions, values });
    },
    clear(code) {
      if (this.code.startsWith(code)) Object.assign(this, { code: "", values: null });
    },
  };
}

test("who waits sees the place and how long, and may type", () => {
  const notice = board();
  let typed = 0;
  const waiting = new Waiting(notice, () => (typed += 1));
  waiting.told({ turn: 3, place: 2, seconds: 15 });
  assert.equal(notice.code, "turn.waiting");
  assert.deepEqual(notice.values, { place: "2", seconds: "15" });
  assert.deepEqual(notice.actions.map(({ label }) => label), ["Type"]);
  notice.actions[0].run();
  assert.equal(typed, 1);
  waiting.told({ turn: 3, place: 1, seconds: 10 });
  assert.deepEqual(notice.values, { place: "1", seconds: "10" });
});

test("who waits long is offered to type first, and less so as the line moves on", () => {
  const notice = board();
  const waiting = new Waiting(notice, () => {});
  waiting.told({ turn: 3, place: 9, seconds: 20 });
  assert.equal(notice.code, "turn.waiting_long");
  assert.deepEqual(notice.actions.map(({ label }) => label), ["Type"]);
  waiting.told({ turn: 3, place: 4, seconds: 15 });
  assert.equal(notice.code, "turn.waiting");
  waiting.told({ turn: 3, place: 9, seconds: 20 });
  waiting.over(3);
  assert.equal(notice.code, "");
});

test("place 0 takes the notice away, and so does what comes of the turn", () => {
  const notice = board();
  const waiting = new Waiting(notice, () => {});
  waiting.told({ turn: 3, place: 1, seconds: 10 });
  waiting.told({ turn: 3, place: 0, seconds: 0 });
  assert.equal(notice.code, "");
  waiting.told({ turn: 4, place: 1, seconds: 10 });
  waiting.over(4);
  assert.equal(notice.code, "");
});

test("an earlier turn that is answered leaves the one that waits", () => {
  const notice = board();
  const waiting = new Waiting(notice, () => {});
  waiting.told({ turn: 4, place: 3, seconds: 15 });
  waiting.over(3);
  waiting.told({ turn: 3, place: 0, seconds: 0 });
  assert.equal(notice.code, "turn.waiting");
});

test("what is in the way is told first, and is not taken away", () => {
  const notice = board();
  notice.code = "connection.lost";
  const waiting = new Waiting(notice, () => {});
  waiting.told({ turn: 2, place: 1, seconds: 5 });
  assert.equal(notice.code, "connection.lost");
  waiting.over(2);
  assert.equal(notice.code, "connection.lost");
  notice.code = "";
  waiting.told({ turn: 2, place: 1, seconds: 5 });
  assert.equal(notice.code, "turn.waiting");
});

import assert from "node:assert/strict";
import test from "node:test";

import { NO_FLOOR, packMicFrame, parseReplyFrame } from "../../static/js/frames.js";

test("a microphone frame has twelve bytes of header, little-endian", () => {
  const pcm = Int16Array.from([1, -2, 32_767]);
  const bytes = new Uint8Array(packMicFrame({ turn: 7, offset: 70_000, pcm, buddySounds: true, gap: true, echoFloor: -41 }));
  assert.deepEqual([...bytes], [1, 3, 215, 0, 7, 0, 0, 0, 112, 17, 1, 0, 1, 0, 254, 255, 255, 127]);
});

test("without an echo there is no floor", () => {
  const view = new DataView(packMicFrame({ turn: 1, offset: 0, pcm: new Int16Array(1) }));
  assert.equal(view.getInt8(2), NO_FLOOR);
  assert.equal(view.getUint8(1), 0);
});

test("a reply frame is read as it was packed", () => {
  const buffer = new ArrayBuffer(20);
  const view = new DataView(buffer);
  view.setUint8(0, 2);
  view.setUint8(1, 1);
  view.setUint16(2, 300, true);
  view.setUint32(4, 9, true);
  view.setUint32(8, 2, true);
  view.setUint32(12, 4096, true);
  view.setInt16(16, -5, true);
  view.setInt16(18, 6, true);
  const frame = parseReplyFrame(buffer);
  assert.deepEqual({ ...frame, pcm: [...frame.pcm] }, {
    last: true, sentence: 300, turn: 9, revision: 2, offset: 4096, pcm: [-5, 6],
  });
});

test("what is no reply frame is not guessed", () => {
  assert.equal(parseReplyFrame(new ArrayBuffer(3)), null);
  assert.equal(parseReplyFrame(packMicFrame({ turn: 1, offset: 0, pcm: new Int16Array(8) })), null);
});

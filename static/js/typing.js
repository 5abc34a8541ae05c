// @ts-check
/** Answers in writing. What was typed is never lost: it stays until the server has it. */

import { byId } from "./dom.js";
import { newRef } from "./unanswered.js";
import { gettext } from "./words.js";

export class Typing {
  /** @param {string} talk its address, to keep a draft by @param {(text: string, ref: string) => void} onSend */
  constructor(talk, onSend) {
    this.onSend = onSend;
    this.form = byId("typing");
    this.field = byId("text");
    this.opener = byId("type");
    this.draft = `im4talkin.draft ${talk}`;
    this.long = false; // a story: Enter begins a line
    /** @type {{text: string, ref: string} | null} sent, and not yet among the heard */
    this.pending = null;
    this.form.addEventListener("submit", (/** @type {Event} */ event) => {
      event.preventDefault();
      this.send();
    });
    this.field.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || this.long) return;
      event.preventDefault();
      this.send();
    });
    this.field.addEventListener("input", () => this._keep(this.field.value));
    this.opener.addEventListener("click", () => this.show(this.form.hidden));
    this.field.value = this._kept();
    this.show(this.field.value !== "");
  }

  /** @param {boolean} open */
  show(open) {
    this.form.hidden = !open;
    this.opener.setAttribute("aria-expanded", String(open));
    if (open && this.field.isConnected) this.field.focus({ preventScroll: true });
  }

  /** From here on a whole story is written. */
  story() {
    this.long = true;
    this.form.classList.add("is-long");
    this.field.rows = 5;
    this.field.placeholder = gettext("Write your story");
    byId("text-label").textContent = gettext("Your story");
    this.show(true);
  }

  send() {
    const text = this.field.value.trim();
    if (!text || this.pending) return;
    this.pending = { text, ref: newRef() };
    this.field.readOnly = true;
    this.onSend(text, this.pending.ref);
  }

  /** The server has it. */
  taken() {
    if (!this.pending) return;
    this.pending = null;
    this.field.readOnly = false;
    this.field.value = "";
    this._keep("");
  }

  /** It was not taken: here it is again, to change or to send. */
  back() {
    this.pending = null;
    this.field.readOnly = false;
  }

  /** @param {string} text */
  _keep(text) {
    try {
      sessionStorage.setItem(this.draft, text);
    } catch {
      // Without storage it lives in the field.
    }
  }

  _kept() {
    try {
      return sessionStorage.getItem(this.draft) ?? "";
    } catch {
      return "";
    }
  }
}

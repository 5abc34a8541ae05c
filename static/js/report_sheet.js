// @ts-check
/** A line of hers is reported while the talk goes on: no turn is taken, and nothing of the learner's is said. */

import { byId, icon, make, unseen } from "./dom.js";
import { gettext } from "./words.js";

/** @typedef {{turn: number, text: string}} Line text: what may be shown of it */

export class ReportSheet {
  /** @param {{line: () => Line, onOpen: () => void, onChange: () => void, away: () => void}} hooks
   *   line: hers, as it stands on the page; away: where the focus goes when what opened the sheet is gone */
  constructor(hooks) {
    this.hooks = hooks;
    this.box = byId("report");
    this.form = this.box.querySelector("form");
    this.said = this.box.querySelector("[data-report-said]");
    /** @type {HTMLElement | null} */
    this.opener = null;
    this.sent = false;
    const flag = byId("report-open");
    flag.addEventListener("click", () => this.show(hooks.line(), flag));
    byId("report-close").addEventListener("click", () => this.close());
    this.ready = false;
  }

  /** The form's script comes with the first line that is reported: few ever are. */
  async _prepare() {
    if (this.ready) return;
    this.ready = true;
    const script = await import("./report_form.js").catch(() => null);
    this.ready = script !== null;
    script?.reportForm(this.box.querySelector("[data-report]"), () => {
      this.sent = true;
      byId("report-close").focus({ preventScroll: true }); // the button is gone
      this.hooks.onChange();
    });
  }

  get open() {
    return !this.box.hidden;
  }

  /** Somebody is writing a report: their silence is none. */
  get writes() {
    return this.open && !this.sent;
  }

  /** A flag for a line among those before. @param {Line} line @returns {HTMLElement} */
  flag(line) {
    const button = make("button", { class: "tool sofar__report", type: "button" }, icon("flag"));
    button.append(unseen(`${gettext("Report this line:")} `), make("span", { class: "hidden", lang: "en" }, line.text));
    button.addEventListener("click", () => this.show(line, button));
    return button;
  }

  /** @param {Line} line @param {HTMLElement} opener */
  show({ turn, text }, opener) {
    if (turn < 0) return;
    void this._prepare();
    this.hooks.onOpen();
    if (this.sent || this.form.elements.turn.value !== String(turn)) this._clear(turn); // else it goes on
    byId("report-line").textContent = text;
    this.opener = opener;
    this.box.hidden = false;
    byId("report-title").focus({ preventScroll: true });
    this.hooks.onChange();
  }

  close() {
    if (!this.open) return;
    const inside = this.box.contains(document.activeElement);
    this.box.hidden = true;
    if (inside && this.opener?.isConnected && !this.opener.closest("[hidden]")) this.opener.focus({ preventScroll: true });
    else if (inside) this.hooks.away();
    this.hooks.onChange();
  }

  /** @param {number} turn */
  _clear(turn) {
    this.form.reset();
    this.form.elements.turn.value = String(turn);
    this.form.hidden = false;
    this.said.replaceChildren();
    this.sent = false;
  }
}

// What can be measured of a page as it stands: overflow, contrast, the size of targets, movement.
(() => {
  const parse = (text) => {
    const parts = text.match(/[\d.]+%?/g)?.map(Number) ?? [0, 0, 0, 0];
    if (text.startsWith("color(srgb")) return [parts[0] * 255, parts[1] * 255, parts[2] * 255, parts[3] ?? 1];
    return [parts[0], parts[1], parts[2], parts[3] ?? 1];
  };
  const over = (top, under) => {
    const a = top[3];
    return [0, 1, 2].map((i) => top[i] * a + under[i] * (1 - a)).concat(1);
  };
  const luminance = (color) => {
    const [r, g, b] = color.slice(0, 3).map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const name = (element) => {
    const marks = [element.id && `#${element.id}`, ...[...element.classList].map((each) => `.${each}`)].filter(Boolean);
    const text = (element.textContent ?? "").trim().replace(/\s+/g, " ").slice(0, 30);
    return `${element.localName}${marks.join("")} “${text}”`;
  };
  const seen = (element) =>
    element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && !element.closest(".hidden, [aria-hidden=true], .only-focused:not(:focus), .skip:not(:focus)");

  /** What lies behind an element, all layers put together; null over a picture. */
  const behind = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== "none") return null;
      const color = parse(style.backgroundColor);
      if (color[3] > 0) layers.push(color);
      if (color[3] === 1) break;
    }
    const paper = parse(getComputedStyle(document.documentElement).backgroundColor);
    return layers.reverse().reduce((under, top) => over(top, under), paper[3] === 1 ? paper : [255, 255, 255, 1]);
  };
  const opacityOf = (element) => {
    let opacity = 1;
    for (let at = element; at; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity);
    return opacity;
  };

  const contrast = () => {
    const found = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const element = texts.currentNode.parentElement;
      if (!texts.currentNode.textContent.trim() || !element || !seen(element) || element.closest(":disabled, script, style, option")) continue;
      const style = getComputedStyle(element);
      const ground = behind(element);
      if (!ground) continue;
      const ink = parse(style.color);
      const size = parseFloat(style.fontSize);
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      const value = ratio(over([...ink.slice(0, 3), ink[3] * opacityOf(element)], ground), ground);
      if (value < (large ? 3 : 4.5)) found.push(`contrast ${value.toFixed(2)}: ${name(element)}`);
    }
    return found;
  };

  const overflow = () => {
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= wide) return [];
    const out = [...document.body.querySelectorAll("*")].filter((each) => seen(each) && each.getBoundingClientRect().right > wide + 1);
    return [`overflow ${document.documentElement.scrollWidth} > ${wide}: ${out.slice(-3).map(name).join("; ")}`];
  };

  /** Text that its box cuts off. */
  const cut = () =>
    [...document.body.querySelectorAll("button, a, label, summary, h1, h2, p, li")]
      .filter((each) => seen(each) && each.scrollWidth > each.clientWidth + 2 && each.clientWidth > 0)
      .filter((each) => ["hidden", "clip"].includes(getComputedStyle(each).overflowX))
      .map((each) => `cut off: ${name(each)}`);

  const targets = () => {
    const found = [];
    for (const each of document.body.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")) {
      if (!seen(each)) continue;
      const label = each.matches("input[type=checkbox], input[type=radio]") ? each.closest("label") : null;
      const box = (label ?? each).getBoundingClientRect();
      const inText = each.localName === "a" && getComputedStyle(each).display === "inline";
      if (inText || (box.width >= 43.5 && box.height >= 43.5)) continue;
      found.push(`target ${Math.round(box.width)}×${Math.round(box.height)}: ${name(each)}`);
    }
    return found;
  };

  const movement = () =>
    document
      .getAnimations()
      .filter((each) => each.playState === "running" && Number(each.effect?.getComputedTiming().duration) > 1)
      .map((each) => `moves: ${each.animationName ?? each.transitionProperty} on ${name(each.effect.target)}`);

  window.looks = { contrast, overflow, cut, targets, movement };
})();

// What a test measures on the open page, in one round trip.
(() => {
  const SMALLEST = 44;
  const isVisible = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && element.checkVisibility({visibilityProperty: true});
  };
  const isOffScreen = (element) => element.getBoundingClientRect().right <= 0;
  const name = (element) => {
    const text = (element.textContent || element.getAttribute("aria-label") || element.name || "");
    return `<${element.tagName.toLowerCase()}> « ${text.trim().replace(/\s+/g, " ").slice(0, 50)} »`;
  };
  // A link is in a sentence when words that are no link stand in the same block.
  const isInSentence = (link) => {
    if (getComputedStyle(link).display !== "inline") return false;
    let block = link.parentElement;
    while (getComputedStyle(block).display.startsWith("inline")) block = block.parentElement;
    const text = (node) => node.textContent.replace(/[\s·.,;:]+/g, "");
    const links = [...block.querySelectorAll("a")].map(text).join("");
    return text(block).length > links.length;
  };
  const boxOf = (element) => {
    const boxes = [element.getBoundingClientRect()];
    const isTick = ["checkbox", "radio"].includes(element.type);
    if (isTick) boxes.push(...[...(element.labels || [])].map((one) => one.getBoundingClientRect()));
    return {
      width: Math.max(...boxes.map((one) => one.right)) - Math.min(...boxes.map((one) => one.left)),
      height: Math.max(...boxes.map((one) => one.bottom)) - Math.min(...boxes.map((one) => one.top)),
    };
  };
  const small = () => {
    const controls = 'a[href], button, input:not([type="hidden"]), select, textarea, summary';
    return [...document.querySelectorAll(controls)]
      .filter((one) => isVisible(one) && !isOffScreen(one) && !one.closest("[aria-hidden]"))
      .filter((one) => one.tagName !== "A" || !isInSentence(one))
      .map((one) => [one, boxOf(one)])
      .filter(([, box]) => box.width < SMALLEST - 0.5 || box.height < SMALLEST - 0.5)
      .map(([one, box]) => `${name(one)} is ${Math.round(box.width)} × ${Math.round(box.height)} px`);
  };
  const wide = () => {
    const page = document.documentElement;
    if (page.scrollWidth <= page.clientWidth) return [];
    const guilty = [...document.body.querySelectorAll("*")]
      .filter((one) => one.getBoundingClientRect().right > page.clientWidth + 1 && isVisible(one))
      .filter((one) => !one.closest(".scrolling"));
    const who = guilty.slice(-3).map(name).join(", ");
    return [`${page.scrollWidth} px wide where ${page.clientWidth} are there: ${who}`];
  };
  const spaced = new CSSStyleSheet();
  spaced.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important; } p { margin-bottom: 2em !important; }`);
  const axeFound = async (options) => (await axe.run(document, options)).violations
    .flatMap(({id, nodes}) => nodes.map(({html, any, all, none}) => {
      const why = [...any, ...all, ...none].map((check) => check.message);
      return `${id}: ${html.slice(0, 160)}: ${why.join("; ").slice(0, 240)}`;
    }));
  const under = (change) => {
    change(true);
    const found = wide();
    change(false);
    return found;
  };
  const root = document.documentElement.style;
  const each = (words, found) => found.map((one) => `${words}: ${one}`);
  const here = () => [...each("small", small()), ...each("too wide", wide())];
  window.look = {
    first: async (options) => [
      ...await axeFound(options),
      ...here(),
      ...each("text × 2, too wide", under((on) => { root.fontSize = on ? "237.5%" : ""; })),
      ...each("text spaced, too wide", under((on) => { document.adoptedStyleSheets = on ? [spaced] : []; })),
    ],
    again: async (options, isLarge) => {
      root.fontSize = isLarge ? "168.75%" : "";
      return [...await axeFound(options), ...here()];
    },
  };
})()

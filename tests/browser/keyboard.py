"""A page by the Tab key: everything on it is reached, the focus is seen where it is, and the page is left again."""

from __future__ import annotations

from playwright.sync_api import Page

# What takes part: `stops`, each with what must be reached by Tab. What the palette lists is moved through by arrow
# keys, and a button hidden from everybody stands for the Enter key: neither is a stop.
# A stop is looked at when the next key is pressed: the page has scrolled to it by then. What stands for a box or a dot
# that the design draws itself may show the focus for it; a line broken in two is two boxes, of which one is enough.
LISTEN = r"""() => {
  const MOST = 40;
  const walk = window.walk = {reached: new Set(), looked: new Set(), wrong: [], over: false};
  const controls = 'a[href], button, input, select, textarea, summary, [tabindex], [contenteditable], [onclick], '
    + '[role=button], [role=link], [role=checkbox], [role=tab]';
  walk.stops = [...document.querySelectorAll(controls)].filter(one =>
    one.checkVisibility({visibilityProperty: true}) && !one.disabled && one.type !== 'hidden' && !one.closest('[inert]')
    && !(one.tabIndex < 0 && one.matches('[aria-hidden=true], [role=option], :not(a, button, input, select, textarea, '
    + 'summary, [onclick], [role])')));
  walk.say = (one, what) => walk.wrong.push(`${what}: ${one.outerHTML.slice(0, 120)}`);
  const ring = one => {
    const {outlineStyle, outlineWidth, outlineColor, stroke, strokeWidth} = getComputedStyle(one);
    if (one instanceof SVGElement && stroke !== 'none' && parseFloat(strokeWidth) >= 2) return true;
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && !/rgba.*, 0\)/.test(outlineColor);
  };
  walk.some = stops => new Set(stops.filter((one, at) => at % Math.ceil(stops.length / MOST) === 0));
  walk.look = one => {
    if (walk.looked.has(one)) return;
    walk.looked.add(one);
    const drawn = one instanceof SVGElement ? [...one.querySelectorAll('.touch')]
      : one.localName === 'input' ? [...one.labels || [], one.parentElement, one.nextElementSibling] : [];
    const shown = [one, ...drawn].filter(Boolean);
    if (!shown.some(ring)) walk.say(one, 'the focus is not seen');
    const boxes = shown.flatMap(it => [...it.getClientRects()]).filter(it => it.width > 4 && it.height > 4).slice(0, 3)
      .filter(it => it.bottom > 0 && it.top < innerHeight && it.right > 0 && it.left < innerWidth);
    if (!boxes.length) return walk.say(one, 'out of sight');
    const free = boxes.some(box => [[.5, .5], [.1, .5], [.9, .5], [.5, .15], [.5, .85]].some(([across, down]) => {
      const there = document.elementFromPoint(box.left + box.width * across, box.top + box.height * down);
      return there && shown.some(it => it.contains(there));
    }));
    if (!free) walk.say(one, 'covered');
  };
  document.addEventListener('focusin', ({target}) => {
    if (walk.over) return;
    if (walk.reached.has(target)) {
      walk.over = true;
      if (target !== walk.first) walk.say(target, 'the Tab key comes back to it');
    }
    walk.first ||= target;
    walk.reached.add(target);
  });
  document.addEventListener('keydown', () => {
    if (!walk.over && document.activeElement !== document.body) walk.look(document.activeElement);
  }, true);
  addEventListener('blur', () => { walk.over = true; });
  for (const one of walk.stops) if (one.tabIndex > 0) walk.say(one, 'out of its order');
  return walk.stops.length;
}"""
OVER = "() => walk.over || (walk.reached.size > 0 && document.activeElement === document.body)"
# The focus is put on each stop but the last ones; then the Tab key goes on from there, or from where it had come.
PASS_OVER = r"""last => {
  const tab = {key: 'Tab', code: 'Tab', bubbles: true, cancelable: true};
  const before = document.activeElement, rest = walk.stops.slice(0, -last);
  const some = walk.some(rest);
  for (const one of rest) {
    if (walk.reached.has(one)) continue;
    if (one.tabIndex >= 0) one.focus();
    if (document.activeElement === one && some.has(one)) walk.look(one);
    if (!one.dispatchEvent(new KeyboardEvent('keydown', tab))) walk.say(one, 'keeps the Tab key');
  }
  const next = walk.stops.indexOf(before) < rest.length ? rest.at(-1) : before;
  walk.reached.delete(next);
  next.focus();
  walk.reached.add(next);
}"""
# Going back, what is stuck to an edge may lie over what the focus comes to.
BACK = r"""() => {
  walk.over = true;
  walk.looked.clear();
  for (const one of walk.some(walk.stops.slice().reverse())) {
    if (one.tabIndex >= 0) one.focus();
    if (document.activeElement === one) walk.look(one);
  }
}"""
# Of the dots of one question the Tab key reaches one; the arrow keys reach the others.
MISSED = r"""() => {
  const groups = new Set([...walk.reached].filter(one => one.type === 'radio').map(one => one.name));
  return walk.stops.filter(one => !walk.reached.has(one) && !(one.type === 'radio' && groups.has(one.name)))
    .map(one => `not reached: ${one.outerHTML.slice(0, 120)}`);
}"""
TO_THE_TOP = """() => {
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute('tabindex');
  scrollTo(0, 0);
}"""
TAB = {"type": "rawKeyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
FIRST, LAST, AT_ONCE = 3, 1, 2
# As a desk's screen is at almost twice its size: tables are still tables, and what is stuck lies over most of them.
NARROW = 700


def by_tab(page: Page) -> list[str]:
    """Walk the page as it stands from its top to its end; what was wrong on the way.

    The Tab key itself is pressed for every stop; on a page of more than four, for the first three and the
    last one. On those between, the focus is put by a script, in the order of the page: it must stay
    there, and nothing may keep the key from going on; on forty at most, evenly spread, it must be seen,
    and be neither out of sight nor covered. An order of its own (a tabindex above 0) is found on every
    page. Then the window is made narrow, and the focus is put on as many from the last to the first, as
    Shift and Tab would: it must be seen there as well.
    """
    page.evaluate(TO_THE_TOP)
    stops: int = page.evaluate(LISTEN)
    keys = page.context.new_cdp_session(page)

    def press(most: int) -> bool:
        """Press Tab until the end of the page is passed, or so many times; whether it is passed."""
        for _some in range(0, most, AT_ONCE):
            for _one in range(AT_ONCE):
                keys.send("Input.dispatchKeyEvent", TAB)
            if page.evaluate(OVER):
                return True
        return False

    # A date takes some keys more than one.
    if stops > FIRST + LAST:
        over = press(FIRST)
        if not over:
            page.evaluate(PASS_OVER, LAST)
            over = press(4 * LAST + 10)
    else:
        over = press(4 * stops + 10)
    keys.detach()
    found: list[str] = page.evaluate(MISSED)
    if not over:
        found.append("the Tab key never comes to the end")
    desk = page.viewport_size
    page.set_viewport_size({"width": NARROW, "height": 900})
    page.evaluate(BACK)
    if desk:
        page.set_viewport_size(desk)
    return list(dict.fromkeys([*found, *page.evaluate("() => walk.wrong")]))[:4]

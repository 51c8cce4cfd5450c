"""What every page is held to: accessible, no wider than the screen, at both widths, in both schemes,
with text twice as large, and for fingers."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.conftest import AXE, DESK, PHONE, RULES

HEIGHTS = {PHONE: 844, DESK: 900}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
EVERYTHING = {"runOnly": RULES}
RUN = """async options => {
  const found = await axe.run(document, {...options, resultTypes: ['violations'], elementRef: false});
  return found.violations.map(one => [
    one.id, one.help, one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | ')
  ]);
}"""
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return '';
  const wide = [...document.querySelectorAll('body *')].filter(
    one => one.getBoundingClientRect().right > width + 1 && !one.closest('.scroll'));
  return wide.slice(-3).map(one => one.outerHTML.slice(0, 120)).join(' | ') || 'something';
}"""
# Links within a sentence are as high as their line; a box to tick reaches as far as its label.
SMALL = r"""() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
  .filter(one => one.checkVisibility({visibilityProperty: true, opacityProperty: true}))
  .filter(one => !one.matches('.visually-hidden')).filter(one => {
    const beside = [...one.parentElement.childNodes].filter(node => node !== one);
    if (one.localName === 'a' && getComputedStyle(one).display === 'inline'
      && beside.some(node => node.textContent.replace(/[\s·,.]/g, ''))) return false;
    if (getComputedStyle(one, '::after').position === 'absolute') return false;
    const boxes = [one, ...(/radio|checkbox/.test(one.type) ? one.labels : [])].map(box => box.getBoundingClientRect());
    const top = Math.min(...boxes.map(box => box.top)), bottom = Math.max(...boxes.map(box => box.bottom));
    return boxes[0].right > 0 && boxes[0].width > 2 && bottom - top < 43.5;
  }).slice(0, 3).map(one => one.outerHTML.slice(0, 120)).join(' | ')"""
LARGE = "size => document.documentElement.style.fontSize = size"
UNFOLD = "() => document.querySelectorAll('main details').forEach(one => one.open = true)"


def problems(page: Page) -> list[str]:
    """What is wrong with the page as it stands, everything unfolded.

    All rules are tried in light colours at both widths; dark changes colours, so there contrast is.
    """
    found: list[str] = []
    page.evaluate(AXE.read_text(encoding="utf-8"))
    page.evaluate(UNFOLD)
    for width in (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        if wide := page.evaluate(TOO_WIDE):
            found.append(f"{width} px: wider than the screen: {wide}")
        for scheme, rules in (("light", EVERYTHING), ("dark", CONTRAST)):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            for rule, help_text, nodes in page.evaluate(RUN, rules):
                found.append(f"{width} px, {scheme}: {rule}: {help_text}: {nodes}")
    page.emulate_media(color_scheme="light")
    touch = page.context.new_cdp_session(page)
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    if small := page.evaluate(SMALL):
        found.append(f"{PHONE} px, for fingers: less than 44 px high: {small}")
    page.evaluate(LARGE, "200%")
    if wide := page.evaluate(TOO_WIDE):
        found.append(f"{PHONE} px, text at 200 %: wider than the screen: {wide}")
    page.evaluate(LARGE, "")
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
    touch.detach()
    page.set_viewport_size({"width": DESK, "height": HEIGHTS[DESK]})
    return found

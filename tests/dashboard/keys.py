"""What somebody does who has a keyboard and no mouse: Tab after Tab until what is meant has the focus.

keys = Keys(window.page)
await keys.to(page.get_by_role("button", name="提交审核"))
await keys.press("Enter")
"""

from __future__ import annotations

from dataclasses import dataclass

from playwright.async_api import Locator, Page

# More stops than any page has from its top to its end.
MOST = 150
# What shows a focus changes as it goes on: of the element that had it, of what stands beside it as its mark
# does, or of what is around it and not around the next.
STEP = """async (aim) => {
  await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
  const now = document.activeElement;
  const told = (one) => one && `${one.tagName.toLowerCase()} ${
    one.getAttribute("aria-label") || one.textContent.trim().slice(0, 30) || one.id}`;
  const shown = (one) => ["", "::before", "::after"].map((part) => {
    const of = getComputedStyle(one, part || null);
    const line = of.outlineStyle === "none" ? "none" : `${of.outlineWidth} ${of.outlineColor}`;
    return [line, of.boxShadow, of.borderTopColor, of.backgroundColor, of.color, of.opacity, of.left,
      of.textDecorationLine].join();
  }).join(";");
  const around = (one) => {
    const beside = [...one.parentElement.children, ...(one.parentElement.parentElement?.children ?? [])];
    const found = new Set(beside.slice(0, 60));
    for (let up = one; up !== document.body; up = up.parentElement) found.add(up);
    return [...found].map((part) => [part, shown(part)]);
  };
  const before = window.keysBefore;
  const of = ([part]) => part === before.one || !part.contains(now);
  const dark = before && before.one.isConnected && before.one !== now
    && !before.parts.filter(of).some(([part, as]) => as !== shown(part));
  const lost = !now || now === document.body;
  window.keysBefore = lost ? null : { one: now, parts: around(now) };
  let box = now.getBoundingClientRect();
  for (let up = now; up.parentElement && !(box.width * box.height); box = up.getBoundingClientRect())
    up = up.parentElement;
  const away = box.bottom <= 0 || box.right <= 0 || box.top >= innerHeight || box.left >= innerWidth;
  return [aim === now, lost ? null : told(now), dark ? told(before.one) : null, !lost && away];
}"""


@dataclass(frozen=True)
class Keys:
    """The keyboard of a page. Who looks sees at each stop of Tab where it is, or the test fails."""

    page: Page

    async def to(self, aim: Locator, back: bool = False) -> None:
        """Goes on with Tab, or back with Shift+Tab, until this has the focus."""
        await aim.wait_for(state="attached")
        passed: list[str] = []
        while len(passed) < MOST:
            await self.page.keyboard.press("Shift+Tab" if back else "Tab")
            reached, name, dark, away = await aim.evaluate(STEP)
            assert dark is None, f"nothing showed that the focus was at: {dark}"
            assert name is not None, f"the focus was lost before {aim}; passed: {passed}"
            assert not away, f"what has the focus is out of sight: {name}"
            if reached:
                return
            passed.append(name)
        raise AssertionError(f"Tab does not lead to {aim}; passed: {passed}")

    async def press(self, *names: str) -> None:
        """One key after the other."""
        for name in names:
            await self.page.keyboard.press(name)

    async def write(self, aim: Locator, words: str, back: bool = False) -> None:
        """Goes to a field, and writes."""
        await self.to(aim, back)
        await self.page.keyboard.type(words)

    async def take(self, words: str) -> None:
        """Chooses in the list that has the focus what one writes some signs of."""
        await self.page.keyboard.type(words)
        await self.page.locator(".ant-select-item-option-active").filter(has_text=words).wait_for()
        await self.page.keyboard.press("Enter")

    async def down_to(self, aim: Locator) -> None:
        """Goes down a menu with the arrow until this has the focus."""
        for _ in range(MOST):
            await self.page.keyboard.press("ArrowDown")
            if await aim.evaluate("(one) => one === document.activeElement"):
                return
        raise AssertionError(f"the arrow does not lead to {aim}")

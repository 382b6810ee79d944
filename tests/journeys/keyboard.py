"""Somebody without a mouse: whatever is pressed, chosen or typed into is reached by Tab, and worked by its keys."""

from __future__ import annotations

from typing import Any

from selenium.webdriver import ActionChains
from selenium.webdriver.common.keys import Keys

from tests.journeys.browser import Person

TABS_TO_WORK = 3
TRIES = 4


class ByKeyboard(Person):
    def keys(self, *keys: str) -> None:
        ActionChains(self._driver).send_keys(*keys).perform()

    def until(self, what: str) -> None:
        """Wait for a condition in JavaScript."""
        self._until(lambda: self._driver.execute_script(f"return {what}"), lambda: f"never: {what}")

    def goes(self, *keys: str) -> None:
        """Press what leads to another page, and wait for it."""
        self._driver.execute_script("window.__before = true")
        self.keys(*keys)
        self.until("!window.__before && document.readyState === 'complete'")

    def to_the_work(self) -> None:
        """On a page that has just come the work is at most three Tabs away, and W leads into its form."""
        for _tab in range(TABS_TO_WORK):
            self.keys(Keys.TAB)
            if self._driver.execute_script("return document.activeElement.getAttribute('href') === '#work'"):
                break
        else:
            raise AssertionError("the work is further away than three Tabs")
        self.keys("w")
        self.until("document.activeElement.closest('#work form') !== null")

    def _touch(self, element: Any) -> None:
        kind = element.get_attribute("type") if element.tag_name == "input" else ""
        self._reach(element)
        if kind == "radio":
            self._turn_to(element)
        elif kind == "checkbox":
            self.keys(Keys.SPACE)
        else:
            self.keys(Keys.ENTER)

    def _type(self, field: Any, text: str) -> None:
        self._reach(field)
        held = bool(field.get_attribute("value"))
        if held:
            ActionChains(self._driver).key_down(Keys.CONTROL).send_keys("a").key_up(Keys.CONTROL).perform()
        self.keys(text)

    def _pick(self, field: Any, text: str) -> None:
        names, at = self._driver.execute_script(OPTIONS, field)
        self._reach(field)
        steps = names.index(text) - at
        self.keys(*[Keys.ARROW_DOWN if steps > 0 else Keys.ARROW_UP] * abs(steps))

    def _turn_to(self, radio: Any) -> None:
        """Tab leads to one button of a group, the arrows to the others."""
        if self._focused(radio):
            self.keys(Keys.SPACE)
        for _button in range(20):
            if self._focused(radio):
                return
            self.keys(Keys.ARROW_DOWN)
        raise AssertionError("the arrows do not lead there")

    def _reach(self, element: Any) -> None:
        """By as many Tabs as lie between; the place from which the browser counts is known after the first."""
        for _try in range(TRIES):
            tabs = self._driver.execute_script(TABS, element)
            assert tabs is not None, f"no Tab leads to {element.get_attribute('outerHTML')[:200]}"
            if tabs == 0:
                return
            chain = ActionChains(self._driver)
            if tabs < 0:
                chain.key_down(Keys.SHIFT)
            chain.send_keys(*[Keys.TAB] * abs(tabs))
            if tabs < 0:
                chain.key_up(Keys.SHIFT)
            chain.perform()
        assert self._driver.execute_script(TABS, element) == 0, element.get_attribute("outerHTML")[:200]

    def _focused(self, element: Any) -> bool:
        return bool(self._driver.execute_script("return document.activeElement === arguments[0]", element))


OPTIONS = """
const names = [...arguments[0].options].map((option) => option.text.trim());
return [names, arguments[0].selectedIndex];
"""

# How many Tabs lie before an element, negative where they are Shift+Tabs; null where none leads there. Of a group of
# radio buttons one is reached: the chosen, or else the first.
TABS = """
const focusable = "a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, object, [tabindex]";
const seen = (el) => el.getClientRects().length > 0 && el.checkVisibility({ visibilityProperty: true });
const usable = [...document.querySelectorAll(focusable)].filter((el) => el.tabIndex >= 0 && !el.disabled && seen(el));
const group = (el) => usable.filter((one) => one.type === "radio" && one.name === el.name && one.form === el.form);
const stop = (el) => (el.type === "radio" ? group(el).find((one) => one.checked) ?? group(el)[0] : el);
const stops = usable.filter((el) => stop(el) === el);
const there = stops.indexOf(stop(arguments[0]));
if (there < 0) return null;
if (document.activeElement === stops[there]) return 0;
return there - stops.indexOf(document.activeElement);
"""

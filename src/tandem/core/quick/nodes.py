"""The nodes that make up most of a page, as Django parsed them, rendering the shorter way."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from html import escape
from typing import Any

from django.conf import settings
from django.template.base import (
    NodeList,
    Template,
    TextNode,
    VariableDoesNotExist,
    VariableNode,
    render_value_in_context,
)
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode, IfNode, URLNode
from django.template.loader_tags import BLOCK_CONTEXT_KEY, BlockContext, BlockNode, ExtendsNode
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from tandem.core.addresses import address

SPECIAL = re.compile("[&<>\"']")


def shown(value: Any, context: Context) -> str:
    """A value as text of the page: escaped, in the form of the language and in local time."""
    kind = type(value)
    if kind is SafeString:
        return value  # type: ignore[no-any-return]
    if kind is str:
        return escape(value) if context.autoescape and SPECIAL.search(value) else value
    if kind is int and not settings.USE_THOUSAND_SEPARATOR:
        return str(value)
    return render_value_in_context(value, context)


class QuickVariable(VariableNode):
    """`{{ customer.name }}`"""

    def render(self, context: Context) -> str:
        try:
            return shown(self.filter_expression.resolve(context), context)
        except UnicodeDecodeError:
            return ""

    render_annotated = render


class QuickIf(IfNode):
    """`{% if %}`: where a condition is one name, it is asked without the machinery for operators."""

    conditions: list[tuple[Callable[[Context], Any] | None, NodeList]]

    def render(self, context: Context) -> str:
        for holds, nodes in self.conditions:
            if holds is None:
                return nodes.render(context)
            try:
                met = holds(context)
            except VariableDoesNotExist:
                continue
            if met:
                return nodes.render(context)
        return ""

    render_annotated = render


class QuickTranslate(TranslateNode):
    """`{% translate "constant" %}`: one text per language."""

    texts: dict[tuple[str | None, bool], str]

    def render(self, context: Context) -> str:
        key = (get_language(), context.autoescape)
        text = self.texts.get(key)
        if text is None:
            text = self.texts[key] = super().render(context)
        return text

    render_annotated = render


class QuickUrl(URLNode):
    """`{% url "name" value %}`: filled into a pattern. Each name has one place here, whatever app asks for it."""

    name: str

    def render(self, context: Context) -> str:
        url = address(self.name, *[argument.resolve(context) for argument in self.args])
        return conditional_escape(url) if context.autoescape else url

    render_annotated = render


class QuickStatic(StaticNode):
    """`{% static "constant" %}`: one address as long as the process lives."""

    found: str

    def render(self, context: Context) -> str:
        if not self.found:
            self.found = super().render(context)
        return self.found

    render_annotated = render


class QuickCsrf(CsrfTokenNode):
    """`{% csrf_token %}`: a page of rows has a form for each act."""

    def render(self, context: Context) -> str:
        text = str(context.get("csrf_token") or "")
        if not text or text == "NOTPROVIDED" or SPECIAL.search(text):
            return super().render(context)
        return f'<input type="hidden" name="csrfmiddlewaretoken" value="{text}">'

    render_annotated = render


class QuickExtends(ExtendsNode):
    """`{% extends %}`: the blocks of the parent are sought once, not for each page."""

    def render(self, context: Context) -> str:
        parent: Any = self.get_parent(context)
        state: Any = context.render_context
        blocks = state.setdefault(BLOCK_CONTEXT_KEY, BlockContext())
        blocks.add_blocks(self.blocks)
        blocks.add_blocks(_root_blocks(parent))
        with state.push_state(parent, isolated_context=False):
            page: str = parent._render(context)
        return page

    render_annotated = render


@cache
def _root_blocks(parent: Template) -> dict[str, BlockNode]:
    """The blocks of a parent that extends nothing itself; of any other none, for it names its own when it renders."""
    first = next((node for node in parent.nodelist if not isinstance(node, TextNode)), None)
    if first is None or isinstance(first, ExtendsNode):
        return {}
    found: list[Any] = parent.nodelist.get_nodes_by_type(BlockNode)
    return {block.name: block for block in found}

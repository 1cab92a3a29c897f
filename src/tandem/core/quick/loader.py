"""The loader of templates: what was parsed is quickened once, then kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.template.base import FilterExpression, Node, NodeList, Template, VariableNode
from django.template.defaulttags import CsrfTokenNode, IfNode, TemplateLiteral, URLNode
from django.template.loader_tags import ExtendsNode
from django.template.loaders import base, cached
from django.template.smartif import TokenBase
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode

from .nodes import QuickCsrf, QuickExtends, QuickIf, QuickStatic, QuickTranslate, QuickUrl, QuickVariable
from .reading import Expression


class Quickened(base.Loader):
    """What is parsed is quickened before anybody may render it.

    Not while Django explains errors in templates (debug) or marks names that no one gave, as its own nodes do.
    """

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        template = super().get_template(template_name, skip)
        if not self.engine.debug and not self.engine.string_if_invalid:
            quicken(template.nodelist)
        return template


class Loader(cached.Loader, Quickened):
    """Django's keeping of templates over the quickening of them."""


def quicken(nodes: NodeList) -> None:
    """Every node below takes its shorter way; the nodes stay the same objects, which blocks and includes rely on."""
    for node in nodes:
        _expressions(node)
        if become := KINDS.get(type(node)):
            become(node)
        if isinstance(node, IfNode):
            for _condition, below in node.conditions_nodelists:
                quicken(below)
        else:
            for name in node.child_nodelists:
                quicken(getattr(node, name, None) or NodeList())


def _expressions(node: Node) -> None:
    if isinstance(node, TranslateNode):
        return  # it changes its expression while rendering
    for name, value in vars(node).items():
        if name not in node.child_nodelists:
            vars(node)[name] = _quick(value)


def _quick(value: Any) -> Any:
    if type(value) is FilterExpression:
        return Expression(value)
    if type(value) is dict:
        return {key: _quick(each) for key, each in value.items()}
    if type(value) in (list, tuple):
        return type(value)(_quick(each) for each in value)
    if isinstance(value, TokenBase):
        for part in ("value", "first", "second"):
            if (inner := getattr(value, part, None)) is not None:
                setattr(value, part, _quick(inner))
    return value


def _if(node: Any) -> None:
    node.conditions = [(_condition(token), below) for token, below in node.conditions_nodelists]
    node.__class__ = QuickIf


def _condition(token: Any) -> Any:
    if token is None:
        return None
    if isinstance(token, TemplateLiteral):
        expression: Any = token.value
        return partial(expression.resolve, ignore_failures=True)
    return token.eval


def _translate(node: Any) -> None:
    constant = not node.filter_expression.filters and node.filter_expression.var.lookups is None
    if constant and not node.asvar and not node.message_context:
        node.__class__ = QuickTranslate
        node.texts = {}


def _url(node: Any) -> None:
    if not node.kwargs and not node.asvar and isinstance(node.view_name.var, str) and not node.view_name.filters:
        node.__class__ = QuickUrl
        node.name = str(node.view_name.var)


def _static(node: Any) -> None:
    if node.varname is None and isinstance(node.path.var, str) and not node.path.filters:
        node.found = ""
        node.__class__ = QuickStatic


def _becomes(kind: type[Node]) -> Callable[[Node], None]:
    def become(node: Node) -> None:
        node.__class__ = kind

    return become


KINDS: dict[type[Node], Callable[[Any], None]] = {
    CsrfTokenNode: _becomes(QuickCsrf),
    ExtendsNode: _becomes(QuickExtends),
    IfNode: _if,
    StaticNode: _static,
    TranslateNode: _translate,
    URLNode: _url,
    VariableNode: _becomes(QuickVariable),
}

"""Small mistakes, one at a time, in a module's syntax tree: what a tired programmer might have written instead.

Operators and comparisons exchanged, conditions negated, numbers one off, truth turned, words changed, results and effects
forgotten. Left alone: docstrings, annotations, assertions, the words of errors and the log - what no test should pin down.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot,
    ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Div: ast.Mult, ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.Pow: ast.Mult}
UNTOUCHED = ("annotation", "returns", "decorator_list", "bases")

Node = ast.expr | ast.stmt
Change = tuple[str, Callable[[], object]]
"""What is changed, in words, and the act."""


@dataclass(frozen=True)
class Mutant:
    """One planted mistake: where, what, and the whole changed tree."""

    line: int
    what: str
    tree: ast.Module


def mutants(source: str) -> Iterator[Mutant]:
    """All of them, in the order of the text."""
    for number, node in enumerate(_nodes(ast.parse(source))):
        for which in range(len(_changes(node))):
            tree = ast.parse(source)
            twin = _nodes(tree)[number]
            what, change = _changes(twin)[which]
            before = ast.unparse(twin)
            change()
            words = what if isinstance(twin, ast.stmt) else f"{what}: {before[:70]} -> {ast.unparse(twin)[:70]}"
            yield Mutant(twin.lineno, words, ast.fix_missing_locations(tree))


def _nodes(tree: ast.Module) -> list[Node]:
    """What may be changed."""
    found: list[Node] = []

    def walk(node: ast.AST) -> None:
        if isinstance(node, ast.Assert | ast.Raise | ast.JoinedStr) or _of_the_log(node) or _is_docstring(node):
            return
        if isinstance(node, Node):
            found.append(node)
        for name, value in ast.iter_fields(node):
            if name not in UNTOUCHED:
                for child in value if isinstance(value, list) else [value]:
                    if isinstance(child, ast.AST):
                        walk(child)

    walk(tree)
    return found


def _of_the_log(node: ast.AST) -> bool:
    call = node.value if isinstance(node, ast.Expr) else node
    return isinstance(call, ast.Call) and ast.unparse(call.func).startswith(("log.", "logging."))


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _changes(node: Node) -> list[Change]:
    """What may be done to one node."""
    match node:
        case ast.Compare():
            return [("comparison", lambda n=n, op=op: node.ops.__setitem__(n, COMPARISONS[type(op)]()))  # type: ignore[misc]
                    for n, op in enumerate(node.ops)]
        case ast.BoolOp():
            other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            return [("and/or", _set(node, op=other)), *(("left out", _set(node, values=node.values[:n] + node.values[n + 1:]))
                                                        for n in range(len(node.values)))]
        case ast.UnaryOp(op=ast.Not()):
            return [("not left out", _set(node, operand=ast.UnaryOp(ast.Not(), node.operand)))]
        case ast.BinOp() | ast.AugAssign() if type(node.op) in OPERATORS:
            return [("operator", _set(node, op=OPERATORS[type(node.op)]()))]
        case ast.Constant():
            return [(what, _set(node, value=value)) for what, value in _other_values(node.value)]
        case ast.IfExp() | ast.If() | ast.While():
            return [(f"condition negated: {ast.unparse(node.test)[:70]}", _set(node, test=ast.UnaryOp(ast.Not(), node.test)))]
        case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value in (None, False)):
            return [(f"result forgotten: {ast.unparse(value)[:70]}", _set(node, value=ast.Constant(None)))]
        case ast.Expr(value=ast.Call()):
            return [(f"call forgotten: {ast.unparse(node)[:70]}", _set(node, value=ast.Constant(None)))]
        case ast.Assign(targets=[ast.Attribute()], value=value) if not (isinstance(value, ast.Constant) and value.value is None):
            return [(f"value forgotten: {ast.unparse(node)[:70]}", _set(node, value=ast.Constant(None)))]
    return []


def _other_values(value: object) -> list[tuple[str, object]]:
    match value:
        case bool():
            return [("truth", not value)]
        case int() | float():
            return [("number", value + 1)]
        case str() if value:
            return [("words", value + "~")]
        case bytes() if value:
            return [("words", value + b"~")]
    return []


def _set(node: ast.AST, **values: object) -> Callable[[], object]:
    return lambda: [setattr(node, name, value) for name, value in values.items()]

"""Holds the product's Python to the sizes of a readable house; prints the figures, names what is too big."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

SOURCE = Path(__file__).resolve().parent.parent / "src"
MEDIAN_LINES = 90
MOST_LINES = 400
FUNCTION_P90 = 25
LONG_FUNCTIONS_SHOWN = 8

Function = tuple[int, str]


def main() -> int:
    product = {path: path.read_text() for path in SOURCE.rglob("*.py") if is_product(path)}
    lines = {path: len(text.splitlines()) for path, text in product.items() if text.strip()}
    if not lines:
        print("sizes: no Python under src")
        return 1
    functions = sorted(found for path, text in product.items() for found in functions_of(path, text))
    middle, p90 = median(lines.values()), ninetieth([length for length, _ in functions])
    total = sum(lines.values())
    print(
        f"sizes: {len(lines)} files, {total} lines, median {middle:g}, longest {max(lines.values())}; "
        f"{len(functions)} functions, p90 {p90:g}; {test_lines() / total:.1f} test lines per line"
    )
    problems = [
        f"{path.relative_to(SOURCE.parent)}: {count} lines, at most {MOST_LINES}: make it a package"
        for path, count in sorted(lines.items())
        if count > MOST_LINES
    ]
    if middle > MEDIAN_LINES:
        problems.append(f"median file has {middle:g} lines, at most {MEDIAN_LINES}: split files by subject")
    if p90 > FUNCTION_P90:
        problems.append(f"p90 of functions is {p90:g} lines, at most {FUNCTION_P90}; the longest are:")
        problems += [f"  {name}: {length} lines" for length, name in functions[-LONG_FUNCTIONS_SHOWN:]]
    if problems:
        print(*problems, sep="\n", file=sys.stderr)
    return 1 if problems else 0


def test_lines() -> int:
    tests = [*SOURCE.glob("*/**/tests/**/*.py"), *SOURCE.parent.glob("tests/**/*.py")]
    return sum(len(path.read_text().splitlines()) for path in tests)


def is_product(path: Path) -> bool:
    return not {"migrations", "tests", "conftest.py"} & set(path.parts)


def functions_of(path: Path, text: str) -> Iterator[Function]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            length = node.end_lineno - node.lineno + 1
            yield length, f"{path.relative_to(SOURCE.parent)}:{node.lineno} {node.name}"


def ninetieth(lengths: list[int]) -> float:
    return quantiles(lengths, n=10, method="inclusive")[-1] if len(lengths) > 1 else sum(lengths)


if __name__ == "__main__":
    sys.exit(main())

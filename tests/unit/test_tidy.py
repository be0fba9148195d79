"""Guards of the house: floors, banned calls, where SQL and SMTP may live. Each says what to do instead."""

import ast
import functools
import graphlib
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "notifier"
FLOORS = ("model", "core", "edges", "flows", "doors")
IMPURE = {"time", "random", "socket", "ssl", "os", "threading", "subprocess", "uuid", "logging", "sqlite3", "httpx", "secrets", "asyncio",
          "shutil", "tempfile", "pathlib"}
CLOCKS = {"now", "utcnow", "today"}


def modules() -> list[Path]:
    """Every module of the package."""
    return sorted(PACKAGE.rglob("*.py"))


def of_floors(*floors: str) -> list[Path]:
    """The modules of these floors."""
    return [path for path in modules() if floor(module_name(path)) in floors]


@functools.cache
def parsed(path: Path) -> ast.Module:
    """A module, read once for all rules."""
    return ast.parse(path.read_text(encoding="utf-8"))


@functools.cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Everything in a module."""
    return tuple(ast.walk(parsed(path)))


@functools.cache
def imports(path: Path) -> list[tuple[str, int]]:
    """(module, line) of everything a file imports, wherever in it."""
    found = []
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append((node.module, node.lineno))
    return found


def floor(name: str) -> str | None:
    """The floor of a module name, or None outside the package."""
    parts = name.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "notifier" and parts[1] in FLOORS else None


def edge(name: str) -> str:
    """The edge (module or folder under ``edges``) of a module name."""
    parts = name.split(".")
    return parts[2] if len(parts) > 2 else ""


def module_name(path: Path) -> str:
    """The dotted name of a file."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def clock_readings(path: Path) -> list[str]:
    """Where a module asks what time it is."""
    return [f"{path}:{node.lineno}: reads the clock" for node in nodes(path)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS
            and ast.unparse(node.func.value).split(".")[-1] in ("datetime", "date", "dt")]


def test_imports_go_down_only():
    """doors > flows > edges > core > model. Move the code down, or pass what you need as an argument."""
    wrong = [f"{path}:{line}: {own} imports {name}" for own in FLOORS for path in of_floors(own) for name, line in imports(path)
             if (other := floor(name)) is not None and FLOORS.index(other) > FLOORS.index(own)]
    assert not wrong, "\n".join(wrong)


def test_the_rooms_of_the_flows_lead_one_way():
    """``notices`` knows ``inputs``, and not the other way round, nor over a third room; what two rooms need lies below them."""
    rooms = {folder.name for folder in (PACKAGE / "flows").iterdir() if (folder / "__init__.py").is_file()}
    known = {room: {name.split(".")[2] for path in (PACKAGE / "flows" / room).rglob("*.py") for name, _ in imports(path)
                    if name.startswith("notifier.flows.") and name.split(".")[2] in rooms - {room}} for room in rooms}
    assert {"sending", "hearing", "deciding"} < rooms
    assert known["hearing"]
    graphlib.TopologicalSorter(known).prepare()  # CycleError names the circle


def test_edges_do_not_know_each_other():
    """An edge is one outside thing. What joins two of them is a flow; only ``edges.files`` is common ground."""
    wrong = [f"{path}:{line}: imports {name}" for path in of_floors("edges") for name, line in imports(path)
             if floor(name) == "edges" and edge(name) not in ("", edge(module_name(path)), "files")]
    assert not wrong, "\n".join(wrong)


def test_the_core_is_pure():
    """No clock, disk, network, log or randomness in core and model: ``now`` is an argument, bytes come from edges."""
    pure = of_floors("core", "model")
    wrong = [f"{path}:{line}: {name} in the core" for path in pure for name, line in imports(path)
             if name.split(".")[0] in IMPURE and not (name == "pathlib" and "settings" in path.name)]
    wrong += [f"{path}:{node.lineno}: opens a file" for path in pure for node in nodes(path)
              if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open"]
    wrong += [reading for path in pure for reading in clock_readings(path)]
    assert not wrong, "\n".join(wrong)


def test_only_doors_read_the_clock():
    """Edges and flows are given ``now`` or a clock; ``monotonic`` for time-outs of sockets is an edge's own matter."""
    wrong = [reading for path in of_floors("edges", "flows") for reading in clock_readings(path)]
    assert not wrong, "\n".join(wrong)


def test_a_module_names_a_thing_once():
    """A second constant of one name takes the first one's place, for whoever looks at it later. Use the first, or name the other."""
    for path in modules():
        named = [node.id for statement in parsed(path).body if isinstance(statement, ast.Assign)
                 for target in statement.targets for node in ast.walk(target) if isinstance(node, ast.Name)]
        assert len(named) == len(set(named)), f"{path}: {sorted(name for name in named if named.count(name) > 1)}"


@pytest.mark.parametrize("entrance", ["doors.service", "doors.arming", "doors.rehearsing", "flows.station", "flows.hearing.listening"])
def test_every_entrance_opens_first(entrance: str):
    """A circle of imports shows only to whoever enters it first; in a test run something else always came before."""
    tried = subprocess.run([sys.executable, "-c", f"import notifier.{entrance}"], capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr


def test_there_is_one_sqlite_in_a_process():
    """Two copies do not see each other's locks on one file, and their errors are not each other's: also for tests and benchmarks."""
    for path in (*modules(), *(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")):
        if not path.as_posix().endswith("edges/ledger/sqlite.py"):
            for name, line in imports(path):
                assert name.split(".")[0] not in ("sqlite3", "pysqlite3"), f"{path}:{line}: take it from notifier.edges.ledger.sqlite"


def test_sql_only_in_the_ledger():
    """Ask the ledger's objects; add a method there."""
    wrong = [f"{path}:{node.lineno}: SQL outside the ledger" for path in modules() if "edges/ledger" not in path.as_posix()
             for node in nodes(path) if isinstance(node, ast.Attribute) and node.attr in ("execute", "executemany", "executescript")]
    assert not wrong, "\n".join(wrong)


def test_only_the_smtp_edge_speaks_smtp():
    """Sending goes through the transports; smtplib hides in which phase a connection died."""
    wrong = [f"{path}:{line}: {name}" for path in modules() for name, line in imports(path)
             if name.split(".")[0] in ("smtplib", "aiosmtplib")]
    assert not wrong, "\n".join(wrong)


def test_a_module_opens_with_what_it_promises():
    """A docstring first: what it promises, what it refuses, which RFC it obeys. (An empty package marker needs none.)"""
    wrong = [f"{path}: no docstring" for path in modules() if parsed(path).body and not ast.get_docstring(parsed(path))]
    assert not wrong, "\n".join(wrong)


def test_what_is_public_says_what_it_does():
    """A docstring for each function, class and method that others may use; helpers (``_name``) may go without."""
    wrong = []
    for path in modules():
        offered = [node for node in parsed(path).body if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")]
        offered += [method for node in offered if isinstance(node, ast.ClassDef) for method in node.body
                    if isinstance(method, ast.FunctionDef) and not method.name.startswith("_")]
        wrong += [f"{path}:{node.lineno}: {node.name} has no docstring" for node in offered if not ast.get_docstring(node)]
    assert not wrong, "\n".join(wrong)


FOREIGN = {"_worksheet_path", "_generate"}
"""Private names of libraries that offer no public way: openpyxl's part name of a sheet, Jinja's compiler."""


def test_nobody_reaches_into_another_module():
    """``_name`` is a module's own affair: used on ``self``, or where it is defined. Named tuples' own methods are public."""
    for path in modules():
        own = {node.name for node in nodes(path) if isinstance(node, ast.FunctionDef)}
        own |= {target.attr for node in nodes(path) if isinstance(node, ast.Assign | ast.AnnAssign)
                for target in (node.targets if isinstance(node, ast.Assign) else [node.target]) if isinstance(target, ast.Attribute)}
        own |= FOREIGN | {"_replace", "_make", "_asdict", "_fields"}
        for node in nodes(path):
            if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__"):
                on_self = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
                assert on_self or node.attr in own, f"{path}:{node.lineno}: {ast.unparse(node)} is private; offer a public name"
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("notifier"):
                assert not [alias.name for alias in node.names if alias.name.startswith("_")], f"{path}:{node.lineno}: a private import"


def test_nothing_points_outside_the_repository():
    """Test data lives here; no path of a machine, no package host."""
    needles = ("/" + "work/", "../" + "shared", "pypi" + ".org", "npmjs" + ".org", "deb.debian" + ".org")
    looked_at = 0
    for path in ROOT.rglob("*"):
        if path.suffix in (".py", ".md", ".toml", ".txt", ".lock", ".jsonl", ".json", ".csv", ".service") and not any(
                part.startswith(".") or part in ("build", "node_modules") for part in path.relative_to(ROOT).parts):
            text = path.read_text(encoding="utf-8", errors="replace")
            looked_at += 1
            for needle in needles:
                assert needle not in text, f"{path}: {needle}"
    assert looked_at > 300

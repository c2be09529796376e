"""Compiles Qt Designer's forms in ui/ into ppir_desktop/ui/forms; ``--check`` only compares."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FORMS = ROOT / "ui"
COMPILED = ROOT / "ppir_desktop" / "ui" / "forms"
_INIT = '"""Forms, compiled from ui/ by packaging/compile_forms.py; not to be edited."""\n'


def compiled(form: Path) -> str:
    """What a form compiles to, without the line that names the compiler's version."""
    command = [str(Path(sys.executable).with_name("pyside6-uic")), "--no-autoconnection"]
    done = subprocess.run([*command, str(form)], capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    kept = [line for line in lines if not line.startswith("## Created by")]
    return without_unused("\n".join(kept).rstrip() + "\n")


def without_unused(code: str) -> str:
    """The same code, importing only what it uses: each class of Qt takes time to get ready."""
    tree = ast.parse(code)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    lines = code.splitlines(keepends=True)
    for node in reversed(tree.body):
        if isinstance(node, ast.ImportFrom):
            names = [one.name for one in node.names if one.name in used]
            imported = f"from {node.module} import ({', '.join(names)})\n" if names else ""
            lines[node.lineno - 1 : node.end_lineno] = [imported]
    return "".join(lines)


def main(arguments: list[str]) -> int:
    """Write what differs, or name it; 1 when a check finds any."""
    wanted = {f"{form.stem}.py": compiled(form) for form in sorted(FORMS.glob("*.ui"))}
    wanted["__init__.py"] = _INIT
    COMPILED.mkdir(exist_ok=True)
    known = {path.name: path.read_text(encoding="utf-8") for path in COMPILED.glob("*.py")}
    differing = sorted(name for name in {*wanted, *known} if wanted.get(name) != known.get(name))
    if "--check" in arguments:
        for name in differing:
            print(f"{COMPILED / name} is not what ui/ compiles to: run packaging/compile_forms.py")
        return 1 if differing else 0
    for name in differing:
        if name in wanted:
            (COMPILED / name).write_text(wanted[name], encoding="utf-8")
        else:
            (COMPILED / name).unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Experts to dossiers: who may review what, who should, and why.

`pairs.judge` says who may, `solver.match` who should, `explain` why. All of it counts with NumPy
and SciPy, which come with the extra ``secretariat``; importing it without them raises an
`EnvironmentFault`, ``scipy_missing``.
"""

from ppir_desktop.common.errors import EnvironmentFault

try:
    import scipy.optimize as _optimize
except ImportError:
    raise EnvironmentFault("scipy_missing") from None

del _optimize

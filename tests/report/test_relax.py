"""One line a constraint for the limits that do not suffice; those that do come first."""

from __future__ import annotations

from types import SimpleNamespace

from tisites.model.points import load_scenario
from tisites.report.relax import _alone
from tisites.solver.solution import Proof
from tisites.study.relax.dials import Dial


def test_limits_that_do_not_suffice_are_one_line_a_constraint():
    case = SimpleNamespace(model=load_scenario("reference")[0], everyone=None)
    vain = SimpleNamespace(concessions=(), proof=Proof.INFEASIBLE)
    slow = SimpleNamespace(concessions=(), proof=Proof.UNKNOWN)
    dials = [
        Dial("departement_max", f"Département {k}", "max", 2.0, "sites", 1.0, k) for k in range(3)
    ]
    total = Dial("hectares_total", "", "min", 900.0, "ha", 1.0, 3)
    spacing = Dial("spacing", "", "km", 15.0, "km", 1.0, 4)
    tried = [*((dial, vain) for dial in dials), (total, vain), (spacing, slow)]
    told = _alone(case, tried)  # type: ignore[arg-type]
    assert [line.rpartition(" : ")[2] for line in told] == [
        "non tranché.",
        "aucune ne suffit à elle seule.",
        "ne suffit pas.",
    ]
    assert "« Sites par département », 3 limites" in told[1]

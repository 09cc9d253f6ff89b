"""Every tolerance of the program, its solvers, its proofs and its studies, each with its reason.

A share is of the size of what is compared, 1 at least, unless a line says otherwise. Values are in
order within a section; two that are equal for different reasons have two names, so that one can
move without the other. ``tests/test_tolerances.py`` holds the rooms to this table.
"""

from __future__ import annotations

# floats ---------------------------------------------------------------------------------------

#: Keeps a division from zero; smaller than any figure of a program.
NEVER_ZERO = 1e-300
#: What sums of the same terms in another order may differ by, as a share: a few thousand roundings
#: of 2e-16.
SUMS = 1e-12
#: A figure is a whole multiple of a step that is so near: sums of ten thousand are then to 1e-6.
MULTIPLE = 1e-10
#: Two figures closer than this share are one, and what is counted by dividing them is whole.
SAME = 1e-9
#: A figure below this is none: a value of a linear point, a price, a gain.
NOTHING = 1e-9

# answers that are checked ---------------------------------------------------------------------

#: A value within this of its bound (absolute, and relative to max(1, |value|)) is optimal.
PROOF_GAP = 1e-9
#: A row may be off by this times the largest of 1, its bound and its largest coefficient: ten times
#: what solvers are asked for.
ROW = 1e-6
#: How far a binary may be from 0 or 1 in a solver's answer before rounding.
INTEGRALITY = 1e-5
#: A limit written in the model's own places (0.01) is rounded to the side that suffices, unless it
#: is this share of a place from one: what a solver's last digit adds moves no limit.
PLACE = 1e-6
#: Figures recomputed from what a run or a frontier stored: files keep six decimals at least.
STORED = 1e-6

# linear and integer solvers -------------------------------------------------------------------

#: Feasibility asked where sums of a certificate are read off: as tight as HiGHS takes.
TIGHTEST = 1e-9
#: Feasibility asked of rows and integers where the answer "there is none" must be sure.
STRICT = 1e-8
#: Feasibility by default, and of a second opinion: what a linear solver forgives.
FEASIBILITY = 1e-7
#: Absolute gap that a solver may stop at (scaled objective): without it CBC tells a proven optimum
#: as a limit.
GAP_ABS = 1e-7
#: A column of a linear point is in use above this.
IN_USE = 1e-7
#: Relative gap of a search that only climbs: its bound is not read.
CLIMB_GAP = 1e-6
#: A figure of a linear point so near to a whole one is whole.
WHOLE = 1e-6
#: A gain of the bound below this share ends a round, and counts as this in a branching score.
LEAST_GAIN = 1e-6
#: A reduced cost this near to 0 (kernel units) is a linear solver's rounding.
REDUCED_COST = 1e-5
#: Gap, as a share of the bound, that the ascent of thresholds leaves to kernels.
ASCENT_GAP = 2e-5
#: A cut is broken, or slack, by more than this.
CUT_SLACK = 1e-4

# measures of equity ---------------------------------------------------------------------------

#: A measure kept as a row may fall short by this share: solvers round.
KEPT_MEASURE = 1e-7
#: A convex limit may be passed by this share of its unit: more than a linear solver forgives, less
#: than the check of answers does.
CURVE_ROOM = 2.5e-7
#: Floors kept from a stage may fall short by this share, below the resolution of levels: at the
#: very sum of one selection, a solver's rounding leaves none.
KEPT_FLOOR = 1e-6
#: What a measure's own columns may be short of their best by, at given numbers of sites.
OWN_COLUMNS = 1e-6
#: A measure whose columns tell it wrong by more than this share of its size is not proven.
MEASURE_NOISE = 2e-6
#: Two levels closer than this share of themselves are one level: floors are rows, and solvers keep
#: rows to a millionth.
LEVEL = 5e-6
#: A ratio is proven where no selection is below it by more than this, the resolution of levels.
RATIO = 5e-6
#: An answer that misses a limit by more than this share of the measure's size is not proven.
SHORT_OF_LIMIT = 5e-6
#: Least size of a limit, as a share of the largest figure it compares.
LEAST_UNIT = 1e-4
#: A solver without limit ends with a smaller gap than this, in shares of the mean benefit; a
#: greater one tells that a limit or Ctrl-C came first.
STOPPED_GAP = 1e-4

# certificates: each a little more than what its solver asks -----------------------------------

#: What a claim is raised by, as a share: a replay sums the same terms over other columns.
CLAIM = 1e-10
#: A limit this near to a whole number of coefficients (of it, and of 1 at least) is that number.
WHOLE_SIDE = 1e-7
#: Floors kept from a stage may fall short of the level by this share: twice :data:`KEPT_FLOOR`.
CERTIFIED_FLOOR = 2e-6
#: A row must be overrun by this times its size before it fixes a column: more than the check of
#: answers forgives, so that nothing it would accept is excluded.
OVERRUN = 4e-6
#: What columns of its own may tell a measure wrong by, off by solvers' tolerances on each of them.
CERTIFIED_NOISE = 5e-6
#: Two levels closer than this share of themselves are one: just above :data:`LEVEL`.
CERTIFIED_LEVEL = 5.1e-6

# studies --------------------------------------------------------------------------------------

#: A selection is still the best while none is better by this share: below what a planner reads.
STILL_BEST = 1e-8
#: Two values closer than this share are a tie: a solver's own feasibility.
TIE = 1e-7
#: A likelihood (its logarithm a unit of weight) that rises by less is at its top.
FLAT = 1e-6

"""A table of a document as a DataFrame, for Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.report.media.csv import program_value

if TYPE_CHECKING:
    import pandas as pd

    from tisites.report.document import Table


def table_frame(table: Table) -> pd.DataFrame:
    """Return the rows that a program reads: keys as columns, ids and codes as values.

    Examples
    --------
    >>> from tisites.report.document import Column, Said, Table
    >>> rows = ((Said("53", "Bretagne"), 1.5), ("11", None))
    >>> table_frame(Table("t", "T", (Column("reg", "Région"), Column("ha", "ha")), rows))
      reg   ha
    0  53  1.5
    1  11  NaN
    """
    import pandas as pd

    seen = table.seen("files")
    rows = [[program_value(row[k]) for k in seen] for row in table.rows]
    return pd.DataFrame(rows, columns=[table.columns[k].key for k in seen])

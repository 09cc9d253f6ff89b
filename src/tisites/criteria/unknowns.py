"""What is unknown, told once: a layer the pack lacks, a column the file lacks, or some sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.data.catalogue.sources import sources_of
from tisites.data.catalogue.titles import layer_title
from tisites.messages.findings import Finding
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from tisites.criteria.spec import IndicatorSpec
    from tisites.territory.territory import Territory

CANDIDATES = "candidates"


def unknown_findings(
    table: pd.DataFrame, specs: Mapping[str, IndicatorSpec], territory: Territory
) -> list[Finding]:
    """Tell what is not known.

    Parameters
    ----------
    table : DataFrame
        One row a site; a column an indicator, NaN where unknown.
    specs : mapping of str to IndicatorSpec
        Every indicator.
    territory : Territory
        Tells which layers the pack carries.

    Returns
    -------
    list of Finding
        ``layer_absent``, one a layer, for indicators that no site can have without it;
        ``columns_absent``, one, for those that only the candidate file tells and it does not; then
        ``indicator_unknown``, one an indicator that some sites lack, with its count.
    """
    counts = {name: int(table[name].isna().sum()) for name in specs}
    unknown = {name: count for name, count in counts.items() if count}
    absent: dict[str, list[str]] = {}
    untold = []
    for name in [n for n, count in unknown.items() if count == len(table)]:
        layers = specs[name].layers
        lacking = [x for x in layers if x != CANDIDATES and not territory.has(x)]
        if lacking:
            absent.setdefault(lacking[0], []).append(name)
        elif layers == (CANDIDATES,):
            untold.append(name)
        else:
            continue
        del unknown[name]
    findings = [_layer(layer, _labels(names, specs)) for layer, names in absent.items()]
    if untold:
        findings.append(_columns(_labels(untold, specs)))
    return [*findings, *(_some(specs[n], count, len(table)) for n, count in unknown.items())]


def _labels(names: Iterable[str], specs: Mapping[str, IndicatorSpec]) -> Text:
    labels = [specs[name].label for name in names]
    return Text(
        ", ".join(f"« {label.fr} »" for label in labels),
        ", ".join(f"'{label.en}'" for label in labels),
    )


def _layer(layer: str, labels: Text) -> Finding:
    title = layer_title(layer)
    names = [source.name for source in sources_of(layer)]
    how = [
        f"tisites data pull {source.name}" if source.pullable else f"tisites data add {source.name}"
        for source in sources_of(layer)
    ]
    return Finding(
        "criteria",
        "layer_absent",
        "info",
        Text(
            f"{labels.fr} : inconnu partout, le paquet n'a pas la couche « {title.fr} »",
            f"{labels.en}: unknown everywhere, the pack lacks layer '{title.en}'",
        ),
        Text(
            f"obtenir {', '.join(names)} ({' ; '.join(how)}) puis tisites data build",
            f"obtain {', '.join(names)} ({'; '.join(how)}) then tisites data build",
        )
        if names
        else Text("prendre un paquet qui la porte", "take a pack that carries it"),
        subject=layer,
    )


def _columns(labels: Text) -> Finding:
    return Finding(
        "criteria",
        "columns_absent",
        "info",
        Text(
            f"{labels.fr} : le fichier de candidats ne le dit pour aucun site",
            f"{labels.en}: the candidate file says it of no site",
        ),
        Text(
            "ajouter ces colonnes au fichier (tisites aide listes), si on les connaît",
            "add these columns to the file (names: docs/candidates.md), if they are known",
        ),
        subject=CANDIDATES,
    )


def _some(spec: IndicatorSpec, count: int, total: int) -> Finding:
    label = spec.label
    return Finding(
        "criteria",
        "indicator_unknown",
        "info",
        Text(
            f"« {label.fr} » inconnu pour {count} {'site' if count < 2 else 'sites'} sur {total}",
            f"'{label.en}' unknown for {count} of {total} sites",
        ),
        Text(
            "le score de ces sites est un intervalle ; compléter la donnée le resserre",
            "their score is an interval; completing the data narrows it",
        ),
        subject=spec.name,
    )

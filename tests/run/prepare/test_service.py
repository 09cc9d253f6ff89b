"""Services from minutes, against the plain dense computation."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from tisites.run.prepare import service as room
from tisites.run.prepare.service import service

DECAY = {0.0: 1.0, 15.0: 0.8, 30.0: 0.0, 45.0: 0.0}


@given(
    st.integers(0, 2**32 - 1), st.integers(1, 7), st.integers(1, 9), st.sampled_from([1, 3, 100])
)
def test_services_equal_the_dense_ones_whatever_the_chunk(seed, sites, communes, chunk):
    rng = np.random.default_rng(seed)
    dense = np.where(
        rng.random((sites, communes)) < 0.6, rng.uniform(0.1, 45, (sites, communes)), 0
    )
    minutes = csr_array(dense.astype(np.float32))
    before = minutes.toarray().copy()
    demand = rng.uniform(1, 9, communes)
    old, room.CHUNK = room.CHUNK, chunk
    try:
        term = service(
            SimpleNamespace(minutes=minutes), demand, np.zeros(communes, int), ["g"], DECAY, 100.0
        )
    finally:
        room.CHUNK = old
    expected = np.where(before > 0, np.interp(before, list(DECAY), list(DECAY.values())), 0.0).T
    np.testing.assert_allclose(term.f.toarray(), expected)
    assert (term.f.data > 0).all()
    assert term.weight * demand.sum() == 100.0 or np.isclose(term.weight * demand.sum(), 100.0)
    np.testing.assert_array_equal(minutes.toarray(), before)

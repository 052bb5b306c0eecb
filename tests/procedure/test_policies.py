"""Shipped policies: a version names one content, for states and exports refer to a policy by its version."""

from collections.abc import Mapping
from hashlib import sha256
from importlib import resources

import pytest
import rfc8785

from tests.procedure.scene import shipped
from workflows.procedure.model.policy import Policy

SHIPPED = [
    path.name.removesuffix(".json")
    for path in resources.files("workflows.procedure").joinpath("policies").iterdir()
]
CONTENTS: Mapping[tuple[str, str], str] = {
    ("default", "2018.1"): "079514b4110042203016f7933d176f3be62cad8165e863f74c344fc92337e22d",
    ("default", "2018.2"): "ec2da448174bc7e3f87c94fb997531d377f048a021aea6641ec8c99911ca604c",
    ("drill", "1"): "767d58fe3660723111d3ded35df0e6f8db0daed0eaee9b4f2a75c4cf160a5b4a",
}
"""By name and version the digest of the content. One that was shipped stays; a changed content is added under
a version of its own."""


def digest(policy: Policy) -> str:
    return sha256(rfc8785.dumps(policy.model_dump(mode="json"))).hexdigest()


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_policy_has_the_content_of_its_version(name: str) -> None:
    policy = shipped(name)
    assert policy.name == name
    assert digest(policy) == CONTENTS[(name, policy.version)]


def test_the_policy_before_late_timers_waited_is_written_as_it_was() -> None:
    before = shipped("default").model_copy(
        update={"version": "2018.1", "outage_grace": 0, "objection_frees": False}
    )
    assert digest(before) == CONTENTS[("default", "2018.1")]

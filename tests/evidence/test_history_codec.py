"""One run's history in one piece: whatever is written is read again, and nothing else is taken for one."""

import zlib

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.api.history.v1 import History

from evidence import history_codec
from evidence.history_codec import (
    HistoryTooLarge,
    NotAHistory,
    compress_history,
    decompress_history,
    parse_history,
    payloads_in,
)
from tests.histories.golden import load

HISTORY = History(events=load("straight")[0].runs[0].events)
PLAIN = HISTORY.SerializeToString(deterministic=True)


def test_what_is_written_is_read() -> None:
    assert decompress_history(compress_history(HISTORY)) == PLAIN
    assert parse_history(PLAIN) == HISTORY


def test_what_is_as_large_as_may_be_is_read_again_and_what_is_larger_is_not_written() -> None:
    with pytest.MonkeyPatch.context() as limits:
        limits.setattr(history_codec, "LARGEST", len(PLAIN))
        assert decompress_history(compress_history(HISTORY)) == PLAIN
        limits.setattr(history_codec, "LARGEST", len(PLAIN) - 1)
        with pytest.raises(HistoryTooLarge, match=f"more than {len(PLAIN) - 1} bytes"):
            compress_history(HISTORY)
        with pytest.raises(NotAHistory, match=f"more than {len(PLAIN) - 1} bytes"):
            decompress_history(zlib.compress(PLAIN))


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"", "is cut off"),
        (b"no zlib", "can't be decompressed"),
        (zlib.compress(PLAIN)[:-1], "is cut off"),
        (zlib.compress(PLAIN) + b"x", "goes on after its end"),
        (zlib.compress(bytes(2**26 + 1)), "has more than 67108864 bytes"),
    ],
)
def test_what_is_wrong_is_told(content: bytes, wrong: str) -> None:
    with pytest.raises(NotAHistory, match=wrong):
        decompress_history(content)


def test_what_is_no_history_is_told() -> None:
    with pytest.raises(NotAHistory, match="is no history"):
        parse_history(b"x")


def test_every_payload_is_found_however_deep() -> None:
    found = list(payloads_in(HISTORY))
    mark = Payload(data=b"catatan")
    deep = History.FromString(PLAIN)
    accepted = (each.workflow_execution_update_accepted_event_attributes for each in deep.events)
    request = next(each.accepted_request for each in accepted if each.protocol_instance_id)
    request.input.header.fields["bekas"].CopyFrom(mark)
    request.input.args.payloads.append(mark)
    assert [each for each in payloads_in(deep) if each == mark] == [mark, mark]
    assert len(list(payloads_in(deep))) == len(found) + 2
